"""A session: called, held, attended, spoken in, closed."""

from common.checks import listed_once
from contracts.meetings import consultation as e
from contracts.members.unit import UnitKind
from runtime.decider import Circumstances, Rejected
from services.meetings.consultation import commands as c
from services.meetings.consultation.decider.case import Consultation, Session
from services.meetings.consultation.decider.checks import in_turn, prepared
from services.meetings.rules.decider import Rules

COUNCIL_CLASS = {UnitKind.COMMUNITY.value: UnitKind.TOWNSHIP.value}
"""Three classes of council meeting (000-41): a community's counts as a township's."""

NEVER_KEY = frozenset({e.Form.MICRO, e.Form.SIMPLE, e.Form.DOORSTEP, e.Form.SOUNDING})


def call_session(
    case: Consultation, command: c.CallSession, given: Circumstances[Rules]
) -> list[e.ConsultationEvent]:
    if command.key and (case.simple or command.form in NEVER_KEY):
        raise Rejected(
            "not-key",
            "简易、上门、小微、摸底协商不计入重点协商。请取消“重点”或改用会议形式。",
            "Simple, doorstep, micro and sounding consultation never counts as key. "
            "Drop the mark or choose another form.",
        )
    in_turn(case, command, given)
    prepared(case, command.on)
    none_open(case)
    return [
        e.SessionCalled(
            session=len(case.sessions) + 1,
            council_class=COUNCIL_CLASS.get(given.unit_kind, given.unit_kind),
            **command.model_dump(),
        )
    ]


def none_open(case: Consultation) -> None:
    if session := case.open_session:
        raise Rejected(
            "session-open",
            f"第 {session.number} 次协商会尚未结束。请先结束该次会议。",
            f"Session {session.number} has not ended. Close it first.",
        )


def called(case: Consultation, number: int) -> Session:
    if number > len(case.sessions):
        raise Rejected(
            "not-called",
            f"第 {number} 次协商会尚未召集。请核对会次或先召集会议。",
            f"Session {number} was not called. Check the number, or call it first.",
        )
    return case.sessions[number - 1]


def held(case: Consultation, number: int) -> tuple[Session, e.SessionHeld]:
    session = called(case, number)
    if session.held is None:
        raise Rejected(
            "not-held",
            f"第 {number} 次协商会尚未召开。请先记录召开情况。",
            f"Session {number} has not been held. Record that it was held first.",
        )
    return session, session.held


def send_materials(
    case: Consultation, command: c.SendMaterials, given: Circumstances[Rules]
) -> list[e.ConsultationEvent]:
    session = called(case, command.session)
    sent = e.MaterialsSent(**command.model_dump())
    if sent == session.materials:
        return []
    given.has_come(command.on)
    if session.held and command.on > session.held.on:
        raise Rejected(
            "materials-late",
            "材料须在会前送达。请核对送达日期。",
            "Materials are sent before the session. Check the day on which they were sent.",
        )
    return [sent]


def hold_session(
    case: Consultation, command: c.HoldSession, given: Circumstances[Rules]
) -> list[e.ConsultationEvent]:
    session = called(case, command.session)
    happened = e.SessionHeld(**command.model_dump())
    if happened == session.held:
        return []
    if session.held:
        raise Rejected(
            "already-held",
            f"第 {session.number} 次协商会已于 {session.held.on} 召开。再次协商请另行召集。",
            f"Session {session.number} was held on {session.held.on}. Call another round instead.",
        )
    given.has_come(command.on)
    if session.procedure == case.code:
        in_turn(case, command, given)
        prepared(case, command.on)
    return [happened]


def record_attendance(
    case: Consultation, command: c.RecordAttendance, given: Circumstances[Rules]
) -> list[e.ConsultationEvent]:
    session, happened = held(case, command.session)
    listed_once(command.present)
    listed_once([each.kind for each in command.headcount])
    if e.PartyKind.MEMBER in {each.kind for each in command.headcount}:
        raise Rejected(
            "members-one-by-one",
            "政协委员须逐名登记，不计入人数统计。请把委员列入出席名单。",
            "Members are listed one by one, not counted. Put them on the list of those present.",
        )
    recorded = e.AttendanceRecorded(
        on=happened.on,
        form=session.form,
        title=case.opened.title if case.opened else "",
        **command.model_dump(),
    )
    if recorded == session.attendance:
        return []
    if session.procedure == case.code:
        in_turn(case, command, given)
    before = session.attendance.present if session.attendance else ()
    if left_out := [member for member in before if member not in command.present]:
        raise Rejected(
            "attendance-recorded",
            f"第 {session.number} 次协商会已登记 {'、'.join(left_out)} 出席并计入履职档案，"
            "不能去掉。可以补登漏记的委员：请把已登记的一并列出，再提交。",
            f"Session {session.number}: {', '.join(left_out)} stand in the duty files as present "
            "and cannot be taken off. To add who was forgotten, list those recorded too.",
        )
    return [recorded]


def adds_attendance(case: Consultation, command: c.RecordAttendance) -> bool:
    """Whether the list of a session is sent again: who was forgotten is credited at any stage."""
    number = command.session
    return number <= len(case.sessions) and case.sessions[number - 1].attendance is not None


def record_speech(
    case: Consultation, command: c.RecordSpeech, given: Circumstances[Rules]
) -> list[e.ConsultationEvent]:
    said = e.SpeechRecorded(**words(case, command))
    if case.sessions[command.session - 1].procedure == case.code:
        in_turn(case, command, given)
    return [said]


def words(
    case: Consultation,
    command: c.RecordSpeech | c.MakePromise | c.RecordConsensus | c.RecordDissent,
) -> dict[str, object]:
    """What was said in a session that was held. It may be added until the minutes are confirmed."""
    held(case, command.session)
    return command.model_dump()


def close_session(case: Consultation, command: c.CloseSession) -> list[e.ConsultationEvent]:
    session, _ = held(case, command.session)
    listed_once(command.results)
    closed = e.SessionClosed(**command.model_dump())
    if session.closed is None:
        return [closed]
    if session.closed == closed:
        return []
    raise Rejected(
        "session-closed",
        f"第 {session.number} 次协商会已经结束，结果不能更改。再次协商请另行召集。",
        f"Session {session.number} has ended and its results stand. Call another round instead.",
    )
