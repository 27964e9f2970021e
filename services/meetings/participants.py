"""Those who are invited, as a list that a consultation and its sessions share."""

from collections.abc import Iterable, Sequence
from typing import Any

from common.vocabulary import chosen
from contracts.meetings.participant import Invited, Participant
from contracts.meetings.words import ParticipantKind
from runtime.decider import Circumstances
from services.meetings.words import KIND


def bodies_of(invited: Iterable[Invited]) -> tuple[str, ...]:
    """The bodies among them, each once: what a body is called by is looked up in the directory."""
    return tuple(dict.fromkeys(each.body for each in invited if each.body is not None))


def numbered(
    invited: Iterable[Invited], kinds: Sequence[ParticipantKind], given: Circumstances[Any]
) -> tuple[Participant, ...]:
    """The same with numbers from 1 on. Refuses a kind that is not among these."""
    return tuple(
        Participant(
            participant=number,
            concerned=chosen(kinds, whom.kind, KIND).concerned,
            body_kind=_kind_of(whom.body, given),
            **whom.model_dump(),
        )
        for number, whom in enumerate(invited, start=1)
    )


def _kind_of(body: str | None, given: Circumstances[Any]) -> str | None:
    listed = None if body is None else given.directory.get(body)
    return listed.kind if listed else None
