"""Names: kept as written, the same by one rule (cases of November 2026, R6 to R11)."""

import sys
import unicodedata

import pytest
from pydantic import TypeAdapter, ValidationError

from contracts.names import PersonName, likely, same

KEPT: TypeAdapter[str] = TypeAdapter(PersonName)
DOTS = "\u00b7\u0387\u16eb\u2022\u2024\u2027\u2219\u22c5\u2e31\u2e33\u30fb\u318d\ua78f\uff65.．﹒。"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("样甲\u2f26", "样甲子"),  # Kangxi radical
        ("\u2ee2样", "马样"),  # a radical that NFKC does not know
        ("\u31d0样", "一样"),  # a stroke
        *((f"阿样{dot}买甲", "阿样·买甲") for dot in DOTS),
        ("阿样 · 买甲", "阿样·买甲"),
        ("样 甲", "样甲"),
        ("样\u3000甲", "样甲"),
        ("\U0002cc56\u3000甲", "\U0002cc56甲"),  # extension E
        ("\U000323af 甲", "\U000323af甲"),  # extension H, younger than this Python
        ("〇 乙", "〇乙"),
        ("○乙", "〇乙"),
        ("样\U000e0101甲", "样甲"),
        ("样\u00ad\u034f\u200b\u200c\u200d\ufe00甲\ufeff", "样甲"),
        ("\u202d样甲\u202c", "样甲"),
        ("样ロ", "样口"),
        ("ＡＢＣ　Ｄ", "abc d"),
        ("Li  Ming", "LI MING"),
        ("O’样", "O'样"),
        ("Cafe\u0301", "Café"),
        ("ﺋﺎ", "ئا"),  # Arabic presentation forms
    ],
)
def test_one_name_in_two_writings(one: str, other: str) -> None:
    assert same(one) == same(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("吴样", "吳样"), ("高", "髙"), ("样甲", "样乙"), ("阿样·买甲", "阿样买甲"), ("\ufa0e", "兀")]
    + [("Li Ming", "LiMing"), ("ロロ", "口口"), ("样A", "样B"), ("A.B", "AB")],
)
def test_names_that_may_be_two_peoples_stay_two(one: str, other: str) -> None:
    assert same(one) != same(other)


def test_the_rule_gives_the_same_for_what_it_gave() -> None:
    letters = [chr(number) for number in range(sys.maxunicode + 1)]
    special = [
        each for each in letters if unicodedata.category(each) not in ("Cn", "Co", "Cs", "Lo")
    ]
    compatible = [each for each in letters if unicodedata.normalize("NFKC", each) != each]
    for each in [*special, *compatible]:
        for name in (f"样{each}甲", f"a{each} \u0301b"):
            assert same(same(name)) == same(name), ascii(each)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("样甲\u2f26", "样甲子"),
        ("阿样•买甲", "阿样•买甲"),
        ("\U000323af", "\U000323af"),
        ("〇乙", "〇乙"),
        ("葛\U000e0100样", "葛\U000e0100样"),
        ("样\u00ad甲", "样甲"),
    ],
)
def test_a_name_is_kept_as_it_is_written(written: str, kept: str) -> None:
    assert KEPT.validate_python(written) == kept


@pytest.mark.parametrize("each", ["\ue863", "\ufffd", "\U000f0000", "\U0010fffd", "\u0378"])
def test_what_no_screen_shows_is_no_name(each: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        KEPT.validate_python(f"样{each}")

    (error,) = refusal.value.errors()
    assert error["ctx"]["number"] == 2
    assert error["ctx"]["code"] == f"{ord(each):04X}"


def test_what_a_character_of_an_old_font_stands_for() -> None:
    assert likely("\ue863") == "䶮"
    assert likely("\ue000") is None
    known = [found for found in map(likely, map(chr, range(0xE815, 0xE865))) if found]
    assert len(known) > 40
    assert all(unicodedata.category(found) != "Co" for found in known)
