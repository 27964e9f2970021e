"""What is said in a session. It may be added until the minutes are confirmed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from contracts.meetings import session as e
from runtime.decider import Circumstances, Rejected
from runtime.refusals import Misfit
from services.meetings.consultation.decider.checks import in_turn
from services.meetings.session import commands as c
from services.meetings.session.decider.answering import named
from services.meetings.session.decider.calling import of_the_form
from services.meetings.session.decider.holding import rounds_of
from services.meetings.session.decider.state import Session
from services.meetings.words import Book


def of_item(session: Session, item: int | None) -> dict[str, Any]:
    """The item of the agenda that is meant, and the consultation that it serves."""
    assert session.called
    agenda = session.called.agenda
    if item is None:
        if len(agenda) > 1:
            raise Rejected(
                "which-item",
                f"本次会议有 {len(agenda)} 项议程，请写明是第几项。",
                f"The agenda has {len(agenda)} items. Say which one is meant.",
            )
        consultation = agenda[0].consultation if agenda else None
        return {"item": 1, "consultation": consultation}
    if item > max(len(agenda), 1):
        raise Rejected(
            "no-item",
            f"议程没有第 {item} 项（共 {len(agenda)} 项）。请核对序号。",
            f"The agenda has no item {item} (it has {len(agenda)}). Check the number.",
        )
    return {"item": item, "consultation": agenda[item - 1].consultation if agenda else None}


def record_speech(
    session: Session, command: c.RecordSpeech, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    speaker = named(session, command)
    item = of_item(session, command.item)
    assert session.called
    of_the_form(command.part, session.called.parts)
    if command.began is not None:
        on_a_sitting(session, command.began)
        given.has_begun(command.began)
    if command.minutes is not None:
        as_long_as(session, command.minutes)
    for case in rounds_of(session, given):
        in_turn(case, command, given)
    said = e.SpeechRecorded(
        speech=len(session.speeches) + 1,
        participant=speaker.participant,
        kind=speaker.kind,
        speaker=speaker.title,
        gist=command.gist,
        part=command.part,
        began=command.began,
        minutes=command.minutes,
        **item,
    )
    return [] if there_already(said, session.speeches, "speech") else [said]


def there_already(new: BaseModel, known: Iterable[BaseModel], number: str) -> bool:
    """Whether the same stands on record already, under a number of its own: a form that was sent
    twice tells nothing new."""
    said = new.model_dump(exclude={number})
    return any(each.model_dump(exclude={number}) == said for each in known)


def on_a_sitting(session: Session, moment: datetime) -> None:
    """Refuse a moment on a day on which there was no sitting."""
    days = sorted({held.on for held in session.sittings})
    if moment.date() not in days:
        listed = ", ".join(map(str, days))
        raise Rejected(
            "no-sitting-then",
            f"{moment:%Y-%m-%d %H:%M}（北京时间）当天没有开会（开会日期：{listed}）。请核对时间。",
            f"There was no sitting on the day of {moment:%Y-%m-%d %H:%M} (Beijing time); sittings "
            f"were on {listed}. Check the time.",
        )


def adds_up(session: Session, hands: int) -> None:
    """Refuse more hands than people who were there, as far as attendance is on record, and none."""
    if hands == 0:
        raise Misfit(
            "no-hands",
            "赞成、反对、弃权人数都是零。请填写表决人数。",
            "Nobody was in favour, against or abstained. Give the numbers of the vote.",
        )
    lists = [each.fact.present for each in session.attendance]
    people = max((sum(each.count for each in there) for there in lists), default=hands)
    if hands > people:
        raise Rejected(
            "more-hands-than-people",
            f"表决人数合计 {hands}，多于到会的 {people} 人。请核对人数，或先更正出席情况。",
            f"{hands} hands were counted, and {people} people were there. Check the numbers, or "
            "correct the attendance first.",
        )


def as_long_as(session: Session, minutes: int) -> None:
    """Refuse a speech that is longer than any sitting."""
    longest = max(held.duration_minutes for held in session.sittings)
    if minutes > longest:
        raise Rejected(
            "longer-than-sitting",
            f"发言 {minutes} 分钟，长于会议本身（{longest} 分钟）。请核对时长。",
            f"The speech took {minutes} minutes, the longest sitting {longest}. Check how long it "
            "was.",
        )


def make_promise(session: Session, command: c.MakePromise) -> list[e.SessionEvent]:
    content = command.model_dump(exclude={"item"})
    promise = e.Promise(
        promise=len(session.pledges) + 1, **content, **of_item(session, command.item)
    )
    made = (each.promise for each in session.pledges if not each.withdrawn)
    return [] if there_already(promise, made, "promise") else [e.PromiseMade(promise=promise)]


def record_consensus(session: Session, command: c.RecordConsensus) -> list[e.SessionEvent]:
    number, item = len(session.consensus) + 1, of_item(session, command.item)
    agreed = e.ConsensusRecorded(consensus=number, text=command.text, **item)
    return [] if there_already(agreed, session.consensus, "consensus") else [agreed]


def record_dissent(session: Session, command: c.RecordDissent) -> list[e.SessionEvent]:
    content, item = command.model_dump(exclude={"item"}), of_item(session, command.item)
    differing = e.DissentRecorded(dissent=len(session.dissent) + 1, **content, **item)
    return [] if there_already(differing, session.dissent, "dissent") else [differing]


def take_vote(session: Session, command: c.TakeVote) -> list[e.SessionEvent]:
    assert session.called
    if not session.called.votes:
        raise Rejected(
            "no-votes",
            "此形式的会议不进行表决。请登记共识和不同意见。",
            "A session of this form does not vote. Record consensus and dissent instead.",
        )
    adds_up(session, command.in_favour + command.against + command.abstaining)
    content, item = command.model_dump(exclude={"item"}), of_item(session, command.item)
    voted = e.VoteTaken(vote=len(session.votes) + 1, **content, **item)
    return [] if there_already(voted, session.votes, "vote") else [voted]
