"""What a writer remembers between batches: folded states and units, as long as they are valid."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from contracts.event import Recorded
from runtime.keys import Signer
from runtime.service import Aggregate, Service
from runtime.succession import Succession
from runtime.units import units
from runtime.writing.ledger import Head, WentBack, sound_end

if TYPE_CHECKING:
    from runtime.writing.draft import Draft

Held = tuple[Any, int]
"""A folded state and the version it is folded up to."""


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    kind: str


class Folder:
    """A bounded memory of folded states, valid as long as nobody else appends, and of units, valid
    as long as nobody takes in or records anything about them."""

    def __init__(self, service: Service, signer: Signer, most: int = 20_000) -> None:
        self.service, self.signer = service, signer
        self.codec = service.codec
        self.places: dict[str, Place] = {}
        self.succession: Succession | None = None
        self._states: OrderedDict[str, Held] = OrderedDict()
        self._known = self._read = -1
        self._highest, self._hash = 0, b""
        self._epoch: UUID | None = None
        self._most = most

    def forget(self) -> None:
        self._states.clear()
        self._known = self._read = -1

    def get(self, stream: str) -> Held | None:
        return self._states.get(stream)

    async def meet(self, connection: Any, head: Head) -> None:
        """Forget what is no longer valid now that the ledger ends at `head`, whose lock is held.

        Raises `WentBack` where the ledger ended further on before, `Broken` where somebody who is
        not this service added to it.
        """
        if head.position < self._highest or self._epoch not in (None, head.epoch):
            raise WentBack(f"the ledger ends at {head.position}, it ended at {self._highest}")
        self._highest, self._epoch = head.position, head.epoch
        if (head.position, head.read) != (self._known, self._read) or len(self.places) > self._most:
            self._forget_units()
            self._read = head.read
        if (head.position, head.hash) != (self._known, self._hash):
            await self._catch_up(connection, head)

    async def _catch_up(self, connection: Any, head: Head) -> None:
        """Another replica appended: what it touched is no longer known here. Before any of it is
        continued, its signature is checked: a row that somebody put there is not vouched for."""
        await sound_end(connection, self.signer)
        if self._known < 0:
            self._states.clear()
        else:
            touched = await connection.fetch(
                "SELECT DISTINCT stream FROM ledger WHERE position > $1", self._known
            )
            for row in touched:
                self._states.pop(row["stream"], None)
        self.signer.take_up(head.position + 1)
        self._known, self._hash = head.position, head.hash

    def keep(self, draft: "Draft") -> None:
        """The draft was committed: its states are the present ones."""
        for stream, held in draft.states.items():
            self._states[stream] = held
            self._states.move_to_end(stream)
        while len(self._states) > self._most:
            self._states.popitem(last=False)
        self._known = self._highest = draft.position
        self._hash = draft.hash
        self._read = draft.read
        if any(change.table is units for change in draft.changes):
            self._forget_units()

    def _forget_units(self) -> None:
        self.places.clear()
        self.succession = None

    def aggregate(self, stream: str) -> Aggregate:
        return self.service.by_name[stream.split("/", 1)[0]]

    def evolve(self, stream: str, held: Held, record: Recorded[Any]) -> Held:
        state, _ = held
        evolve = self.aggregate(stream).decider.evolve
        return evolve(state, record.data, record.unit), record.streamversion
