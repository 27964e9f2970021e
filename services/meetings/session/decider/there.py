"""Who speaks was there: a speech is tested by the attendance, and the attendance by the speeches
(000-43, 000-44)."""

from datetime import datetime, timedelta

from contracts.meetings import session as e
from contracts.meetings.participant import Participant
from runtime.decider import Rejected
from services.meetings.session.decider.state import Session


def there(session: Session, speaker: Participant, began: datetime | None) -> bool:
    """Whether the participant was at a sitting, at one that went on at that moment if there is one;
    so it is as long as one of these has no attendance."""
    meant = going_on(session, began) or session.sittings
    attended = [session.present_at(held.sitting) for held in meant]
    present = [each for told in attended if told for each in told.fact.present]
    if None in attended:
        return True
    if speaker.member is not None:
        return any(speaker.member in each.members for each in present)
    return any(each.kind == speaker.kind and each.count for each in present)


def going_on(session: Session, moment: datetime | None) -> tuple[e.Sitting, ...]:
    """The sittings that went on at that moment; where it is not on record when they began, those of
    its day. None without a moment."""
    if moment is None:
        return ()
    return tuple(held for held in session.sittings if _goes_on(held, moment))


def _goes_on(held: e.Sitting, moment: datetime) -> bool:
    if held.began is None:
        return moment.date() == held.on
    return held.began <= moment <= end_of(held.began, held.duration_minutes)


def end_of(began: datetime, minutes: int) -> datetime:
    return began + timedelta(minutes=minutes)


def was_there(session: Session, speaker: Participant, began: datetime | None) -> None:
    """Refuse a speech of somebody whom the attendance leaves out: that of the sittings that went on
    when it began, or of all where that is not said."""
    if there(session, speaker, began):
        return
    chinese, english = "", ""
    if began is not None:
        numbers = [str(held.sitting) for held in going_on(session, began)]
        chinese = f"{began:%Y-%m-%d %H:%M}（北京时间）的第 {'、'.join(numbers)} 次会议，"
        english = f" at sitting {', '.join(numbers)}, which went on at {began:%Y-%m-%d %H:%M}"
    raise Rejected(
        "speaker-not-there",
        f"按登记的出席情况，{chinese}第 {speaker.participant} 位参加者（{speaker.title}）没有到会。"
        "请核对序号和时间；确已到会的，请先更正出席情况，再登记发言。",
        f"By the attendance on record participant {speaker.participant} ({speaker.title}) was "
        f"not there{english}. Check number and time. If they were, correct the attendance first, "
        "then record what they said.",
    )


def all_there(session: Session) -> None:
    """Refuse what would leave the attendance without somebody who spoke."""
    for said in session.spoken:
        speaker = session.participants[said.participant - 1]
        if not there(session, speaker, said.began):
            raise Rejected(
                "speaker-left-out",
                f"第 {said.speech} 次发言是第 {speaker.participant} 位参加者（{speaker.title}）的，"
                "这样一改，出席情况中就没有这一方。请核对到会人员；确未到会的，"
                "请先更正或撤回这次发言。",
                f"Speech {said.speech} is one of participant {speaker.participant} "
                f"({speaker.title}), who would then not have been there. Check who was. If they "
                "were not, correct or withdraw the speech first.",
            )
