"""A county's words, and what is on record, make a document."""

from datetime import date

import pytest

from common.documents.content import Block
from common.documents.docx import docx
from common.documents.templates import PLACEHOLDERS, Facts, checked, composed, shipped
from contracts.documents import DocumentKind, Documents, DocumentTemplate, Head
from runtime.decider import Rejected


def of(*paragraphs: str, **more: object) -> Documents:
    template = DocumentTemplate(
        kind=DocumentKind.NOTICE, title="关于{title}的通知", paragraphs=paragraphs, **more
    )
    return Documents(mark="{unit}政协委员工作站文件", texts=(template,))


def blocks(documents: Documents, **values: object) -> tuple[Block, ...]:
    facts = Facts("甲镇", {"title": "修路", **values})  # type: ignore[dict-item]
    return composed(DocumentKind.NOTICE, documents, facts).blocks


@pytest.mark.parametrize("kind", DocumentKind)
def test_every_kind_is_shipped_and_names_what_its_documents_have(kind: DocumentKind) -> None:
    checked(shipped())
    assert [each.kind for each in shipped().texts].count(kind) == 1
    whole = {name: f"甲{name}" for name in PLACEHOLDERS[kind]}
    lists = {name: ["甲", "乙"] for name in PLACEHOLDERS[kind]}
    for values in (whole, lists, {}):
        document = composed(kind, None, Facts("甲镇", values))
        assert "{" not in document.title + "".join(each.text for each in document.blocks)
        docx(document)


def test_a_list_is_a_paragraph_each_where_it_stands_alone_and_a_sentence_elsewhere() -> None:
    words = of("# 议程", "## {agenda}", "共议{agenda}。")
    assert blocks(words, agenda=["路", "灯"]) == (
        Block("议程", 1),
        Block("路", 2),
        Block("灯", 2),
        Block("共议路、灯。"),
    )


def test_what_is_not_on_record_is_left_out_with_the_heading_above_it() -> None:
    words = of("# 议程", "## 事项", "{agenda}", "# 地点", "{place}", "# 其他")
    assert blocks(words, place="礼堂", agenda=[]) == (Block("地点", 1), Block("礼堂"))
    assert blocks(words, place=None) == ()
    assert blocks(words, agenda=("路",)) == (Block("议程", 1), Block("事项", 2), Block("路"))


def test_what_is_recorded_is_never_taken_for_a_placeholder_or_a_heading() -> None:
    assert blocks(of("{place}"), place="# {title}") == (Block("# {title}"),)


def test_red_header_is_the_templates_and_can_be_switched() -> None:
    facts = Facts("甲镇", {"title": "修路"}, number="甲发〔2026〕1号")
    for red, asked, there in (
        (False, None, 0),
        (True, None, 1),
        (True, False, 0),
        (False, True, 1),
    ):
        found = composed(DocumentKind.NOTICE, of(red=red), facts, asked).header
        assert (found is not None) == bool(there)
    header = composed(DocumentKind.NOTICE, of(red=True), facts).header
    assert header is not None
    assert (header.mark, header.number) == ("甲镇政协委员工作站文件", "甲发〔2026〕1号")


def test_a_draft_says_so_and_bears_neither_seal_nor_red() -> None:
    found = composed(
        DocumentKind.NOTICE, of(red=True), Facts("甲镇", {"title": "修路"}, draft=True)
    )
    assert (found.title, found.sealed, found.header) == ("关于修路的通知（讨论稿）", False, None)


def test_a_kind_without_words_of_its_own_has_the_shipped_ones() -> None:
    found = composed(DocumentKind.MINUTES, of(), Facts("甲镇", {"title": "修路"}))
    assert found.title == "修路协商纪要"


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        (of("{wetter}"), "unknown-placeholder"),
        (of("{summary}"), "unknown-placeholder"),
        (of(issuer="{title}{}"), "unknown-placeholder"),
        (Documents(mark="{title}"), "unknown-placeholder"),
        (Documents(texts=of().texts * 2), "code-twice"),
    ],
    ids=["unknown", "of another kind", "empty", "of the chapter", "twice"],
)
def test_a_template_that_no_document_could_fill_is_refused(wrong: Documents, rule: str) -> None:
    with pytest.raises(Rejected) as refused:
        checked(wrong)
    assert refused.value.rule == rule


def test_each_tier_issues_in_its_own_name() -> None:
    """A county's document never bears the name of a body below it."""
    county = Head(
        unit_kinds=("county",),
        mark="政协{unit}委员会文件",
        issuer="政协{unit}委员会",
        printed_by="政协{unit}委员会办公室",
    )
    words = of("共议。").model_copy(update={"issuer": "{unit}政协委员工作站", "heads": (county,)})
    facts = Facts("甲县", {"title": "修路"}, on=date(2026, 3, 2), number="1号")

    def issued(unit_kind: str) -> tuple[str | None, str | None, str]:
        made = composed(DocumentKind.NOTICE, words, facts, red=True, unit_kind=unit_kind)
        assert made.header
        return made.issuer, made.printed_by, made.header.mark

    assert issued("county") == ("政协甲县委员会", "政协甲县委员会办公室", "政协甲县委员会文件")
    below = ("甲县政协委员工作站", None, "甲县政协委员工作站文件")
    assert issued("township") == issued("") == below


def test_a_head_names_the_unit_and_nothing_else() -> None:
    wrong = Head(unit_kinds=("county",), mark="{place}文件", issuer="{unit}")
    with pytest.raises(Rejected) as refusal:
        checked(of("共议。").model_copy(update={"heads": (wrong,)}))
    assert refusal.value.rule == "unknown-placeholder"
