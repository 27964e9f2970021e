"""Documents are opened again by another library than wrote them, and measured (GB/T 9704-2012)."""

import io
from datetime import date
from typing import Any

import docx as reader
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from common.documents import layout
from common.documents.content import Annex, Block, Document, Header, numbered, numeral, written
from common.documents.docx import docx
from common.documents.html import html
from common.documents.layout import POINTS_PER_MM, Style, foot, lines

DAY = date(2028, 2, 29)
NOTICE = Document(
    "关于召开协商议事会议的通知",
    (
        Block("现将有关事项通知如下。"),
        Block("会议议程", 1),
        Block("说明情况", 2),
        Block("村内照明", 3),
        Block("费用", 4),
        Block("有关要求", 1),
        Block("请准时参加。"),
    ),
    addressee="各参会单位",
    issuer="某县委员会办公室",
    on=DAY,
)
RED = Header("某县委员会办公室文件", "某协办发〔2028〕3号")


def opened(document: Document) -> Any:
    return reader.Document(io.BytesIO(docx(document)))


def texts(document: Document) -> list[str]:
    return [each.text for each in opened(document).paragraphs if each.text]


def test_page_is_a4_with_the_margins_and_the_block_of_text_of_the_standard() -> None:
    (section,) = opened(NOTICE).sections
    measured = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(each.mm) for each in measured] == [210, 297, 37, 28]
    wide = section.page_width - section.left_margin - section.right_margin
    high = section.page_height - section.top_margin - section.bottom_margin
    assert (round(wide / 36000, 1), round(high / 36000, 1)) == (156.0, 225.0)


def test_twenty_two_lines_of_twenty_eight_characters_fill_the_text() -> None:
    found = opened(NOTICE)
    body = found.styles["Normal"]
    pitch = body.paragraph_format.line_spacing.pt
    assert 22 * pitch <= 225 * POINTS_PER_MM < 23 * pitch
    closer = found.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:spacing')}")
    wide = body.font.size.pt + int(closer.get(qn("w:val"))) / 20
    assert 28 * wide <= 156 * POINTS_PER_MM < 29 * wide


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Normal", "仿宋_GB2312", 16),
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Heading 3", "仿宋_GB2312", 16),
        ("Heading 4", "仿宋_GB2312", 16),
    ],
)
def test_fonts_and_sizes_are_those_of_the_standard(style: str, font: str, size: int) -> None:
    found = opened(NOTICE).styles[style]
    assert found.element.rPr.rFonts.get(qn("w:eastAsia")) == font
    assert found.font.size.pt == size


def test_headings_number_themselves_and_begin_anew_below_the_next() -> None:
    found = {each.text: each.style.name for each in opened(NOTICE).paragraphs}
    assert found["一、会议议程"] == "Heading 1"
    assert found["（一）说明情况"] == "Heading 2"
    assert found["1.村内照明"] == "Heading 3"
    assert found["（1）费用"] == "Heading 4"
    assert found["二、有关要求"] == "Heading 1"
    again = numbered((Block("a", 1), Block("b", 2), Block("c", 1), Block("d", 2)))
    assert [each.text for each in again] == ["一、a", "（一）b", "二、c", "（一）d"]


@pytest.mark.parametrize(
    ("number", "written_"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "一百")]
    + [(101, "一百零一"), (110, "一百一十"), (219, "二百一十九"), (1000, "1000")],
)
def test_numerals(number: int, written_: str) -> None:
    assert numeral(number) == written_


def test_red_header_is_there_only_where_it_is_asked_for() -> None:
    plain, red = opened(NOTICE), opened(Document(**{**NOTICE.__dict__, "header": RED}))
    assert plain.paragraphs[0].text == NOTICE.title
    assert "FF0000" not in plain.element.xml
    mark, number, title = red.paragraphs[:3]
    assert (mark.text, number.text, title.text) == (RED.mark, RED.number, NOTICE.title)
    assert str(red.styles["Mark"].font.color.rgb) == "FF0000"
    assert round(mark.paragraph_format.space_before.mm) == 35
    below = number._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert (below.get(qn("w:color")), below.get(qn("w:space"))) == ("FF0000", "11")


def test_a_number_that_is_not_there_yet_leaves_its_line_free_above_the_red_line() -> None:
    found = opened(Document("纪要", (), header=Header("某县委员会文件")))
    assert found.paragraphs[1].text == ""
    assert found.paragraphs[1]._p.pPr.find(qn("w:pBdr")) is not None


def test_page_numbers_stand_between_dashes_on_alternate_sides() -> None:
    found = opened(NOTICE)
    assert found.settings.odd_and_even_pages_header_footer
    (section,) = found.sections
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (paragraph,) = footer.paragraphs
        assert "— " in paragraph._p.xml
        assert 'w:instr=" PAGE "' in paragraph._p.xml
        assert f'<w:jc w:val="{side}"/>' in paragraph._p.xml
        assert 'w:eastAsia="宋体"' in paragraph._p.xml
        assert '<w:sz w:val="28"/>' in paragraph._p.xml


def test_a_seal_has_room_and_the_issuer_is_centred_above_the_date() -> None:
    sealed = lines(Document("纪要", (), issuer="某县委员会办公室", on=DAY, sealed=True))
    issuer, day = sealed[-2:]
    assert (issuer.before, day.right) == (layout.SEAL_ROOM, 4)
    middle = day.right + layout.width(day.text) / 2
    assert issuer.right + layout.width(issuer.text) / 2 == middle
    issuer, day = lines(Document("纪要", (), issuer="某县委员会办公室", on=DAY))[-2:]
    begins = {each.style: each.right + layout.width(each.text) for each in (issuer, day)}
    assert begins[Style.ISSUER] - begins[Style.DATE] == 2
    assert issuer.before == 1


def test_annexes_are_named_below_the_text_and_begin_their_own_pages() -> None:
    one = Document("通知", (Block("如下。"),), annexes=(Annex("名单", (Block("甲"),)),))
    assert "附件：名单" in texts(one)
    two = Document("通知", (), annexes=(Annex("名单"), Annex("材料")))
    assert texts(two) == ["通知", "附件：1. 名单", "2. 材料", "附件1", "名单", "附件2", "材料"]
    breaks = [each.text for each in opened(two).paragraphs if each._p.xml.count("pageBreakBefore")]
    assert breaks == ["附件1", "附件2"]


def test_copies_and_printing_stand_at_the_foot() -> None:
    document = Document(
        "通知", (), copies=("县委办", "县政府办"), printed_by="某办公室", printed_on=DAY
    )
    (table,) = opened(document).tables
    assert [row.cells[0].text for row in table.rows] == [
        "抄送：县委办，县政府办。",
        "某办公室\t2028年2月29日印发",
    ]
    assert 'w:tblpYSpec="bottom"' in table._tbl.xml
    assert opened(NOTICE).tables == []
    assert foot(NOTICE) == []


def test_the_same_document_is_the_same_bytes() -> None:
    assert docx(NOTICE) == docx(Document(**NOTICE.__dict__))
    assert docx(NOTICE) != docx(Document(**{**NOTICE.__dict__, "on": date(2028, 3, 1)}))


def test_days_are_written_without_leading_zeros() -> None:
    assert written(date(2026, 3, 1)) == "2026年3月1日"


def test_control_characters_are_left_out_and_rare_ideographs_stay() -> None:
    document = Document(
        "𠮷\x00𫚉&<通知>\ufffe", (Block("甲\x0b乙\nᠮᠣᠩᠭᠣᠯ"),), issuer="\U00031350村"
    )
    assert texts(document) == ["𠮷𫚉&<通知>", "甲乙", "ᠮᠣᠩᠭᠣᠯ", "\U00031350村"]
    page = html(document)
    assert "𠮷𫚉&amp;&lt;通知&gt;" in page
    assert "\x00" not in page


def test_nothing_and_very_much_are_documents_too() -> None:
    assert texts(Document("通知", ())) == ["通知"]
    names = "、".join(f"委员{number}" for number in range(100))
    long = Document("题" * 120, (Block(names),), issuer="某" * 120, on=DAY, sealed=True)
    assert texts(long)[:2] == ["题" * 120, names]
    day = lines(long)[-1]
    assert day.right + layout.width(day.text) <= layout.CHARACTERS
    assert html(long).count("题" * 120) == 2


def test_the_page_says_the_same_in_the_same_order_and_loads_nothing() -> None:
    document = Document(**{**NOTICE.__dict__, "header": RED, "copies": ("县委办",)})
    page = html(document)
    page = page[page.index("<main>") :]
    at = [page.index(f">{text}<") for text in texts(document)]
    assert at == sorted(at)
    assert "size: A4; margin: 37.0mm 26.0mm 35.0mm 28.0mm" in html(document)
    assert not any(
        word in html(document) for word in ("<script", "src=", "href=", "url(", "@import")
    )


@given(st.text(), st.lists(st.tuples(st.text(), st.integers(0, 4)), max_size=5), st.text())
def test_any_text_makes_a_file_that_opens(title: str, rows: list[Any], issuer: str) -> None:
    blocks = tuple(Block(text, level) for text, level in rows)
    document = Document(title, blocks, issuer=issuer, header=Header(issuer, title), on=DAY)
    opened(document)
    html(document)
