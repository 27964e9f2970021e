"""What people write: composed, readable, and with nothing hidden in it."""

import re
import sys
import unicodedata

import pytest
from pydantic import TypeAdapter, ValidationError

from contracts import text

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
