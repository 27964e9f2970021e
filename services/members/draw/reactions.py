"""What happens in a draw, and what it means there and for the talents."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from contracts.event import Event, Recorded
from contracts.members import draw as e
from contracts.members.talent import Drawn
from runtime.envelope import encode
from runtime.policy import Reaction, Wanted
from services.members.draw.commands import SealCall
from services.members.draw.decider.state import Draw
from services.members.talent.commands import NoteDraw


def seal_the_call(record: Recorded[e.DrawCalled], draw: Draw) -> list[Wanted]:
    """The digest of the event as it is recorded, which no rule can know before."""
    digest = hashlib.sha256(encode(record)).hexdigest()
    return [Wanted(record.key, SealCall(round=record.data.round, digest=digest))]


def note_the_drawn(record: Recorded[e.DrawPerformed], draw: Draw) -> list[Wanted]:
    drawn = record.data.order[: record.data.chosen]
    return _note(record, draw, drawn, Drawn.DRAWN, _called_on(draw))


def note_the_replacement(record: Recorded[e.TalentReplaced], draw: Draw) -> list[Wanted]:
    return _note(record, draw, (record.data.by,), Drawn.DRAWN, _called_on(draw))


def note_the_acceptance(record: Recorded[e.DrawAccepted], draw: Draw) -> list[Wanted]:
    return _note(record, draw, (record.data.talent,), Drawn.ACCEPTED, record.data.on)


def note_the_refusal(
    record: Recorded[e.DrawDeclined | e.AnswerCorrected], draw: Draw
) -> list[Wanted]:
    what = Drawn.WITHOUT_REASON if record.data.ground is None else Drawn.DECLINED
    return _note(record, draw, (record.data.talent,), what, _called_on(draw))


def note_the_lapse(record: Recorded[e.AnswerLapsed], draw: Draw) -> list[Wanted]:
    return _note(record, draw, (record.data.talent,), Drawn.WITHOUT_REASON, record.data.due)


def note_who_came(record: Recorded[e.TurnoutRecorded], draw: Draw) -> list[Wanted]:
    came = record.data
    return [
        *_note(record, draw, came.attended, Drawn.ATTENDED, came.on),
        *_note(record, draw, came.absent, Drawn.ABSENT, came.on),
    ]


def _called_on(draw: Draw) -> date:
    assert draw.call
    return draw.call.on


def _note(
    record: Recorded[e.DrawEvent], draw: Draw, talents: Iterable[str], what: Drawn, on: date
) -> list[Wanted]:
    noted = NoteDraw(draw=record.key, round=draw.round, what=what, on=on)
    return [Wanted(each, noted) for each in talents]


REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    e.DrawCalled: (seal_the_call,),
    e.DrawPerformed: (note_the_drawn,),
    e.TalentReplaced: (note_the_replacement,),
    e.DrawAccepted: (note_the_acceptance,),
    e.DrawDeclined: (note_the_refusal,),
    e.AnswerLapsed: (note_the_lapse,),
    e.AnswerCorrected: (note_the_refusal,),
    e.TurnoutRecorded: (note_who_came,),
}
