"""A document that is to be made of what is on record, and the file that it becomes."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from common.documents.docx import docx
from common.documents.html import html
from common.documents.templates import Facts, composed
from contracts.documents import DocumentKind, Documents, Form


@dataclass(frozen=True)
class Making:
    """A document of a thing of the `unit` with this code, in the words of whose rules it is
    written. `name`: that of the file, where it is not the title."""

    kind: DocumentKind
    unit: str
    facts: Facts
    name: str = ""

    @property
    def draft(self) -> bool:
        return self.facts.draft

    def issued(self, on: date, number: str | None) -> Self:
        """The same with the day and the number under which it is issued."""
        facts = replace(self.facts, on=on, number=number or self.facts.number)
        return replace(self, facts=facts)

    def made(
        self, chapter: Any, form: Form, red: bool | None = None, unit_kind: str = ""
    ) -> tuple[bytes, str]:
        """The content, and the name under which it is saved. `chapter`: the jurisdiction's
        `documents` as they are kept, if it has any; `red` overrides what the template says of the
        red header; `unit_kind` is the kind of the unit."""
        own = Documents.model_validate(chapter) if chapter else None
        document = composed(self.kind, own, self.facts, red, unit_kind)
        content = html(document).encode() if form == "html" else docx(document)
        return content, f"{self.name or document.title}.{form}"
