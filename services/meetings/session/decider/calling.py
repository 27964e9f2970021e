"""Before a session: it is called, and participants are invited."""

from collections.abc import Iterable
from datetime import date, datetime

from common.calendar import Due
from common.conditions import plain_of
from common.vocabulary import chosen
from contracts.calendar import Term
from contracts.meetings import session as e
from contracts.meetings.participant import Participant
from contracts.meetings.words import SessionForm
from contracts.procedure import SessionIsHeld
from runtime.decider import Circumstances, Rejected
from services.meetings.consultation.decider import kept
from services.meetings.consultation.decider.checks import (
    in_reach,
    in_turn,
    none_open,
    prepared,
    running,
)
from services.meetings.consultation.decider.state import Consultation
from services.meetings.participants import numbered
from services.meetings.session import commands as c
from services.meetings.session.decider.state import Session
from services.meetings.session.decider.where import appraisable, inside, venue_of
from services.meetings.words import FORM, Book


def call_session(command: c.CallSession, given: Circumstances[Book]) -> list[e.SessionEvent]:
    on_its_day(command.begins, command.on)
    consultations = tuple(point.consultation for point in command.agenda if point.consultation)
    once_each(command)
    in_reach(consultations, given)
    served = [given.read(f"consultation/{each}") for each in consultations]
    form = chosen(kept.forms(given.rules, *served), command.form, FORM)
    for point in command.agenda:
        of_the_form(point.part, form.parts)
    appraisable(command, form, given)
    inside(command, given.rules.words)
    venue = venue_of(command, given.rules.words)
    for case in served:
        running(case)
        asked_for(case, form, kept.forms(given.rules, case))
        in_turn(case, command, given)
        prepared(case, command.on, given.rules.days)
        none_open(case)
    notice = before(command.on, form.notice, given.rules)
    materials = before(command.on, form.materials, given.rules)
    called = [
        e.SessionCalled(
            **command.model_dump(exclude={"unit", "agenda"}),
            key=form.key and not (served and all(case.simple for case in served)),
            quota=form.quota,
            credited_as=form.credited_as,
            required=form.required,
            present=form.present,
            bodies=form.bodies,
            attended=form.attended,
            parts=form.parts,
            moving=venue.moving,
            votes=form.votes,
            council_class=next(
                (
                    each.code
                    for each in given.rules.words.council_classes
                    if given.unit_kind in each.unit_kinds
                ),
                None,
            ),
            agenda=tuple(
                e.AgendaItem(item=number, **point.model_dump())
                for number, point in enumerate(command.agenda, start=1)
            ),
            consultations=consultations,
            notice_due=notice.day if notice else None,
            materials_due=materials.day if materials else None,
            notice=form.notice,
            materials=form.materials,
            provisional=any(each.provisional for each in (notice, materials) if each),
        )
    ]
    return [*called, *_invited((), [one for case in served for one in case.participants])]


def once_each(command: c.CallSession) -> None:
    """Refuse a consultation under two points of the agenda: what is said, agreed or voted on would
    belong to either."""
    first: dict[str, int] = {}
    for number, point in enumerate(command.agenda, start=1):
        if point.consultation is None:
            continue
        if before := first.get(point.consultation):
            raise Rejected(
                "listed-twice",
                f"议程第 {before} 项和第 {number} 项是同一项协商。请合并为一项，"
                "把要商量的几个问题写在这一项的 questions 中。",
                f"Points {before} and {number} of the agenda serve the same consultation. Make "
                "them one point, and put what is to be talked over into its `questions`.",
            )
        first[point.consultation] = number


def asked_for(case: Consultation, form: SessionForm, known: Iterable[SessionForm]) -> None:
    """Refuse a form that no step of the procedure asks for: such a session would count for none of
    them (000-31, 002-06)."""
    asked = [
        each
        for _, condition in case.walk.asked()
        for each in plain_of(condition)
        if isinstance(each, SessionIsHeld)
    ]
    codes = {code for each in asked for code in each.forms}
    if asked and all(each.forms for each in asked) and form.code not in codes:
        forms = [each for each in known if each.code in codes]
        assert case.opened
        raise Rejected(
            "form-not-asked-for",
            f"“{case.opened.title}”按程序须以下列形式协商："
            f"{'、'.join(each.chinese for each in forms)}，“{form.chinese}”不计入。"
            "请改用其中一种形式；另开的会请不写这项协商。",
            f"The procedure of {case.opened.title} asks for a session in the form "
            f"{' or '.join(each.english for each in forms)}; {form.english} would not count. "
            "Call it in one of these, or name no such consultation on the agenda.",
        )


def of_the_form(part: str | None, parts: tuple[str, ...]) -> None:
    """Refuse a part of the session that its form does not have (5.4)."""
    if part is not None and part not in parts:
        known = "、".join(parts) or "无"
        raise Rejected(
            "unknown-part",
            f"此形式的会议没有环节“{part}”（可用：{known}）。请改正或不填环节。",
            f"A session of this form has no part {part} (it has: {', '.join(parts) or 'none'}). "
            "Name one of these, or none.",
        )


def on_its_day(moment: datetime | None, day: date) -> None:
    """Refuse a moment of another day than is said, by the clock of the place."""
    if moment is not None and moment.date() != day:
        raise Rejected(
            "other-day",
            f"时间 {moment:%Y-%m-%d %H:%M}（北京时间）不在 {day} 当天。请核对日期和时间。",
            f"{moment:%Y-%m-%d %H:%M} (Beijing time) is not on {day}. Check the day and the time.",
        )


def before(day: date, term: Term | None, rules: Book) -> Due | None:
    """The last day that leaves so much time before the day; none where none is asked for."""
    return rules.days.start(day, term) if term else None


def invite_participants(
    session: Session, command: c.InviteParticipants, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    kinds = kept.kinds(given.rules, cases_of(session, given), session.participants)
    return _invited(session.participants, numbered(command.participants, kinds, given))


def cases_of(session: Session, given: Circumstances[Book]) -> list[Consultation]:
    """The consultations that the session serves."""
    assert session.called
    return [given.read(f"consultation/{each}") for each in session.called.consultations]


def _invited(
    before: tuple[Participant, ...], wanted: Iterable[Participant]
) -> list[e.SessionEvent]:
    """Those who are not invited yet, each once, with numbers that go on from those before."""
    there = list(before)
    for whom in wanted:
        if not any(each.same(whom) for each in there):
            there.append(whom.model_copy(update={"participant": len(there) + 1}))
    new = tuple(there[len(before) :])
    return [e.ParticipantsInvited(participants=new)] if new else []
