"""The style sheet: readable contrast (WCAG 2 AA), nothing from elsewhere."""

import re

import pytest

from services.console.html import asset

SHEET = asset("console.css")[0].decode()
COLOURS = dict(re.findall(r"--(\w[\w-]*): (#[0-9a-f]{3,6});", SHEET))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("below", ["ground", "paper", "red-wash"])
@pytest.mark.parametrize("text", ["ink", "soft", "red", "link", "green"])
def test_every_text_stands_out_from_what_lies_below(text: str, below: str) -> None:
    darker, lighter = sorted((luminance(COLOURS[text]), luminance(COLOURS[below])))

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_the_sheet_takes_nothing_from_elsewhere() -> None:
    assert "@import" not in SHEET
    assert "url(" not in SHEET
    assert "@font-face" not in SHEET


def test_pages_can_be_printed() -> None:
    assert "@media print" in SHEET
