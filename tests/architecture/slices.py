"""The tables of slices in the services' READMEs: their routes and offices, as the code has them.

`python -m tests.architecture.slices` writes both cells anew in the row of each command; facts and
listeners are written by hand.
"""

import re
from pathlib import Path

from contracts.roles import Role
from runtime.run import load
from runtime.settings import DECIDING
from tests.hostile.matrix import declared, routes

WHO = "who may ask"


def file(service: str) -> Path:
    return Path("services", service, "README.md")


def written(service: str) -> str:
    """The README, with the cells that the code knows better."""
    commands = {each for one in load(service)[0].aggregates for each in one.commands}
    ways = {}
    for line, route in routes(service):
        for field in route.dependant.body_params:
            body = field.field_info.annotation
            if body in commands:
                offices = [_in_words(role) for role in Role if role in declared(route)]
                ways[body.__name__] = (f"`{line.method} {line.path}`", ", ".join(offices))
    lines, who = [], None
    for text in file(service).read_text("utf-8").splitlines():
        cells = text.split("|")
        heads = [cell.strip().lower() for cell in cells]
        who = heads.index(WHO) if WHO in heads else who if text.startswith("|") else None
        named = re.findall(r"\| `(\w+)`", text)
        if who is not None and named and named[0] in ways:
            route_of, offices_of = ways.pop(named[0])
            cells[who] = f" {offices_of} "
            text = re.sub(r"`POST [^`]+`", route_of, "|".join(cells))
        lines.append(text)
    assert not ways, f"{file(service)} has no row for {', '.join(ways)}"
    return "\n".join(lines) + "\n"


def _in_words(role: Role) -> str:
    return "Party organisation" if role is Role.PARTY else role.replace("-", " ")


if __name__ == "__main__":
    for each in DECIDING:
        file(each).write_text(written(each), "utf-8")
