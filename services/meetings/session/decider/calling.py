"""Before a session: it is called, notice is given, participants are invited, materials sent."""

from datetime import date, timedelta

from common.checks import listed_once
from contracts.meetings.participant import Participant
from runtime.decider import Circumstances, Rejected
from services.meetings.session import commands as c
from services.meetings.session import events as e
from services.meetings.session.decider.state import Session
from services.meetings.words import FORM, KIND, Book, entry


def call_session(command: c.CallSession, given: Circumstances[Book]) -> list[e.SessionEvent]:
    form = entry(given.rules.words.forms, command.form, FORM)
    consultations = tuple(point.consultation for point in command.agenda if point.consultation)
    listed_once(consultations)
    for point in command.agenda:
        if point.part is not None and point.part not in form.parts:
            parts = "、".join(form.parts) or "无"
            raise Rejected(
                "unknown-part",
                f"“{form.chinese}”没有议程环节“{point.part}”（可用：{parts}）。请改正或不填环节。",
                f"{form.english} has no part {point.part} (it has: {parts}). "
                "Name one of these, or none.",
            )
    return [
        e.SessionCalled(
            **command.model_dump(exclude={"unit", "agenda"}),
            key=form.key,
            quota=form.quota,
            agenda=tuple(
                e.AgendaItem(item=number, **point.model_dump())
                for number, point in enumerate(command.agenda, start=1)
            ),
            consultations=consultations,
            notice_due=_days_before(command.on, form.notice_days),
            materials_due=_days_before(command.on, form.materials_days),
        )
    ]


def _days_before(day: date, days: int) -> date | None:
    """The last working day that leaves so many before the day; none where none are asked for."""
    if not days:
        return None
    while days:
        day -= timedelta(days=1)
        days -= day.isoweekday() < 6
    return day


def give_notice(
    session: Session, command: c.GiveNotice, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    assert session.called
    given.has_come(command.on)
    late = _late(command.on, session.called.notice_due)
    notice = e.NoticeGiven(on=command.on, how=command.how, late=late)
    return [] if notice == session.notice else [notice]


def send_materials(
    session: Session, command: c.SendMaterials, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    assert session.called
    listed_once(command.documents)
    given.has_come(command.on)
    late = _late(command.on, session.called.materials_due)
    sent = e.MaterialsSent(documents=command.documents, on=command.on, late=late)
    if sent in session.materials:
        return []
    if session.sittings and command.on > session.sittings[0].on:
        raise Rejected(
            "materials-late",
            "材料须在会前送达。请核对送达日期。",
            "Materials are sent before the session. Check the day on which they were sent.",
        )
    return [sent]


def _late(on: date, due: date | None) -> bool:
    return due is not None and on > due


def invite_participants(
    session: Session, command: c.InviteParticipants, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    kinds = [
        entry(given.rules.words.participants, whom.kind, KIND) for whom in command.participants
    ]
    invited: list[Participant] = []
    for whom, kind in zip(command.participants, kinds, strict=True):
        if not session.invited(whom) and not any(each.same(whom) for each in invited):
            number = len(session.participants) + len(invited) + 1
            facts = whom.model_dump()
            invited.append(Participant(participant=number, concerned=kind.concerned, **facts))
    return [e.ParticipantsInvited(participants=tuple(invited))] if invited else []
