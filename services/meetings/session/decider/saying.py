"""What is said in a session. It may be added until the minutes are confirmed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel

from contracts.meetings import session as e
from contracts.meetings.participant import Participant
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
    said = e.SpeechRecorded(speech=len(session.speeches) + 1, **_said(session, command, given))
    for case in rounds_of(session, given):
        in_turn(case, command, given)
    known = [each.fact for each in session.speeches]
    return [] if there_already(said, known, "speech") else [said]


def correct_speech(
    session: Session, command: c.CorrectSpeech, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    """What was said may be put right at any time: who spoke counts for the procedure (000-44)."""
    if not session.speeches:
        raise no_speech("尚未登记任何发言，无可更正。请先登记发言。", "No speech is recorded.")
    if (number := command.speech) > (there := len(session.speeches)):
        raise no_speech(
            f"没有第 {number} 次发言的记录（共 {there} 次）。请核对序号。",
            f"There is no speech {number} (there are {there}).",
        )
    before = session.speeches[number - 1]
    facts = {"speech": number, **_said(session, command, given)}
    if before.fact.model_dump(include=set(e.Speech.model_fields)) == facts:
        return []
    return [e.SpeechCorrected(**facts, corrects=before.version, reason=command.reason)]


def no_speech(chinese: str, english: str) -> Rejected:
    return Rejected("no-speech", chinese, f"{english} Check the number, or record it first.")


def _said(
    session: Session, command: c.RecordSpeech | c.CorrectSpeech, given: Circumstances[Book]
) -> dict[str, Any]:
    speaker = named(session, command)
    item = of_item(session, command.item)
    assert session.called
    of_the_form(command.part, session.called.parts)
    if command.began is not None:
        on_a_sitting(session, command.began)
        given.has_begun(command.began)
    if command.minutes is not None:
        as_long_as(session, command.minutes)
    was_there(session, speaker)
    return {
        "participant": speaker.participant,
        "kind": speaker.kind,
        "speaker": speaker.title,
        "gist": command.gist,
        "part": command.part,
        "began": command.began,
        "minutes": command.minutes,
        **item,
    }


def there_already(new: BaseModel, known: Iterable[BaseModel], number: str) -> bool:
    """Whether the same stands on record already, under a number of its own: a form that was sent
    twice tells nothing new."""
    said = new.model_dump(exclude={number})
    return any(each.model_dump(include=set(said)) == said for each in known)


def on_a_sitting(session: Session, moment: datetime) -> None:
    """Refuse a moment at which there was no sitting, as far as it is on record when they began."""
    if not any(_goes_on(held, moment) for held in session.sittings):
        chinese = "；".join(_when(held, "，", "分钟") for held in session.sittings)
        english = "; ".join(_when(held, ", ", " minutes") for held in session.sittings)
        raise Rejected(
            "no-sitting-then",
            f"{moment:%Y-%m-%d %H:%M}（北京时间）没有在开会（开会时间：{chinese}）。请核对时间。",
            f"There was no sitting at {moment:%Y-%m-%d %H:%M} (Beijing time); sittings were: "
            f"{english}. Check the time.",
        )


def _goes_on(held: e.SittingHeld, moment: datetime) -> bool:
    if held.began is None:
        return moment.date() == held.on
    return held.began <= moment <= held.began + timedelta(minutes=held.duration_minutes)


def _when(held: e.SittingHeld, comma: str, minutes: str) -> str:
    if held.began is None:
        return str(held.on)
    return f"{held.began:%Y-%m-%d %H:%M}{comma}{held.duration_minutes}{minutes}"


def was_there(session: Session, speaker: Participant) -> None:
    """Refuse a speech of somebody whom the attendance of all sittings leaves out (000-43)."""
    if len(session.attendance) < len(session.sittings):
        return
    there = [each for attended in session.attendance for each in attended.fact.present]
    if speaker.member is not None:
        present = any(speaker.member in each.members for each in there)
    else:
        present = any(each.kind == speaker.kind and each.count for each in there)
    if not present:
        raise Rejected(
            "speaker-not-there",
            f"按登记的出席情况，第 {speaker.participant} 位参加者（{speaker.title}）没有到会。"
            "请核对序号；确已到会的，请先更正出席情况，再登记发言。",
            f"By the attendance on record participant {speaker.participant} ({speaker.title}) was "
            "not there. Check the number. If they were, correct the attendance first, then record "
            "what they said.",
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
    if command.due < (first := session.sittings[0].on):
        raise Rejected(
            "due-before-session",
            f"承诺的期限 {command.due} 早于会议召开的日期（{first}）。请核对期限。",
            f"The promise is due on {command.due}, before the session of {first} in which it was "
            "made. Check the day.",
        )
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
