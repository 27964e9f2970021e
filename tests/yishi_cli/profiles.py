"""A profile whose procedures stand in its own file, as in that of a county that changes them."""

import re

from yishi.profile.templates import text_of

_TEMPLATES = re.compile(r"^templates = \[(.*)\]\n", re.MULTILINE)


def inlined(text: str) -> str:
    """The text of a profile, with the shipped procedures that it names copied into it."""
    named = _TEMPLATES.search(text)
    codes = re.findall(r'"(\w+)"', named[1]) if named else []
    return _TEMPLATES.sub("", text) + "".join(f"\n{text_of(code)}" for code in codes)
