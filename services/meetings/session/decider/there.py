"""Who speaks was there: a speech is tested by the attendance, and the attendance by the speeches
(000-43, 000-44)."""

from contracts.meetings.participant import Participant
from runtime.decider import Rejected
from services.meetings.session.decider.state import Session


def there(session: Session, speaker: Participant) -> bool:
    """Whether the participant was at a sitting; so it is as long as one has no attendance."""
    if len(session.attendance) < len(session.sittings):
        return True
    present = [each for attended in session.attendance for each in attended.fact.present]
    if speaker.member is not None:
        return any(speaker.member in each.members for each in present)
    return any(each.kind == speaker.kind and each.count for each in present)


def was_there(session: Session, speaker: Participant) -> None:
    """Refuse a speech of somebody whom the attendance of all sittings leaves out."""
    if not there(session, speaker):
        raise Rejected(
            "speaker-not-there",
            f"按登记的出席情况，第 {speaker.participant} 位参加者（{speaker.title}）没有到会。"
            "请核对序号；确已到会的，请先更正出席情况，再登记发言。",
            f"By the attendance on record participant {speaker.participant} ({speaker.title}) was "
            "not there. Check the number. If they were, correct the attendance first, then record "
            "what they said.",
        )


def all_there(session: Session) -> None:
    """Refuse what would leave the attendance of all sittings without somebody who spoke."""
    for said in session.spoken:
        speaker = session.participants[said.participant - 1]
        if not there(session, speaker):
            raise Rejected(
                "speaker-left-out",
                f"第 {said.speech} 次发言是第 {speaker.participant} 位参加者（{speaker.title}）的，"
                "这样一改，出席情况中就没有这一方。请核对到会人员；确未到会的，"
                "请先更正或撤回这次发言。",
                f"Speech {said.speech} is one of participant {speaker.participant} "
                f"({speaker.title}), who would then not have been there. Check who was. If they "
                "were not, correct or withdraw the speech first.",
            )
