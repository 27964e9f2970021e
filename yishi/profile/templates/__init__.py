"""The procedures that are shipped (domain 5.1, 5.2), one a file, as profiles hold them.

A file begins with comments: whose procedure it is, what of it was published, and which words of the
profile it needs. A step of which no source tells bears `reconstructed = true`.
"""

from pathlib import Path

HERE = Path(__file__).parent


def shipped() -> tuple[str, ...]:
    """The codes of all of them."""
    return tuple(sorted(path.stem for path in HERE.glob("*.toml")))


def text_of(code: str) -> str:
    """The file, as it may be copied into a profile. Raises `KeyError` for a code that is not
    shipped."""
    if code not in shipped():
        raise KeyError(code)
    return (HERE / f"{code}.toml").read_text(encoding="utf-8")
