"""From a template and what is on record to a document."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from common.checks import listed_once
from common.documents.content import Block, Document, Header
from contracts.documents import DocumentKind, Documents, DocumentTemplate, Head
from runtime.refusals import Misfit

Value = str | Sequence[str] | None
"""What a placeholder stands for: a text, a list of texts, or nothing that is on record. What stands
in a heading may have its text behind a line break."""

PLACEHOLDERS: Mapping[DocumentKind, tuple[str, ...]] = {
    DocumentKind.NOTICE: (
        *("title", "form", "day", "weekday", "when", "place", "agenda"),
        *("participants", "materials_due"),
    ),
    DocumentKind.MINUTES: (
        *("title", "form", "days", "place", "people", "participants", "agenda", "summary"),
        *("consensus", "dissent", "votes", "promises", "confirmed_by", "absent", "on_leave"),
        "silence",
    ),
    DocumentKind.OPINION: (
        *("title", "kind", "number", "summary", "consensus", "dissent", "tasks", "raised_in"),
        *("recipients", "copies"),
    ),
    DocumentKind.REPLY: (
        "title",
        "what",
        "result",
        "reply",
        "lead",
        "co",
        "completed_on",
    ),
    DocumentKind.PLAN: ("title", "year", "entries", "where"),
    DocumentKind.BULLETIN: ("number", "year", "issue", "items", "recipients"),
}
"""What a template of a kind may name, besides `unit`: the unit whose thing it is."""

_NAMED = re.compile(r"{(\w*)}")
_HEADING = re.compile(r"(#{1,4}) +(.*)", re.DOTALL)


@cache
def shipped() -> Documents:
    """The templates of a place that has none of its own."""
    text = Path(__file__).with_name("shipped.toml").read_text("utf-8")
    return Documents.model_validate(tomllib.loads(text))


def checked(documents: Documents) -> None:
    """Refuse two templates of a kind, and a template that names what its documents do not have."""
    listed_once((each.kind for each in documents.texts), "code-twice")
    _known("documents", ("unit",), (documents.mark, documents.issuer, documents.printed_by))
    for head in documents.heads:
        _known("heads", ("unit",), (head.mark, head.issuer, head.printed_by))
    for each in documents.texts:
        texts = (each.title, each.to, each.issuer, each.note, *each.paragraphs, *each.copies)
        _known(each.kind, ("unit", *PLACEHOLDERS[each.kind]), texts)


def _known(where: str, names: Sequence[str], texts: Sequence[str | None]) -> None:
    for text in texts:
        for name in _NAMED.findall(text or ""):
            if name not in names:
                raise Misfit(
                    "unknown-placeholder",
                    f"文书“{where}”写了 {{{name}}}，没有这一项。可用的有："
                    f"{'、'.join(names)}。请改用其中之一。",
                    f"{where} names {{{name}}}, which there is not. There are: "
                    f"{', '.join(names)}. Use one of these.",
                )


@dataclass(frozen=True)
class Facts:
    """What is on record of a thing: its `unit` by name, what the placeholders stand for, the day
    of the document (成文日期) and its number, where it has them."""

    unit: str
    values: Mapping[str, Value]
    on: date | None = None
    number: str | None = None
    draft: bool = False
    """That it is no final text: the title says so, and there is neither seal nor red header."""


def composed(
    kind: DocumentKind,
    own: Documents | None,
    facts: Facts,
    red: bool | None = None,
    unit_kind: str = "",
) -> Document:
    """The document. `own` is the jurisdiction's chapter, if it has one; `red` overrides what the
    template says of the red header. `unit_kind`: of which kind the unit is in whose name it is."""
    rules = own or shipped()
    fitting = (each for each in rules.heads if unit_kind in each.unit_kinds)
    head: Documents | Head = next(fitting, rules)
    template = _of(kind, rules) or _of(kind, shipped())
    assert template is not None, f"no template is shipped for {kind}"
    values: dict[str, Value] = {**facts.values, "unit": facts.unit}
    issuer = _filled(template.issuer or head.issuer, values)
    printed_by = _filled(head.printed_by or "", values)
    copies = [text for each in template.copies if (text := _filled(each, values))]
    title = _NAMED.sub(lambda found: _text(values.get(found[1])), template.title)
    headed = (template.red if red is None else red) and not facts.draft
    return Document(
        title=f"{title}（讨论稿）" if facts.draft else title,
        blocks=_blocks(template, values),
        addressee=_filled(template.to or "", values) or None,
        header=Header(_filled(head.mark, values) or facts.unit, facts.number) if headed else None,
        issuer=issuer or None,
        on=facts.on,
        sealed=template.sealed and not facts.draft,
        note=_filled(template.note or "", values) or None,
        copies=tuple(copies),
        printed_by=printed_by or None,
        printed_on=facts.on if printed_by or copies else None,
    )


def _of(kind: DocumentKind, documents: Documents) -> DocumentTemplate | None:
    return next((each for each in documents.texts if each.kind is kind), None)


def _text(value: Value) -> str:
    return value if isinstance(value, str) else "、".join(value or ())


def _filled(text: str, values: Mapping[str, Value]) -> str:
    """The text with what is on record; empty where it names what is not."""
    if not all(_text(values.get(name)) for name in _NAMED.findall(text)):
        return ""
    return _NAMED.sub(lambda found: _text(values.get(found[1])), text)


def _blocks(template: DocumentTemplate, values: Mapping[str, Value]) -> tuple[Block, ...]:
    found: list[tuple[Block, bool]] = []
    for paragraph in template.paragraphs:
        heading = _HEADING.fullmatch(paragraph)
        level, text = (len(heading[1]), heading[2]) if heading else (0, paragraph)
        name = _NAMED.fullmatch(text)
        listed = values.get(name[1]) if name else None
        said = [text] if listed is None or isinstance(listed, str) else listed
        if said == [text]:
            said = [filled] if (filled := _filled(text, values)) else []
        fixed = level > 0 and not _NAMED.search(text)
        for each in said:
            head, _, rest = each.partition("\n") if level else (each, "", "")
            found.append((Block(head, level), fixed))
            if rest:
                found.append((Block(rest), False))
    kept: list[Block] = []
    for block, fixed in reversed(found):
        if not fixed or _stands_above(block, kept):
            kept.insert(0, block)
    return tuple(kept)


def _stands_above(heading: Block, following: Sequence[Block]) -> bool:
    """Whether something stands below a heading, before the next of its level."""
    return bool(following) and (following[0].level == 0 or following[0].level > heading.level)
