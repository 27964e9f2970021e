"""The rules of a jurisdiction: a book with a chapter for each thing, issued version after version.

A service says what its chapters are (contracts), gives its book a field for each, and makes its
rules with `rulebook`. What a chapter says of itself is tested there, what chapters say of each
other in the `fits` of the service.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self, TypeVar, get_args

from common.calendar import WorkingDays, checked, working_days
from common.documents import templates
from common.vocabulary import distinct_codes
from contracts.calendar import Calendar
from contracts.documents import Documents
from contracts.places import UnitId
from contracts.rules import Chapter, ChapterIssued, ProfileAdopted, Stamp
from contracts.text import DocumentNumber
from runtime.decider import Circumstances, Command, Decider, Rejected


class AdoptProfile(Command):
    """Bring a version of a profile into force, with all chapters of the service. `unit` is the
    jurisdiction. A class of a service has one field for each chapter; one that is left out, where
    it may be, stays as it is."""

    called = ("启用规则方案", "Bring the profile into force")

    creates: ClassVar[bool] = True

    unit: UnitId
    version: DocumentNumber
    extends: Stamp | None = None

    @property
    def chapters(self) -> dict[str, Chapter]:
        return {name: value for name, value in self if isinstance(value, Chapter)}


@dataclass(frozen=True)
class Book:
    """The chapters in force: a class of a service has one field for each. `versions` holds of
    every version what its digests were: none is ever rewritten."""

    unit: str = ""
    version: str = ""
    extends: str | None = None
    versions: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)

    def issued(self, event: ChapterIssued | ProfileAdopted, unit: str) -> Self:
        """The book after the event."""
        if isinstance(event, ChapterIssued):
            chapter: dict[str, Any] = {event.chapter_name(): event.content}
            return replace(self, unit=unit, **chapter)
        versions = {**self.versions, event.version: event.digests}
        return replace(
            self, unit=unit, version=event.version, extends=event.extends, versions=versions
        )


@dataclass(frozen=True)
class CountsDays(Book):
    """A book with the working calendar, by which the service counts its days."""

    calendar: Calendar = Calendar(years=())

    @property
    def days(self) -> WorkingDays:
        return working_days(self.calendar.years)


B = TypeVar("B", bound=Book)
C = TypeVar("C", bound=AdoptProfile)


def rulebook(
    blank: B, command: type[C], event: Any, fits: Callable[[C], None] = lambda command: None
) -> Decider[B, C, Any]:
    """The rules by which a service adopts profiles. `event` is the union of what then happens."""
    events: tuple[type[Any], ...] = get_args(event)
    (adopted,) = (each for each in events if issubclass(each, ProfileAdopted))
    issued = {each.chapter_name(): each for each in events if issubclass(each, ChapterIssued)}

    def decide(book: B, command: C, given: Circumstances[Any]) -> list[Any]:
        chapters = command.chapters
        for chapter in chapters.values():
            distinct_codes(chapter)
            if isinstance(chapter, Calendar):
                checked(chapter.years)
            if isinstance(chapter, Documents):
                templates.checked(chapter)
        fits(command)
        kept = {name: getattr(book, name) for name in book.versions.get(book.version, ())}
        digests = {name: each.digest for name, each in {**kept, **chapters}.items()}
        differing = {n: each for n, each in chapters.items() if kept.get(n) != each}
        if not differing and (book.version, book.extends) == (command.version, command.extends):
            return []
        if book.versions.get(command.version, digests) != digests:
            raise version_in_use(command.version)
        return [
            *(issued[n](version=command.version, **{n: each}) for n, each in differing.items()),
            adopted(version=command.version, extends=command.extends, digests=digests),
        ]

    def evolve(book: B, event: Any, unit: str) -> B:
        return book.issued(event, unit)

    return Decider[B, C, Any](blank, decide, evolve)


def version_in_use(version: str) -> Rejected:
    """Events are judged by the version they carry, so a version means one thing for ever."""
    return Rejected(
        "version-in-use",
        f"版本“{version}”已经用于另一套规则。请换一个新的版本号再提交。",
        f"Version {version} already names other rules. Give the change a new one.",
    )
