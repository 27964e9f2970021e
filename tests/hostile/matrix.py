"""Who may ask for what: the table in `matrix.md`, and what the services declare.

The file is what was reviewed; the tests compare it with the declarations and with what the services
really answer. `python -m tests.architecture.slices` writes it anew and says what is to be reviewed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from contracts.roles import Role
from runtime.run import load
from runtime.web import papers
from runtime.web.every_service import router as running
from tests.hostile.house import SERVICES

FILE = Path(__file__).with_name("matrix.md")
OFFICES = tuple(role for role in Role if role is not Role.POLICY)
HEAD = """\
# Who may ask for what

One row for each route of each service, one column for each office; ● may, within its own scope.
Which papers somebody reads, each use of a paper says (docs/decisions/0014).
Reviewed against domain 2 and 9.2. `tests/hostile/test_matrix.py` compares this table with the
declarations in `access.py` and with what the services answer to every office of every scope.
"""


@dataclass(frozen=True)
class Line:
    service: str
    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.service} {self.method} {self.path}"


def routes(service: str) -> Iterator[tuple[Line, APIRoute]]:
    """All routes that a service describes in its OpenAPI document."""
    of, routers = load(service)
    of_papers = (papers.router,) if of.uses_papers else ()
    for router in (*routers, *of_papers, running):
        assert isinstance(router, APIRouter)
        for route in router.routes:
            assert isinstance(route, APIRoute)
            if route.include_in_schema:
                (method,) = route.methods
                yield Line(service, method, route.path), route


def declared(route: APIRoute) -> frozenset[Role]:
    """The offices that `submitting` or `reading` was given."""
    found = {*map(frozenset, _roles(route.dependant))}
    assert len(found) == 1, f"{route.path} must ask for the same offices once, not {len(found)}"
    return found.pop()


def _roles(dependant: Dependant) -> Iterator[tuple[Role, ...]]:
    if roles := getattr(dependant.call, "roles", None):
        yield roles
    for below in dependant.dependencies:
        yield from _roles(below)


def as_declared() -> dict[Line, frozenset[Role]]:
    return {line: declared(route) for name in SERVICES for line, route in routes(name)}


def as_reviewed() -> dict[Line, frozenset[Role]]:
    """What the file says."""
    found = {}
    service = ""
    columns: list[Role] = []
    for text in FILE.read_text().splitlines():
        if text.startswith("## "):
            service = text[3:]
        elif text.startswith("| | "):
            columns = [Role(cell.strip()) for cell in text.strip("| ").split("|")]
        elif text.startswith("| `"):
            name, *cells = (cell.strip() for cell in text.strip().strip("|").split("|"))
            method, path = name.strip("`").split(" ")
            marked = zip(columns, cells, strict=True)
            found[Line(service, method, path)] = frozenset(r for r, c in marked if c == "●")
    return found


def table() -> str:
    text = HEAD
    lines = as_declared()
    for service in SERVICES:
        text += f"\n## {service}\n\n| | " + " | ".join(OFFICES) + " |\n"
        text += "|---" * (len(OFFICES) + 1) + "|\n"
        for line, roles in lines.items():
            if line.service == service:
                cells = " | ".join("●" if role in roles else " " for role in OFFICES)
                text += f"| `{line.method} {line.path}` | {cells} |\n"
    return text


def differences() -> list[str]:
    """Each route whose offices are not those that were reviewed."""
    now, then = as_declared(), as_reviewed()
    lines = [line for line in {**now, **then} if now.get(line) != then.get(line)]
    return [f"{line}: {_said(then, line)} → {_said(now, line)}" for line in lines]


def _said(table: dict[Line, frozenset[Role]], line: Line) -> str:
    return ", ".join(sorted(table[line])) if line in table else "no route"
