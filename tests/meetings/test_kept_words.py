"""Words that left the profile go on for what runs: its procedure names them, or its records do."""

from typing import Any

from contracts import procedure as p
from contracts.meetings import consultation as e
from contracts.meetings import session as m
from contracts.meetings.participant import Presence
from contracts.meetings.words import Words
from services.meetings.activity.decider import ACTIVITY_LIFE
from services.meetings.consultation import commands as c
from services.meetings.session.commands import InviteParticipants
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.situations import at, in_session
from tests.support.scenario import Scenario


def without_words() -> Any:
    """The clerk, once the words of meetings have left the profile."""
    return s.replace(s.CLERK, rules=s.replace(s.RULES, words=Words()))


def test_words_that_the_procedure_names_go_on_when_the_profile_drops_them() -> None:  # 13.3-4
    conditions = (p.SessionIsHeld(forms=("council",)), p.Participants(required=("resident",)))
    talk = s.YZS.steps[1]
    asked = talk.model_copy(update={"conditions": (*conditions, *talk.conditions)})
    named = s.opened(s.YZS.model_copy(update={"steps": (s.YZS.steps[0], asked, s.YZS.steps[2])}))
    later = without_words()

    at(*s.eight_opened).when(x.NOTICE, by=later).then(x.posted)
    at(*s.eight_opened).when(
        x.NOTICE.model_copy(update={"what": "rumour"}), by=later
    ).then_rejected("unknown-code")
    at(*named).when(x.PLAN, by=later).then(s.session_planned)
    residents = c.FixParticipants(participants=(s.RESIDENTS,))
    assert isinstance(at(*named).when(residents, by=later).result, list)
    strangers = c.FixParticipants(participants=(s.MARKET_OFFICE,))
    at(*named).when(strangers, by=later).then_rejected("unknown-code")
    # What is fixed may be fixed anew.
    again = c.FixParticipants(participants=(s.GROWERS,))
    at(*s.six_ready).when(again, by=later).then(
        e.ParticipantsFixed(participants=s.numbered(s.GROWERS))
    )
    beside = in_session(beside=named)
    call = x.CALL.model_copy(update={"form": "council"})
    asking = s.replace(beside.by, rules=later.rules)
    assert isinstance(beside.when(call, by=asking).result, list)
    beside.when(call.model_copy(update={"form": "micro"}), by=asking).then_rejected("unknown-code")


def test_kinds_on_record_go_on_in_a_session_and_an_activity() -> None:  # 13.3-4
    session = in_session(*s.meeting_held)
    asking = s.replace(session.by, rules=without_words().rules)
    present = (Presence(kind="stakeholder", count=6),)
    recorded = m.AttendanceRecorded(**s.there(present=present))
    session.when(x.ATTEND.model_copy(update={"present": present}), by=asking).then(recorded)
    more = s.GROWERS.model_copy(update={"title": "摊贩代表"})
    invited = session.when(InviteParticipants(participants=(more,)), by=asking).result
    assert isinstance(invited, list)
    assert invited[0].participants[0].concerned
    ghosts = x.ATTEND.model_copy(update={"present": (Presence(kind="ghost", count=1),)})
    session.when(ghosts, by=asking).then_rejected("unknown-code")
    attended = in_session(*s.meeting_held, s.attended)
    attended.when(x.CORRECT, by=asking).then(x.corrected)
    activity = Scenario(ACTIVITY_LIFE, asking, (s.survey,))
    activity.when(x.AMEND, by=asking).then(x.amended)
