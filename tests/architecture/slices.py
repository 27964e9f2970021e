"""The tables of slices in the services' READMEs, and that of rights: as the code has them.

`python -m tests.architecture.slices` writes route and offices anew in the row of each command,
begins the row of a new one, and writes `tests/hostile/matrix.md`. It says which rights changed:
review them. What the code does not know (`…` in a new row) is written by hand. The page of coverage
is written with them, as it names the tests of slices.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from contracts.roles import Role
from runtime.run import load
from runtime.settings import DECIDING
from tests.architecture import coverage
from tests.hostile import matrix
from tests.hostile.matrix import declared, routes
from tests.slices.every import EXAMPLES

COMMAND = "python -m tests.architecture.slices"
WHO = "who may ask"
OPEN = " … "
"""A cell of a new row that somebody has to write."""


def file(service: str) -> Path:
    return Path("services", service, "README.md")


def written(service: str) -> str:
    """The README, with the cells that the code knows better."""
    kinds = {
        command.__name__: one.name
        for one in load(service)[0].aggregates
        for command in one.commands
    }
    new = dict(_known(service))
    lines: list[str] = []
    ends: dict[str, tuple[int, list[str]]] = {}
    heads: list[str] = []
    for text in file(service).read_text("utf-8").splitlines():
        cells = text.split("|")
        names = [cell.strip().lower() for cell in cells]
        heads = names if WHO in names else heads if text.startswith("|") else []
        named = re.findall(r"\| `(\w+)`", text)
        if heads and named and named[0] in kinds:
            known = {**new.pop(named[0], {}), "fact": ""}
            pairs = zip(heads, cells, strict=True)
            text = "|".join(known.get(_SAME.get(head, head)) or cell for head, cell in pairs)
            ends[kinds[named[0]]] = len(lines), heads
        lines.append(text)
    for name, known in reversed(new.items()):
        assert kinds[name] in ends, (
            f"{file(service)} has no table with slices of {kinds[name]}: begin one with the heads"
            f" of the others and a row for `{name}`, then run `{COMMAND}`."
        )
        end, heads = ends[kinds[name]]
        row = (known.get(_SAME.get(head, head), OPEN) for head in heads[1:-1])
        lines.insert(end + 1, f"|{'|'.join(row)}|")
    return "\n".join(lines) + "\n"


_SAME = {"asked": "command", "recorded": "fact", "event": "fact"}


def _known(service: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Of each command with a route, what its cells hold, by the head of their column."""
    commands = {each for one in load(service)[0].aggregates for each in one.commands}
    for line, route in routes(service):
        for field in route.dependant.body_params:
            body = field.field_info.annotation
            if body in commands:
                name, way = f"`{body.__name__}`", f"`{line.method} {line.path}`"
                offices = [_in_words(role) for role in Role if role in declared(route)]
                each = [one for one in EXAMPLES[service].each if type(one.when) is body]
                facts = dict.fromkeys(
                    f"`{type(fact).__name__}`" for one in each for fact in one.then
                )
                yield (
                    body.__name__,
                    {
                        "command": f" {name} ",
                        "route": f" {way} ",
                        "ask (route)": f" {name} {way} ",
                        WHO: f" {', '.join(offices)} ",
                        "fact": f" {', '.join(facts)} " if facts else OPEN,
                    },
                )


def _in_words(role: Role) -> str:
    return "Party organisation" if role is Role.PARTY else role.replace("-", " ")


if __name__ == "__main__":
    for each in DECIDING:
        file(each).write_text(written(each), "utf-8")
    for difference in matrix.differences():
        print(f"To be reviewed: {difference}")
    matrix.FILE.write_text(matrix.table(), "utf-8")
    coverage.PAGE.write_text(coverage.page(), "utf-8")
