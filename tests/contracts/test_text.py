"""What people write: composed, readable, and with nothing hidden in it."""

import re
import sys
import unicodedata
from datetime import datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from contracts import text
from runtime.web.field_errors import in_words

EVERYTHING = [chr(number) for number in range(sys.maxunicode + 1)]
PLAIN = [each for each in EVERYTHING if re.fullmatch(f"[{text._PLAIN}]", each)]


def test_what_is_not_looked_up_would_have_passed():
    assert len(PLAIN) > 21_000
    forbidden = re.compile(f"[{text._LINE}]").search
    for each in PLAIN:
        assert unicodedata.is_normalized("NFC", each)
        assert not forbidden(each)
        assert unicodedata.category(each)[0] in "LNPS"
        assert not unicodedata.combining(each)
        assert text.seen(f"a{each}\ufe0f\ufe00") != f"a{each}\ufe0f\ufe00"
        assert text.seen(each) == each


def test_what_is_not_looked_up_does_not_melt_into_its_neighbour():
    """A character that is the second part of a composed one would have to be composed."""
    seconds = {
        parts[1]
        for each in EVERYTHING
        if len(parts := unicodedata.decomposition(each).split()) == 2 and "<" not in parts[0]
    }
    assert len(seconds) > 50
    assert not {chr(int(each, 16)) for each in seconds} & set(PLAIN)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (text.Title, "两行\n标题"),
        (text.Title, "制表\t符"),
        (text.Passage, "零\x00字节"),
        (text.Passage, "反\u202e向"),
        (text.Title, " \u3000 "),
        (text.Title, "\u0301"),
        (text.Title, "\u200d\ufe0f\u00ad"),
        (text.Title, "a\U0001f3f4\U000e0067\U000e0078\U000e007fb"),  # tags of no flag
        (text.Title, "样\u3164甲"),
        (text.Passage, "a\u2066b"),
        (text.Title, "甲\x1f"),
    ],
)
def test_what_nobody_can_read_is_refused(kind, said):
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(said)


@pytest.mark.parametrize(
    ("kind", "said", "kept"),
    [
        (text.Title, "  东山村的市场, 3 号 ", "东山村的市场, 3 号"),
        (text.Passage, "第一段。\n第二段：“好”……", "第一段。\n第二段：“好”……"),
        (text.Title, "Cafe\u0301", "Café"),
        (text.Title, "ཨོཾ", "ཨོཾ"),
    ],
)
def test_what_people_write_is_kept(kind, said, kept):
    assert TypeAdapter(kind).validate_python(said) == kept


IGNORABLE = [
    *(0xAD, 0x34F, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0x200B, 0x200E)),
    *(*range(0x2060, 0x2066), *range(0xFE00, 0xFE10), 0xFEFF, *range(0xFFF0, 0xFFF9)),
    *(*range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), *range(0xE0080, 0xE1000)),
    *(*range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF),
]
"""Default_Ignorable_Code_Point without what is refused, and noncharacters."""


def test_what_nobody_sees_is_taken_away_wherever_it_does_nothing():
    title = TypeAdapter(text.Title)
    for number in IGNORABLE:
        assert title.validate_python(f"市{chr(number)}场a{chr(number)}b") in (
            "市场ab",
            f"市{chr(number)}场ab" if 0xE0100 <= number <= 0xE01EF else "",
        ), hex(number)


@pytest.mark.parametrize(
    "said",
    [
        "\u2764\ufe0f",
        "👩\u200d⚕\ufe0f",
        "👨\u200d👩\u200d👧",
        "🏳\ufe0f\u200d🌈",
        "1\ufe0f\u20e3",
        "\U0001fae8\u200d\U0001fae8",  # younger than this Python
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "ᠮᠣᠩ\u180bᠭ\u180eᠠ",  # Mongolian
        "ᠠ\u200d",
        "نە\u200cما",  # Uyghur
        "བོད་ཡིག",  # Tibetan
        "ᥖᥭᥰ ᦺᦑ",  # Dai
        "က\ufe00",
        "葛\U000e0100",
        "\U000323af",  # of an extension younger than this Python, and nothing else
    ],
)
def test_what_scripts_and_emoji_need_stays(said):
    assert TypeAdapter(text.Title).validate_python(said) == said


def test_what_came_in_is_not_changed_again():
    title = TypeAdapter(text.Title)
    marks = "\u200d\ufe0f\ufe00\u180e\U000e0100\u034f"
    for each in ["\u2adc", "\u212a", "e", "🙂", "ᠠ", "葛", "\uf900", "=", "1"]:
        for mark in marks:
            for last in ["\u0338", "\u0301", "🙂", mark, "甲"]:
                once = title.validate_python(f"议{each}{mark}{last}{mark}")
                assert title.validate_python(once) == once


@pytest.mark.parametrize(
    "said", ["2026-03-31T09:30+08:00", "2026-03-31T01:30Z", "2026-03-31T09:30:00.000+08:00"]
)
def test_a_moment_is_kept_as_chinas_time(said):
    moment = TypeAdapter(text.Moment)

    assert moment.dump_json(moment.validate_python(said)) == b'"2026-03-31T09:30:00+08:00"'
    assert moment.validate_json(moment.dump_json(moment.validate_python(said))).hour == 9


@pytest.mark.parametrize(
    "said",
    [
        "2026-03-31T09:30",
        "2026-03-31",
        "2026-03-31T09:30:15+08:00",
        "2026-03-31T25:30+08:00",
        "9999-12-31T23:30Z",
        "0001-01-01T00:30+23:00",
        "1774920600",
        1774920600,
        True,
        datetime(2026, 3, 31, 9, 30),  # noqa: DTZ001
    ],
)
def test_a_moment_without_zone_or_finer_than_a_minute_is_refused_with_an_example(said):
    with pytest.raises(ValidationError) as refusal:
        TypeAdapter(text.Moment).validate_python(said)

    (error,) = refusal.value.errors()
    for sentence in in_words(error):
        assert "2026-03-31T09:30+08:00" in sentence
