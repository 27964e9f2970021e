"""One example of each slice of meetings, and the commands that its tests ask."""

from datetime import date

from contracts.meetings import consultation as e
from contracts.procedure import Procedures
from services.meetings.consultation import commands as c
from services.meetings.rules.decider import RULES
from services.meetings.wiring import MEETINGS as SERVICE
from tests.meetings import situations as s
from tests.meetings.situations import CLERK, PARTY, done
from tests.slices.example import Example, Examples
from tests.support import scenario
from tests.support.scenario import circumstances

POLICY = circumstances("policy", "policy", s.VILLAGE, s.RULES, scope="")
OFFICE = circumstances("office", "county-office", s.COUNTY)

OPEN = c.OpenConsultation(
    unit=s.VILLAGE,
    topics=(s.TOPIC,),
    title="新建蔬菜市场",
    weight="major",
    origin="public",
    raised_by="p-1",
    raised_in=s.VILLAGE,
    procedure=s.YZ6,
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
NOTICE = c.PostNotice(what="topic", place="村务公开栏", on=date(2026, 2, 25))
VIEWS = c.SeekViews(
    since=date(2026, 2, 22),
    until=date(2026, 2, 26),
    how="入户走访",
    people=40,
    gist="多数赞成建在村北。",
)
WAIVE = c.WaiveStep(
    step="plan", reason="已在群众大会上商定", organisation="村党支部", resolution="支〔2026〕3号"
)
UPGRADE = c.UpgradeCase(procedure="YZ6", reason="涉及全村")

requested = e.JointResearchRequested(**JOINT.model_dump())
materials_sent = e.MaterialsSent(**MATERIALS.model_dump())
said = e.SpeechRecorded(**SPEECH.model_dump())
withdrawn = e.PromiseWithdrawn(promise=1, reason="场地变更")
agreed = e.ConsensusRecorded(consensus=1, session=1, text="建在村北")
differing = e.DissentRecorded(dissent=1, session=1, held_by="菜农代表", text="离家太远")
posted = e.NoticePosted(**NOTICE.model_dump())
sought = e.ViewsSought(**VIEWS.model_dump())
waived = e.StepWaived(name="制定方案", step_number=3, **WAIVE.model_dump())

renamed = s.YZ6.model_copy(update={"name": "六步协商"})
next_adoption = s.adoption.model_copy(
    update={
        "version": "2026.2",
        "procedures": Procedures(procedures=(renamed,)),
        "cadence": s.adoption.cadence.model_copy(update={"note": "微协商随时开展"}),
    }
)
next_adopted = scenario.adopted(RULES, next_adoption)

promised = (*s.six_held, s.promised())

MEETINGS = Examples(
    SERVICE,
    rules=s.adopted,
    keys={"rules": s.COUNTY},
    each=[
        Example("", (), OPEN, POLICY, s.six_opened),  # 13.3-4
        Example("joint-research", s.six_opened, JOINT, CLERK, (requested,)),  # 000-50
        Example("research", s.six_opened, s.research_held, CLERK, (s.researched, done(3, s.YZ6))),
        Example("notices", s.eight_opened, NOTICE, CLERK, (posted,)),
        Example("views", (*s.eight_opened, posted), VIEWS, CLERK, (sought, done(3, s.FZ8))),
        Example("parties", s.six_researched, PARTIES, CLERK, (s.parties_fixed,)),
        Example("session-plan", s.six_opened, PLAN, CLERK, (s.session_planned,)),
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
        Example("minutes", s.six_closed, CONFIRM, CLERK, s.ending(s.YZ6, 4)),
        Example("waiver", s.seven_opened, WAIVE, PARTY, (waived,)),  # 13.3-5
        Example("upgrade", s.simple_opened, UPGRADE, CLERK, (s.upgraded,)),  # domain 5.2
        Example("adoption", (), next_adoption, OFFICE, next_adopted),
    ],
)
