"""Rules as data: the chapters of a profile, and what their events have in common."""

import hashlib
from typing import Annotated

from pydantic import StringConstraints

from contracts.event import Event, Fact
from contracts.text import DocumentNumber

Stamp = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}/.{1,60}$")]
"""Whose rules, and which version of them: `620123000000/2026.1`, as `rules` on every event."""


class Chapter(Fact):
    """What a jurisdiction settled about one thing. Its fields are those of the profile's table."""

    @property
    def digest(self) -> str:
        """SHA-256 of the content. A field that comes with a default later changes it nowhere."""
        content = self.model_dump_json(exclude_defaults=True)
        return hashlib.sha256(content.encode()).hexdigest()


class ChapterIssued(Event):
    """A chapter is in force from now on, whole. The one field that a class of a service adds is
    the chapter, under the chapter's name."""

    version: DocumentNumber

    @classmethod
    def chapter_name(cls) -> str:
        (name,) = cls.model_fields.keys() - ChapterIssued.model_fields.keys()
        return name

    @property
    def content(self) -> Chapter:
        chapter: Chapter = getattr(self, self.chapter_name())
        return chapter


class ProfileAdopted(Event):
    """A version of the profile is in force in the service, whose later events bear it. Every
    service records it under its own name.

    `extends` is the profile from which chapters were taken that this one does not have itself;
    `digests` are those of all chapters, by name.
    """

    version: DocumentNumber
    extends: Stamp | None = None
    digests: dict[str, str]
