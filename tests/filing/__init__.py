"""A service that files papers, so that tests of papers can be read."""

from dataclasses import dataclass
from typing import Any, ClassVar

from contracts.event import Event
from contracts.paper import Paper, PaperClass, PaperUse
from contracts.places import UnitId
from contracts.roles import Role
from runtime.decider import Circumstances, Command, Decider
from runtime.service import Aggregate, Service
from runtime.units import UNITS


class Filed(Event):
    label: str
    papers: tuple[PaperUse, ...]


class File(Command):
    creates: ClassVar[bool] = True
    unit: UnitId
    label: str
    papers: tuple[Paper, ...] = ()
    kept: PaperClass = PaperClass.INTERNAL
    readers: tuple[Role, ...] = (Role.CPPCC_OFFICE,)
    by_author: bool = False


@dataclass(frozen=True)
class Dossier:
    unit: str = ""


def decide(dossier: Dossier, command: File, given: Circumstances[Any]) -> list[Event]:
    uses = tuple(
        PaperUse(
            **each.model_dump(),
            title="材料",
            kept=command.kept,
            readers=command.readers,
            by_author=command.by_author,
        )
        for each in command.papers
    )
    return [Filed(label=command.label, papers=uses)]


DOSSIER = Aggregate(
    "dossier",
    Decider(Dossier(), decide, lambda dossier, event, unit: Dossier(unit)),
    File,
    Filed,
)
FILING = Service("filing", (DOSSIER,), references=(UNITS,))
