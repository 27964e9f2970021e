"""Who was there and said nothing, where a procedure asks that every kind speak (000-44)."""

from common.conditions import plain_of
from contracts.procedure import EveryParticipantSpoke
from runtime.decider import Circumstances, Rejected
from services.meetings.consultation.conditions import holds
from services.meetings.consultation.decider.state import Consultation
from services.meetings.session import commands as c
from services.meetings.session.decider.state import Session
from services.meetings.words import Book


def all_heard(session: Session, command: c.ConfirmMinutes, given: Circumstances[Book]) -> None:
    """Refuse minutes that would close the record on somebody who was there and is not heard in it,
    while a procedure still waits for that, unless they say why it was so."""
    quiet = _quiet(session, given)
    if not quiet or command.silence is not None:
        return
    kinds = [kind for kind in given.rules.words.participants if kind.code in quiet]
    gone = sorted(quiet - {kind.code for kind in kinds})
    raise Rejected(
        "not-all-spoke",
        f"到会但没有发言记录的方面：{'、'.join([*(each.chinese for each in kinds), *gone])}。"
        "请先登记其发言；确实没有发言的，请在 silence 中写明原因，协商结束前还须再召集一次"
        "各方都发言的会议。",
        "Present, and nothing they said is on record: "
        f"{', '.join([*(each.english for each in kinds), *gone])}. Record what they said first. If "
        "they said nothing, give the reason in `silence`; the consultation then needs another "
        "round in which everybody speaks.",
    )


def _quiet(session: Session, given: Circumstances[Book]) -> set[str]:
    """The kinds that were there and did not speak on a matter whose procedure waits for it."""
    assert session.called
    there = {p.kind for each in session.attendance for p in each.fact.present if p.count}
    found: set[str] = set()
    for each in session.called.consultations:
        if _waits(given.read(f"consultation/{each}")):
            found |= there - {said.kind for said in session.spoken if said.consultation == each}
    return found


def _waits(case: Consultation) -> bool:
    """Whether its procedure asks that everybody speak, and no session has brought it yet."""
    tested = holds(case.facts)
    return any(
        any(isinstance(each, EveryParticipantSpoke) for each in plain_of(condition))
        and not tested(condition)
        for _, condition in case.walk.asked()
    )
