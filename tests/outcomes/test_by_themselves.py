"""Research with findings, and sessions that serve no consultation, become outcomes."""

from datetime import date

from contracts.ids import ConsultationId, handled_as
from contracts.meetings.activity import ActivityCorrected, ActivityRecorded, Findings
from contracts.meetings.session import MinutesConfirmed
from contracts.outcomes import outcome as e
from contracts.outcomes.rules import Basis
from services.outcomes.outcome import policies as p
from services.outcomes.outcome.decider import OUTCOME
from tests.outcomes import handled as h
from tests.outcomes import situations as s
from tests.outcomes.kinds import meeting_kind, research_kind
from tests.slices.example import recorded
from tests.support.scenario import Scenario

outcome = Scenario(OUTCOME, by=h.policy)
found = Findings(facts="三村断水。", key_problem="水源不足", proposal="新建蓄水池")
researched = ActivityRecorded(
    kind="research",
    credited_as="research",
    quota="",
    may_find=True,
    title="农村饮水安全调研",
    held_on=date(2026, 2, 9),
    until=date(2026, 2, 11),
    led_by="经济委员会",
    bodies=(),
    body_kinds=(),
    joint=False,
    place="样例镇",
    present=(),
    findings=found,
    consultations=(),
)
minuted = MinutesConfirmed(
    title="主席会议协商",
    consultations=(),
    summary="同意新建蓄水池。",
    tasks=(),
    on=date(2026, 2, 12),
    confirmed_by="主席会议",
    form="chairpersons",
    consensus=("新建蓄水池",),
    dissent=("选址未定",),
)
REPORT, MEETING = handled_as("activity/a-1"), handled_as("session/s-9")


def of_research(event):
    return recorded(event, "activity/a-1", unit=s.COUNTY)


def of_session(event):
    return recorded(event, "session/s-9", unit=s.COUNTY)


def drafts(wanted):
    """What becomes of it by the rules on kinds."""
    [ask] = wanted
    result = outcome.given().when(ask.command).result
    return ask, result


def test_research_with_findings_becomes_an_outcome():  # 004-13
    ask, [drafted] = drafts(p.when_research_recorded_draft_its_outcome(of_research(researched)))

    assert ask.key == REPORT
    assert isinstance(drafted, e.OutcomeDrafted)
    assert (drafted.outcome_kind, drafted.handling) == (research_kind, s.sent_on)
    assert drafted.summary == "关键问题：水源不足\n建议：新建蓄水池"
    assert drafted.rests_on == (e.RestsOn(thing=Basis.RESEARCH, id="a-1"),)
    assert (drafted.concluded_on, drafted.raised_in) == (researched.until, s.COUNTY)


def test_research_for_a_consultation_or_without_findings_does_not():  # 004-13
    for changed in ({"findings": None}, {"consultations": (ConsultationId("c-1"),)}):
        other = researched.model_copy(update=changed)
        assert p.when_research_recorded_draft_its_outcome(of_research(other)) == []


def test_findings_that_were_told_later_lead_to_the_same_outcome():  # 004-13, model 12
    corrected = ActivityCorrected(
        **dict(researched), corrects=1, reason="补登", before=(), before_on=researched.held_on
    ).model_copy(update={"findings": found})
    ask, _ = drafts(p.when_research_corrected_draft_its_outcome(of_research(corrected)))
    first, [drafted] = drafts(p.when_research_recorded_draft_its_outcome(of_research(researched)))

    assert ask.key == first.key
    outcome.given(drafted).when(ask.command).then_nothing()


def test_a_session_that_serves_no_consultation_becomes_an_outcome():  # 004-13
    ask, [drafted] = drafts(p.when_minutes_confirmed_draft_its_outcome(of_session(minuted)))

    assert ask.key == MEETING
    assert drafted.outcome_kind == meeting_kind
    assert (drafted.consensus, drafted.dissent) == (("新建蓄水池",), ("选址未定",))
    assert drafted.rests_on == (e.RestsOn(thing=Basis.SESSION, id="s-9"),)
    served = minuted.model_copy(update={"consultations": (s.CONSULTATION,), "form": None})
    assert p.when_minutes_confirmed_draft_its_outcome(of_session(served)) == []


def test_where_no_kind_names_the_activity_or_the_form_nothing_is_drafted():  # 004-13
    tour = researched.model_copy(update={"kind": "tour"})
    council = minuted.model_copy(update={"form": "council"})

    assert drafts(p.when_research_recorded_draft_its_outcome(of_research(tour)))[1] == []
    assert drafts(p.when_minutes_confirmed_draft_its_outcome(of_session(council)))[1] == []


def test_it_is_handled_like_every_other_outcome():  # 004-13
    _, [drafted] = drafts(p.when_research_recorded_draft_its_outcome(of_research(researched)))

    clerk = Scenario(OUTCOME, by=h.clerk)
    [assigned] = clerk.given(drafted).when(h.assign).result
    assert isinstance(assigned, e.TaskAssigned)
    clerk.given(drafted).when(s.close).then_rejected("no-feedback")
