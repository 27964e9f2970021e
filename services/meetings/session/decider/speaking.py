"""What participants say. A speech may be added until the minutes are confirmed, and corrected or
withdrawn at any time: who spoke counts for the procedure (000-44)."""

from datetime import datetime
from typing import Any

from common.vocabulary import chosen
from contracts.meetings import session as e
from runtime.decider import Circumstances, Rejected
from services.meetings.consultation.decider.checks import in_turn
from services.meetings.session import commands as c
from services.meetings.session.decider.answering import named
from services.meetings.session.decider.calling import of_the_form
from services.meetings.session.decider.holding import rounds_of
from services.meetings.session.decider.saying import numbered, of_item
from services.meetings.session.decider.state import Said, Session
from services.meetings.session.decider.there import end_of, going_on, was_there
from services.meetings.words import CHANNEL, Book


def record_speech(
    session: Session, command: c.RecordSpeech, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    said = e.SpeechRecorded(speech=len(session.speeches) + 1, **_said(session, command, given))
    for case in rounds_of(session, given):
        in_turn(case, command, given)
    known = [None if each.withdrawn else each.fact for each in session.speeches]
    if not numbered(command.speech, said, known):
        return []
    one_at_a_time(session, said)
    return [said]


def correct_speech(
    session: Session, command: c.CorrectSpeech, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    before = speech_of(session, command)
    if before.withdrawn:
        raise Rejected(
            "speech-withdrawn",
            f"第 {command.speech} 次发言已经撤回，不能更正。确有发言的，请重新登记。",
            f"Speech {command.speech} was withdrawn and is not corrected. Record what was said "
            "anew.",
        )
    facts = {"speech": command.speech, **_said(session, command, given, before.fact.channel)}
    corrected = e.SpeechCorrected(**facts, corrects=before.version, reason=command.reason)
    if all(getattr(before.fact, name) == getattr(corrected, name) for name in facts):
        return []
    one_at_a_time(session, corrected)
    return [corrected]


def withdraw_speech(session: Session, command: c.WithdrawSpeech) -> list[e.SessionEvent]:
    if (before := speech_of(session, command)).withdrawn:
        return []
    consultation = before.fact.consultation
    return [e.SpeechWithdrawn(consultation=consultation, **command.model_dump())]


def speech_of(session: Session, command: c.CorrectSpeech | c.WithdrawSpeech) -> Said:
    if not session.speeches:
        raise no_speech("尚未登记任何发言。请先登记发言。", "No speech is recorded.")
    if (number := command.speech) > (there := len(session.speeches)):
        raise no_speech(
            f"没有第 {number} 次发言的记录（共 {there} 次）。请核对序号。",
            f"There is no speech {number} (there are {there}).",
        )
    return session.speeches[number - 1]


def no_speech(chinese: str, english: str) -> Rejected:
    return Rejected("no-speech", chinese, f"{english} Check the number, or record it first.")


def _said(
    session: Session,
    command: c.RecordSpeech | c.CorrectSpeech,
    given: Circumstances[Book],
    before: str | None = None,
) -> dict[str, Any]:
    """What was said, once it has been tested. `before`: the channel that was on record, which may
    have left the words."""
    speaker = named(session, command)
    item = of_item(session, command.item)
    assert session.called
    of_the_form(command.part, session.called.parts)
    if command.began is not None:
        on_a_sitting(session, command.began)
        given.has_begun(command.began)
    if command.minutes is not None:
        as_long_as(session, command.minutes, command.began)
    if command.channel is not None and command.channel != before:
        chosen(given.rules.words.duty_channels, command.channel, CHANNEL)
    was_there(session, speaker, command.began)
    return {
        "participant": speaker.participant,
        "kind": speaker.kind,
        "speaker": speaker.title,
        "gist": command.gist,
        "part": command.part,
        "began": command.began,
        "minutes": command.minutes,
        "channel": command.channel,
        **item,
    }


def on_a_sitting(session: Session, moment: datetime) -> None:
    """Refuse a moment at which there was no sitting, as far as it is on record when they began."""
    if not going_on(session, moment):
        chinese = "；".join(_when(held, "，", "分钟") for held in session.sittings)
        english = "; ".join(_when(held, ", ", " minutes") for held in session.sittings)
        raise Rejected(
            "no-sitting-then",
            f"{moment:%Y-%m-%d %H:%M}（北京时间）没有在开会（开会时间：{chinese}）。请核对时间。",
            f"There was no sitting at {moment:%Y-%m-%d %H:%M} (Beijing time); sittings were: "
            f"{english}. Check the time.",
        )


def _when(held: e.Sitting, comma: str, minutes: str) -> str:
    if held.began is None:
        return str(held.on)
    return f"{held.began:%Y-%m-%d %H:%M}{comma}{held.duration_minutes}{minutes}"


def as_long_as(session: Session, minutes: int, began: datetime | None) -> None:
    """Refuse a speech that is longer than any sitting, or goes on when the sitting in which it
    began is over, as far as it is on record when that began."""
    longest = max(held.duration_minutes for held in session.sittings)
    if minutes > longest:
        raise Rejected(
            "longer-than-sitting",
            f"发言 {minutes} 分钟，长于会议本身（{longest} 分钟）。请核对时长。",
            f"The speech took {minutes} minutes, the longest sitting {longest}. Check how long it "
            "was.",
        )
    if began is None or not (meant := going_on(session, began)):
        return
    ends = [end_of(held.began, held.duration_minutes) for held in meant if held.began is not None]
    if len(ends) == len(meant) and end_of(began, minutes) > (last := max(ends)):
        raise Rejected(
            "speech-past-end",
            f"发言 {began:%H:%M} 开始、{minutes} 分钟，而会议 {last:%H:%M}（北京时间）已经结束。"
            "请核对开始时间和时长；会议时长登记有误的，请先更正开会记录。",
            f"The speech began at {began:%H:%M} and took {minutes} minutes, and the sitting was "
            f"over at {last:%H:%M} (Beijing time). Check both; correct the sitting first if its "
            "length is wrong.",
        )


def one_at_a_time(session: Session, said: e.Speech) -> None:
    """Refuse a speech of somebody during another one of theirs, where both say when they began.
    Of a group, several may have spoken."""
    speaker = session.participants[said.participant - 1]
    if said.began is None or speaker.count != 1:
        return
    for other in session.spoken:
        whose = session.participants[other.participant - 1]
        theirs = whose == speaker or (whose.member is not None and whose.member == speaker.member)
        if other.speech == said.speech or other.began is None or not theirs:
            continue
        ends = end_of(said.began, said.minutes or 0)
        if said.began < end_of(other.began, other.minutes or 0) and other.began < ends:
            raise Rejected(
                "speaks-already",
                f"第 {speaker.participant} 位参加者（{speaker.title}）{other.began:%H:%M} 起的"
                f"第 {other.speech} 次发言长 {other.minutes or 0} 分钟，与这次"
                f"（{said.began:%H:%M} 起，{said.minutes or 0} 分钟）重叠。"
                "请核对开始时间和时长；前一次有误的，请先更正。",
                f"Speech {other.speech} of participant {speaker.participant} ({speaker.title}) "
                f"began at {other.began:%H:%M} and took {other.minutes or 0} minutes: this one "
                f"(from {said.began:%H:%M}, {said.minutes or 0} minutes) overlaps it. Check when "
                "and how long; correct the other one first if that is wrong.",
            )
