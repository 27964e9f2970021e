"""One example of each slice of meetings, and the commands that its tests ask."""

from datetime import date

from contracts.meetings import consultation as e
from contracts.meetings.procedure import CadenceAdopted, ProcedureAdopted
from services.meetings.consultation import commands as c
from services.meetings.rules.commands import AdoptProcedures
from services.meetings.wiring import MEETINGS as SERVICE
from tests.meetings import situations as s
from tests.meetings.situations import CLERK, PARTY, done
from tests.slices.example import Example, Examples
from tests.support.scenario import circumstances

POLICY = circumstances("policy", "policy", s.VILLAGE, s.RULES, scope="")
OFFICE = circumstances("office", "county-office", s.COUNTY)

START = c.StartProcedure(
    unit=s.VILLAGE,
    title="新建蔬菜市场",
    weight="major",
    origin="public",
    raised_by="p-1",
    raised_in=s.VILLAGE,
    procedure="YZ6",
)
JOINT = c.RequestJointResearch(committee="yz-culture", question="怎样做大百合产业？")
PARTIES = c.FixParties(parties=s.parties_fixed.parties)
PLAN = c.PlanSession(**s.session_planned.model_dump())
MATERIALS = c.SendMaterials(session=1, documents=("调研报告",), on=date(2026, 2, 25))
HOLD = c.HoldSession(session=1, on=s.DAY, duration_minutes=90)
ATTEND = c.RecordAttendance(session=1, present=("m-1", "m-2"), headcount=s.attended().headcount)
SPEECH = c.RecordSpeech(session=1, kind="resident", speaker="居民代表", gist="要有停车处。")
PROMISE = c.MakePromise(session=1, department="yz-market", what="平整场地", due=date(2026, 6, 30))
TASK = c.TaskPromise(promise=1, lead="yz-market", co=("yz-town",))
WITHDRAW = c.WithdrawPromise(promise=1, reason="场地变更")
CONSENSUS = c.RecordConsensus(session=1, text="建在村北")
DISSENT = c.RecordDissent(session=1, held_by="菜农代表", text="离家太远")
CLOSE = c.CloseSession(session=1, results=("consensus",))
CONFIRM = c.ConfirmMinutes(summary="各方同意建在村北。", confirmed_by="召集人")
PUBLISH = c.PublishResult(place="村务公开栏", on=s.DAY)
WAIVE = c.WaiveStep(
    step="publish", reason="已在群众大会上公布", organisation="村党支部", resolution="支〔2026〕3号"
)
UPGRADE = c.UpgradeCase(procedure="YZ6", reason="涉及全村")
NOTE_CLOSURE = c.NoteOutcome(milestone="OutcomeClosed", outcome_number="1号")

requested = e.JointResearchRequested(**JOINT.model_dump())
materials_sent = e.MaterialsSent(**MATERIALS.model_dump())
said = e.SpeechRecorded(**SPEECH.model_dump())
withdrawn = e.PromiseWithdrawn(promise=1, reason="场地变更")
agreed = e.ConsensusRecorded(consensus=1, session=1, text="建在村北")
differing = e.DissentRecorded(dissent=1, session=1, held_by="菜农代表", text="离家太远")
consented = e.OutcomeNoted(milestone="OutcomeConsented")
published = e.ResultPublished(place="村务公开栏", on=s.DAY)
waived = e.StepWaived(name="公布结果", step_number=5, **WAIVE.model_dump())
closure_noted = e.OutcomeNoted(milestone="OutcomeClosed", outcome_number="1号")

renamed = s.YZ6.model_copy(update={"name": "六步协商"})
kinds = ("community", "township")
next_procedures = AdoptProcedures(
    unit=s.COUNTY,
    version="2026.2",
    procedures=(renamed,),
    cadence_months=2,
    cadence_unit_kinds=kinds,
    cadence_note="微协商随时开展",
)
next_adopted = (
    ProcedureAdopted(version="2026.2", procedure=renamed),
    CadenceAdopted(version="2026.2", months=2, unit_kinds=kinds, note="微协商随时开展"),
)

promised = (*s.six_held, s.promised())

MEETINGS = Examples(
    SERVICE,
    rules=s.adopted,
    keys={"rules": "620123"},
    each=[
        Example("", (), START, POLICY, s.six_started),  # 13.3-4
        Example("", s.six_started, c.NotePlan(plan=s.planned.plan), POLICY, (s.planned,)),
        Example("joint-research", s.six_started, JOINT, CLERK, (requested,)),  # 000-50
        Example("research", s.six_started, s.research_held, CLERK, (s.researched, done(3, s.YZ6))),
        Example("parties", s.six_researched, PARTIES, CLERK, (s.parties_fixed,)),
        Example("session-plan", s.six_started, PLAN, CLERK, (s.session_planned,)),
        Example("sessions", s.six_ready, s.call, CLERK, (s.called(),)),
        Example("materials", s.six_called, MATERIALS, CLERK, (materials_sent,)),  # 004-10
        Example("holding", s.six_called, HOLD, CLERK, (s.held(),)),
        Example("attendance", s.six_held, ATTEND, CLERK, (s.attended(),)),  # 000-43
        Example("speeches", s.six_held, SPEECH, CLERK, (said,)),  # 000-44
        Example("consensus", s.six_held, CONSENSUS, CLERK, (agreed,)),
        Example("dissent", s.six_held, DISSENT, CLERK, (differing,)),
        Example("promises", s.six_held, PROMISE, CLERK, (s.promised(),)),  # 13.3-13, 001-37
        Example("promises/task", promised, TASK, CLERK, (s.tasked,)),
        Example("promises/withdrawal", (*promised, s.tasked), WITHDRAW, CLERK, (withdrawn,)),
        Example("closing", s.six_held, CLOSE, CLERK, (s.closed(),)),  # 000-36
        Example("minutes", s.six_closed, CONFIRM, CLERK, (s.minutes, done(4, s.YZ6))),
        # 000-24
        Example(
            "publication", (*s.six_minuted, consented), PUBLISH, CLERK, (published, done(5, s.YZ6))
        ),
        Example("waiver", s.six_minuted, WAIVE, PARTY, (waived,)),  # 13.3-5
        Example(
            "upgrade",
            s.simple_started,
            UPGRADE,
            CLERK,
            (s.upgraded, done(1, s.YZ6), done(2, s.YZ6)),
        ),  # domain 5.2
        Example(
            "",
            s.simple_minuted,
            NOTE_CLOSURE,
            POLICY,
            (closure_noted, done(3, s.YZS), e.ProcedureCompleted(procedure="YZS")),
        ),
        Example("meetings", (), next_procedures, OFFICE, next_adopted),
    ],
)
