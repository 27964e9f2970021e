"""Moments in the lives of topics, plans and rules, named as people name them."""

from dataclasses import replace
from datetime import date
from typing import Any

from contracts.calendar import Calendar, Measure, Term
from contracts.checklists import Answer, Checklist, Leads, Question, Supplement
from contracts.consents import Chain, Consent, Consents, ConsentStep, Level, Thing
from contracts.ids import OutcomeId, PlanId, TopicId
from contracts.paper import Paper, PaperClass, PaperUse
from contracts.places import prefix
from contracts.procedure import Choice, Procedure, Procedures
from contracts.roles import Role
from contracts.topics import topic as e
from contracts.topics.plan import (
    PlanAmended,
    PlanConsented,
    PlanDecided,
    PlanDrafted,
    PlanEntry,
    PlanRefused,
)
from contracts.topics.rules import (
    Channel,
    Checklists,
    Choices,
    LeaderLevel,
    Origin,
    PlanKind,
    Plans,
    Scale,
    TopicKind,
    Weight,
    Words,
)
from services.topics.rules.commands import AdoptProfile
from services.topics.rules.decider import RULES, TopicRules
from services.topics.topic.commands import ScreenTopic
from tests.common.consents import CONSENTED, CONSENTS, NAMED
from tests.common.documents import DOCUMENTS
from tests.common.procedures import KNOWN
from tests.common.test_calendar import YEAR
from tests.support.scenario import PREFECTURE, adopted
from tests.topics.proposal_chapter import CHAPTER
from tests.topics.report_rules import CHAPTER as ON_REPORTS
from tests.topics.report_rules import word

COUNTY = "620123000000"
TOWNSHIP = "620123109000"
VILLAGE = "620123109200"
OTHER_TOWNSHIP = "620123110000"

YZ7, YZ6, YZS, NG5 = (KNOWN[code] for code in ("YZ7", "YZ6", "YZS", "NG5"))
OUTCOME = OutcomeId("01990000-0000-7000-8000-000000000049")
MARKET = TopicId("01990000-0000-7000-8000-000000000047")
RESIDENT = "01990000-0000-7000-8000-00000000a001"
VILLAGE_PLAN = PlanId(f"{VILLAGE}:2026:consultation")

TODAY = date(2026, 3, 2)
"""The day on which the commands of examples are asked."""

consent = Consent(
    bodies=(f"party-{VILLAGE}",),
    resolution="样例支〔2026〕3号",
    decided_on=date(2026, 2, 20),
)


REVISED = ConsentStep(
    code="revised",
    chinese="共同修改",
    english="revised jointly",
    bodies=("department",),
    level=Level.JURISDICTION,
    offices=(Role.CPPCC_OFFICE,),
)
DECIDED = ConsentStep(code="decided", chinese="审定", english="decided")
PRINCIPLES = Checklist(
    code="principles",
    chinese="五项选题原则",
    english="five principles",
    questions=(
        Question(code="political", chinese="政治性", english="political", no=Leads.REJECT),
        Question(code="mass", chinese="群众性", english="of the masses", no=Leads.TRANSFER),
        Question(code="forward-looking", chinese="前瞻性", english="forward-looking"),
        Question(code="democratic", chinese="民主性", english="democratic"),
        Question(code="feasible", chinese="可行性", english="feasible"),
    ),
    supplement=Supplement(within=Term(count=10, measure=Measure.WORKING_DAYS), grace=Term(count=2)),
)
CONSULTATION = TopicKind(
    code="consultation", chinese="协商议题", english="topic of consultation", checklist="principles"
)
SUPERVISION = TopicKind(
    code="supervision",
    chinese="监督议题",
    english="topic of supervision",
    checklist="gate",
    origins=("party-government",),
    needs_leader=True,
    needs_sites=True,
)
GATE = Checklist(
    code="gate",
    chinese="监督议题审核",
    english="gate of supervision",
    questions=(
        Question(
            code="group",
            chinese="不是个人诉求",
            english="no personal claim",
            no=Leads.TRANSFER,
            computed="enters",
        ),
        Question(code="grounded", chinese="有依据", english="grounded", computed="source"),
        Question(code="wanted", chinese="群众关心", english="wanted", computed="supported"),
        Question(code="ours", chinese="属监督范围", english="within remit", no=Leads.REJECT),
    ),
)
adoption = AdoptProfile(
    unit=COUNTY,
    version="2026-1",
    words=Words(
        programme="协商议事",
        categories=(
            word("reform", "改革发展重大问题"),
            word("central-task", "党政中心工作"),
            word("livelihood", "民生改善事项"),
            word("governance", "基层治理难题"),
        ),
        origins=(
            Origin(code="public", chinese="社会征题", english="public call"),
            Origin(code="member", chinese="委员荐题", english="member recommendation"),
            Origin(code="party-government", chinese="党政点题", english="assignment"),
        ),
        channels=(
            Channel(code="letter", chinese="来信来访", english="letters and visits"),
            Channel(code="area-group", chinese="片区小组", english="area groups"),
            Channel(
                code="sector",
                chinese="界别征集",
                english="gathered from sectors",
                roles=(Role.COMMITTEE,),
                source_needed=True,
            ),
        ),
        weights=(
            Weight(
                code="major",
                chinese="重大事项",
                english="major matter",
                needs_session=True,
                reason_needed=True,
            ),
            Weight(code="general", chinese="一般事项", english="general matter"),
        ),
        scales=(
            Scale(code="group", chinese="群众共同关心的事", english="of a group"),
            Scale(code="personal", chinese="个人诉求", english="a person's claim", enters=False),
        ),
        fields=(word("roads", "道路交通"), word("markets", "市场")),
        leader_levels=(
            LeaderLevel(code="chair", chinese="主席、副主席", english="chair", rank=1),
            LeaderLevel(code="standing", chinese="常委", english="Standing Committee", rank=2),
        ),
        kinds=(CONSULTATION,),
    ),
    checklists=Checklists(checklists=(PRINCIPLES,)),
    procedures=Procedures(procedures=(YZ7, YZ6, YZS)),
    calendar=Calendar(years=(YEAR,)),
    proposals=CHAPTER,
    plans=Plans(
        kinds=(
            PlanKind(code="consultation", chinese="年度协商计划", english="consultation plan"),
            PlanKind(
                code="supervision",
                chinese="年度监督计划",
                english="supervision plan",
                columns=(word("focus", "重点"), word("effect", "预期成效")),
                cap=2,
                change_needs_consent=False,
            ),
        )
    ),
    consents=Consents(
        chains=(
            Chain(what=Thing.PLAN, kind="consultation", steps=(REVISED, DECIDED)),
            Chain(what=Thing.PLAN, steps=(DECIDED,)),
            Chain(what=Thing.TOPIC, unit_kind="street", steps=(REVISED, CONSENTED)),
            *CONSENTS.chains,
        )
    ),
    reports=ON_REPORTS,
    choices=Choices(
        choices=(
            Choice(unit_kind="village", weight="general", procedure="YZS"),
            Choice(unit_kind="village", procedure="YZ6"),
            Choice(procedure="YZ7"),
        )
    ),
)
next_adoption = adoption.model_copy(
    update={
        "unit": PREFECTURE,
        "version": "2026-2",
        "words": adoption.words.model_copy(update={"programme": "有事来协商"}),
        "choices": Choices(choices=adoption.choices.choices[1:]),
        "documents": DOCUMENTS,
    }
)
county_rules = adopted(RULES, adoption)
next_rules = adopted(RULES, next_adoption)
rules_in_force = RULES.fold((event, COUNTY) for event in county_rules)


def with_kinds(*kinds: TopicKind, **chapters: Any) -> TopicRules:
    """The rules, with these kinds of topics, and with other chapters."""
    words = rules_in_force.words.model_copy(update={"kinds": kinds})
    return replace(rules_in_force, words=words, **chapters)


all_met = {
    each.code: Answer(met=True, reason="经核对，符合这一原则。") for each in PRINCIPLES.questions
}
astray = {**all_met, "political": Answer(met=False, reason="与上级部署相抵触。")}
of_one_house = {**all_met, "mass": Answer(met=False, reason="只涉及一户。")}
too_big = {**all_met, "feasible": Answer(met=False, reason="切口过大，须先缩小范围。")}

screening = ScreenTopic(
    answers=all_met,
    category="livelihood",
    weight="major",
    weight_reason="涉及全村经营户的摊位与收入。",
)

proposed = e.TopicProposed(
    kind="consultation",
    title="村蔬菜市场选址与管理",
    description="现有菜摊沿路摆放，雨天积水，村民希望建一个固定的蔬菜市场。",
    origin="public",
    scale="group",
    enters=True,
    raised_by=RESIDENT,
    entered_by="wei",
    raised_in=VILLAGE,
    supporters=46,
)
uploaded = Paper(digest="5e" * 32, media_type="text/plain", size=87)
text_of_it = PaperUse(
    **dict(uploaded),
    title="议题原文",
    kept=PaperClass.INTERNAL,
    readers=(Role.CLERK, Role.CONVENOR, Role.CPPCC_OFFICE),
    by_author=True,
)
told_apart = proposed.model_copy(update={"description": None, "text": text_of_it})
claimed = proposed.model_copy(
    update={"title": "本户宅基地边界", "scale": "personal", "enters": False, "supporters": 0}
)
returned = e.TopicReturned(
    checklist="principles",
    answers=too_big,
    reason="请缩小到选址和摊位两项。",
    due=date(2026, 3, 16),
    due_with_grace=date(2026, 3, 18),
)
rejected = e.TopicRejected(
    checklist="principles", answers=astray, reason="与上级部署相抵触，不予采纳。"
)
admitted = e.TopicAdmitted(
    kind="consultation",
    checklist="principles",
    answers=all_met,
    category="livelihood",
    weight="major",
    weight_reason="涉及全村经营户的摊位与收入。",
    procedure=YZ6,
)
transferred_out = e.TopicTransferredOut(
    receiver="yz-transport", reason="属个人宅基地诉求。", transferred_on=TODAY
)
found_to_be_a_claim = e.TopicTransferredOut(
    checklist="principles",
    answers=of_one_house,
    receiver="yz-transport",
    reason="只涉及一户。",
    transferred_on=TODAY,
)
transferred_with_a_day = transferred_out.model_copy(
    update={"due": date(2026, 3, 16), "due_with_grace": date(2026, 3, 18)}
)
"""Where the rules say until when it is answered."""
transfer_returned = e.TransferReturned(receiver="yz-transport", reason="宅基地不属我局职责。")
transfer_answered = e.TransferAnswered(
    receiver="yz-transport", answer="已到现场测量，界址以登记为准。", answered_on=TODAY
)
passed_up = e.TopicPassedUp(
    from_unit=VILLAGE, to_unit=COUNTY, reason="涉及全县蔬菜产销，村里难以解决。", consent=consent
)


def consent_of(unit: str) -> Consent:
    """That of the Party organisation of another unit."""
    return consent.model_copy(update={"bodies": (f"party-{prefix(unit)}",)})


ROAD = TopicId("01990000-0000-7000-8000-000000000048")
STALLS = TopicId("01990000-0000-7000-8000-000000000046")
road_raised = proposed.model_copy(
    update={
        "title": "市场门前道路",
        "raised_by": "01990000-0000-7000-8000-00000000a002",
        "entered_by": "bai",
        "raised_in": "620123109201",
        "supporters": 12,
    }
)
merged = e.TopicMerged(into=ROAD, into_title=road_raised.title, reason="两件事须一起商量。")
took_in = e.TopicTookIn(
    merged=STALLS,
    merged_title=proposed.title,
    reason=merged.reason,
    supporters=58,
    places=(VILLAGE,),
)
TAKEN_IN = {f"topic/{STALLS}": (proposed, merged)}
"""What became part of a topic: whoever raised that does not screen this."""
approved = e.TopicApproved(**NAMED, consent=consent, last=True)


def step(number: int, of: Procedure = YZ6) -> e.StepCompleted:
    this = of.steps[number - 1]
    return e.StepCompleted(step=this.code, name=this.name, step_number=number)


def selected(procedure: Procedure = YZ6, **content: Any) -> e.TopicSelected:
    """Of the market, by this procedure."""
    chosen = {
        "kind": "consultation",
        "title": proposed.title,
        "category": "livelihood",
        "weight": "major",
        "origin": "public",
        "raised_by": RESIDENT,
        "raised_in": VILLAGE,
        "procedure": procedure,
        "consented_on": consent.decided_on,
    }
    return e.TopicSelected(**{**chosen, **content})


raised = step(1)
"""Screening completes what the raising began."""
waived = e.StepWaived(
    step="consent",
    name="确定议题",
    step_number=2,
    reason="灾后应急",
    consent=consent,
)
in_consultation = (approved, step(2), selected())
consent_refused = e.TopicConsentRefused(
    **NAMED,
    bodies=consent.bodies,
    reason="与今年土地整治安排冲突，明年再议。",
    decided_on=date(2026, 2, 20),
)
planned = e.TopicPlanned(title=proposed.title, plan=VILLAGE_PLAN)
closed = e.TopicClosed(outcome=OUTCOME, outcome_number="样例协〔2026〕1号")
reopened = e.TopicReopened(outcome=OUTCOME, reason="雨季后道路再次损坏")

market_entry = PlanEntry(topic=MARKET, form="议事室协商", month=4, responsible="样例一村议事会")
road_entry = PlanEntry(
    topic=TopicId("01990000-0000-7000-8000-000000000048"),
    form="院坝协商",
    month=6,
    responsible="样例一村议事会",
)
drafted = PlanDrafted(
    unit=VILLAGE,
    year=2026,
    kind="consultation",
    title="样例一村2026年度协商计划",
    entries=(market_entry,),
)
plan_decided = PlanDecided(year=2026, kind="consultation", entries=(market_entry,), consent=consent)
revised = PlanConsented(
    step="revised",
    word="共同修改",
    consent=consent.model_copy(
        update={"bodies": ("yz-agriculture", "yz-water"), "decided_on": date(2026, 2, 17)}
    ),
)
plan_refused = PlanRefused(
    step="decided",
    word="审定",
    bodies=(f"party-{VILLAGE}",),
    reason="两项议题内容相近，请合并后再报。",
    decided_on=date(2026, 2, 18),
)
plan_amended = PlanAmended(
    added=(road_entry,), reason="汛期道路损毁，须尽快协商。", consent=consent
)
