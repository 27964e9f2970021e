"""Say what another service's event means here. Pure: nothing waits or asks."""

from typing import Any

from contracts.event import Recorded
from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.carrying.message import Message
from runtime.envelope import Codec
from runtime.policy import command_id
from runtime.projection import Change
from runtime.service import Service
from runtime.submission import Cause, Submission


class Effects:
    """The rows that events of one source change in one service, and the commands that its policies
    submit because of them."""

    def __init__(self, service: Service, source: str) -> None:
        self._service = service
        self._codec = Codec(service.sources[source].values())
        self._references = {
            name: [one for one in service.references if event in one.events]
            for name, event in service.sources[source].items()
        }
        self._policies = {
            name: service.policies.get(event, ()) for name, event in service.sources[source].items()
        }

    def changes(self, type_name: str, body: bytes) -> list[Change]:
        """The reference rows alone, for a rebuild."""
        record = self._codec.decode(type_name, body)
        return [] if record is None else self._rows(type_name, record)

    def of(self, stream: str, message: Message) -> tuple[list[Change], list[Submission]]:
        """The reference rows, and the commands that policies submit."""
        type_name = message.type
        record = self._codec.decode(type_name, message.body)
        if record is None:
            return [], []
        return self._rows(type_name, record), [
            Submission(
                key=ask.key,
                command=ask.command,
                actor=Actor(f"policy:{policy.__name__}", (Grant(role=Role.POLICY, scope=""),)),
                command_id=command_id(record.id, policy, index),
                traceparent=record.traceparent,
                cause=Cause(
                    record.id,
                    record.correlationid,
                    policy.__name__,
                    stream,
                    message.position,
                    record.unit,
                ),
            )
            for policy in self._policies[type_name]
            for index, ask in enumerate(policy(record))
        ]

    def _rows(self, type_name: str, record: Recorded[Any]) -> list[Change]:
        return [change for one in self._references[type_name] for change in one.project(record)]
