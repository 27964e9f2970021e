"""What the chapters of a jurisdiction call things: by vocabulary and code, for sentences."""

from collections.abc import Iterator

from contracts.checklists import Checklist
from contracts.members.rules import BodyKind
from contracts.procedure import Procedure
from contracts.rules import ChapterIssued
from contracts.vocabulary import Entry


def words_of(event: ChapterIssued) -> Iterator[tuple[str, str, str]]:
    """Vocabulary, code and word of each entry in the chapter. A vocabulary goes by the name of its
    field, and by the chapter's before it where that is no list of words: `forms`, `checks.kinds`;
    the questions of a checklist go by its code. `parts` are the words for the parts of a unit: of
    the first kind of body that is one."""
    chapter, parts = event.chapter_name(), set[str]()
    for name, value in event.content:
        vocabulary = name if chapter in ("words", name) else f"{chapter}.{name}"
        if isinstance(value, str):
            yield vocabulary, "", value
        for each in value if isinstance(value, tuple) else ():
            match each:
                case Checklist():
                    yield from ((each.code, one.code, one.chinese) for one in each.questions)
                case Entry():
                    yield vocabulary, each.code, each.chinese
                    if isinstance(each, BodyKind) and each.part and each.part not in parts:
                        parts.add(each.part)
                        yield "parts", each.part, each.chinese
                case Procedure():
                    yield vocabulary, each.code, each.name
