"""Only `contracts/places.py` knows how many digits of a code name a tier: nobody else cuts one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PLACES = Path("contracts/places.py")
FOLDERS = ("services", "runtime", "common", "contracts", "yishi")
TIERS = {2, 4, 6, 9, 12}
COUNTED = re.compile(r"-(?:\[0-9\]|\\d)\{(?:4|6|9)\}-")
"""In a pattern: a part of an id that has as many digits as name a tier."""
OTHERS = {"tag", "members", "argv", "sys"}
"""What else is cut at such a place: a language, a list."""


def cuts(source: str) -> Iterator[str]:
    """Where a code is cut at a fixed digit, filled up, looked at for its zeros, or counted: what
    leads a unit may have as many digits as it, or more."""
    tree = ast.parse(source)
    named_codes = codes_in(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=ast.Call()):
                pass  # of what a function returns, such as a digest
            case ast.Subscript(value=value, slice=ast.Slice(lower=lower, upper=upper)):
                named = next((n.id for n in ast.walk(value) if isinstance(n, ast.Name)), "")
                if named not in OTHERS and {_number(lower), _number(upper)} & TIERS:
                    yield ast.unparse(node)
            case ast.Call(func=ast.Attribute(attr="ljust" | "rpad"), args=args):
                if any(_number(each) == 12 for each in args):
                    yield ast.unparse(node)
            case ast.Call(func=ast.Attribute(attr="left" | "substr"), args=args):
                if any(_number(each) in TIERS for each in args):
                    yield ast.unparse(node)
            case ast.Constant(value=str() as text) if re.fullmatch("(0{3}){1,4}", text):
                yield ast.unparse(node)
            case ast.Constant(value=str() as text) if COUNTED.search(text):
                yield ast.unparse(node)
            case ast.Compare(left=left, comparators=right):
                sides = (left, *right)
                lengths = [each for each in sides if is_length_of_code(each, named_codes)]
                of_tiers = [each for each in sides if _number(each) in TIERS]
                if lengths and len(lengths) + len(of_tiers) > 1:
                    yield ast.unparse(node)


def codes_in(tree: ast.AST) -> set[str]:
    """The names that stand for a code or a scope: by what they are called, or what was cut off."""
    found = {"unit", "scope", "place", "superior"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target, value in _pairs(node):
                if isinstance(target, ast.Name) and _called(value) in ("prefix", "whole"):
                    found.add(target.id)
    return found


def _pairs(node: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    for target in node.targets:
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            yield from zip(target.elts, node.value.elts, strict=False)
        else:
            yield target, node.value


def _called(node: ast.expr) -> str:
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name
    return ""


def is_length_of_code(node: ast.expr, codes: set[str]) -> bool:
    """Whether it is `len(…)` of a code."""
    match node:
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]):
            return name in codes
        case ast.Call(func=ast.Name(id="len"), args=[ast.Attribute(attr=name)]):
            return name in codes
        case ast.Call(func=ast.Name(id="len"), args=[ast.Call() as inner]):
            return _called(inner) in ("prefix", "whole")
    return False


def _number(node: ast.expr | None) -> int | None:
    match node:
        case ast.Constant(value=int() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
            return 12 - value
    return None


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_code_is_cut_outside_the_module_that_knows_tiers(folder: str) -> None:
    found = {
        str(path): list(cuts(path.read_text("utf-8")))
        for path in Path(folder).rglob("*.py")
        if path != PLACES
    }

    assert {path: cut for path, cut in found.items() if cut} == {}


def test_no_page_cuts_a_code() -> None:
    pages = Path("services/console/templates").glob("*.html")
    cut = re.compile(r"\[-?(?:2|4|6|9)?:(?:2|4|6|9)?\]|0{6}")

    assert [page.name for page in pages if cut.search(page.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "source",
    [
        "row['unit'][:6]",
        "unit[6:9]",
        "f'{county}' + '000000'",
        "f'{county}000000'",
        "scope.ljust(12, '0')",
        "sa.func.left(unit, 6)",
        "unit[:-6]",
        "re.compile(r'm-[0-9]{6}-[0-9]+')",
        "re.compile(r'm-\\d{4}-\\d+')",
        "above, here = prefix(other), prefix(unit)\nif len(above) < len(here): pass",
        "len(prefix(unit)) > 2",
        "len(given.scope) == 6",
    ],
)
def test_a_cut_is_found(source: str) -> None:
    assert list(cuts(source))
