"""Say what another service's event means here. Pure: nothing waits or asks."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from contracts.event import Recorded
from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.carrying.message import Message
from runtime.envelope import Codec
from runtime.policy import Wanted, command_id
from runtime.projection import Change
from runtime.service import Service
from runtime.submission import Cause, Submission


class Effects:
    """The rows that events of one source change in one service, and what its policies submit."""

    def __init__(self, service: Service, source: str) -> None:
        self._service = service
        self.codec = Codec(service.sources[source].values())
        self._references = {
            name: [one for one in service.references if event in one.events]
            for name, event in service.sources[source].items()
        }
        self.policies = {
            name: service.policies[event]
            for name, event in service.sources[source].items()
            if service.policies.get(event)
        }
        self.asking = {policy.__name__ for of in self.policies.values() for policy in of}
        """The names of the policies."""

    def changes(self, type_name: str, body: bytes) -> list[Change]:
        """The reference rows alone, for a rebuild."""
        record = self.codec.decode(type_name, body)
        return [] if record is None else self._rows(type_name, record)

    def of(self, stream: str, message: Message) -> tuple[list[Change], list[Submission]]:
        """The reference rows, and the commands that policies submit."""
        type_name = message.type
        record = self.codec.decode(type_name, message.body)
        if record is None:
            return [], []
        return self._rows(type_name, record), [
            Submission(
                key=wanted.key,
                command=wanted.command,
                actor=Actor(f"policy:{cause.policy}", (Grant(role=Role.POLICY, scope=""),)),
                command_id=id_,
                traceparent=record.traceparent,
                cause=cause,
            )
            for id_, cause, wanted in self.asked(stream, message.position, type_name, record)
        ]

    def asked(
        self, stream: str, position: int, type_name: str, record: Recorded[Any]
    ) -> Iterator[tuple[UUID, Cause, Wanted]]:
        """What policies want because of this event, each under the id of its command."""
        for policy in self.policies.get(type_name, ()):
            name = policy.__name__
            cause = Cause(record.id, record.correlationid, name, stream, position, record.unit)
            for index, wanted in enumerate(policy(record)):
                yield command_id(record.id, policy, index), cause, wanted

    def _rows(self, type_name: str, record: Recorded[Any]) -> list[Change]:
        return [change for one in self._references[type_name] for change in one.project(record)]
