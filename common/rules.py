"""The rules of a county: one chapter for each service, issued version after version."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Generic, Protocol, Self, TypeVar

from contracts.places import UnitId, county
from contracts.text import DocumentNumber
from runtime.decider import Command, Rejected


class Issued(Protocol):
    """An event that brings rules into force."""

    @property
    def version(self) -> str: ...


E = TypeVar("E", bound=Issued)


class IssueRules(Command):
    """Bring a version of a chapter into force. `unit` is the county's own unit."""

    creates: ClassVar[bool] = True

    unit: UnitId
    version: DocumentNumber


@dataclass(frozen=True)
class Chapter(Generic[E]):
    """What is in force, and what every version said: none is ever rewritten."""

    unit: str = ""
    version: str = ""
    versions: Mapping[str, E] = field(default_factory=dict, hash=False)

    @property
    def in_force(self) -> E | None:
        return self.versions.get(self.version)

    def issue(self, new: E, meaning: Callable[[E], object] = lambda event: event) -> list[E]:
        """The version, unless it is in force. `meaning` tells which content is the same."""
        if meaning(self.versions.get(new.version, new)) != meaning(new):
            raise version_in_use(new.version)
        return [] if self.version == new.version else [new]

    def issued(self, event: E, unit: str) -> Self:
        """The chapter after the event."""
        versions = {**self.versions, event.version: event}
        return replace(self, unit=unit, version=event.version, versions=versions)


def version_in_use(version: str) -> Rejected:
    """Events are judged by the version they carry, so a version means one thing for ever."""
    return Rejected(
        "version-in-use",
        f"版本“{version}”已经用于另一套规则。请换一个新的版本号再提交。",
        f"Version {version} already names other rules. Give the change a new one.",
    )


def of_a_county(unit: str, rule: str = "not-a-county") -> None:
    """Refuse a unit below the county, which keeps rules and registers for all of its units."""
    whole = f"{county(unit)}000000"
    if unit != whole:
        raise Rejected(
            rule,
            f"名册和规则由县一级统一管理，请使用县的代码 {whole}。",
            f"Registers and rules are kept for the whole county. Use its code {whole}.",
        )
