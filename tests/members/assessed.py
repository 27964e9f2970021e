"""Score sheets of a year, one example of each slice, and what their tests ask (001-35)."""

from dataclasses import replace
from datetime import date

from contracts.members import assessment as e
from contracts.members import talent as t
from services.members.assessment import commands as c
from services.members.body.decider import BODY
from services.members.talent.decider import TALENT
from services.members.unit.decider import UNIT
from tests.members import draws as d
from tests.members import situations as s
from tests.members.sheets import PERFORMANCE, bodies, talents, towns
from tests.slices.example import Example
from tests.support.scenario import circumstances

YEAR = 2026
TOWN, BODY_ID, PERSON = s.TOWNSHIP, "yz-culture", "t-1"


def drawn(draw: str, what: t.Drawn, on: date = date(2026, 2, 3)) -> t.DrawNoted:
    return t.DrawNoted(draw=f"{draw}:session", round=1, what=what, on=on)


person = (
    d.nominated,
    d.checked,
    d.approved,
    d.appointed,
    drawn("a", t.Drawn.ATTENDED),
    drawn("b", t.Drawn.ABSENT),
    drawn("c", t.Drawn.DECLINED),
    drawn("z", t.Drawn.ATTENDED, date(2025, 2, 3)),
)
BESIDE = {
    f"unit/{TOWN}": UNIT.fold([(s.township, s.COUNTY)]),
    f"body/{BODY_ID}": BODY.fold([(d.committee, s.COUNTY)]),
    f"talent/{PERSON}": TALENT.fold((each, s.COUNTY) for each in person),
}
performance = circumstances(
    "meng", "supervisor", s.COUNTY, s.in_force, scope="620123", body=PERFORMANCE, states=BESIDE
)
office = circumstances("ou", "cppcc-office", s.COUNTY, s.in_force, scope="620123", states=BESIDE)
of_another = replace(performance, actor="qi", body="yz-supervision", known_as=frozenset({"qi"}))

of_towns = e.AssessmentOpened(sheet=towns, year=YEAR)
of_bodies = e.AssessmentOpened(sheet=bodies, year=YEAR)
of_talents = e.AssessmentOpened(sheet=talents, year=YEAR)
attention = e.ScoreEntered(subject=TOWN, criterion="attention", points=35, ground="书记主持议事3次")
activity = e.ScoreEntered(subject=TOWN, criterion="activity", points=50, ground="全年协商12次")
feature = e.ScoreEntered(subject=TOWN, criterion="feature", points=4, ground="经验在市里推广")
chair = e.ScoreEntered(subject=PERSON, criterion="chair", points=30, ground="两次主持人均评良好")
accepted = e.ScoreCounted(subject=PERSON, criterion="accepted", points=20, of=2, whole=3)
attended = e.ScoreCounted(subject=PERSON, criterion="attended", points=15, of=1, whole=2)
corrected = e.ScoreCorrected(
    subject=TOWN,
    criterion="attention",
    points=30,
    ground="书记主持议事2次",
    corrects=2,
    reason="一次由镇长主持",
)
published = e.AssessmentPublished(
    sheet="towns",
    year=YEAR,
    issue=1,
    published_on=date(2026, 3, 1),
    whole=100,
    totals=(e.Total(subject=TOWN, points=85, bonus=4),),
)

open_towns = c.OpenAssessment(unit=s.COUNTY, year=YEAR, sheet="towns")
enter = c.EnterScore(**dict(attention))
correct = c.CorrectScore(**corrected.model_dump(exclude={"corrects"}))
count = c.CountScores(subject=PERSON)
publish = c.PublishAssessment(published_on=date(2026, 3, 1))

whole = (of_towns, attention, activity, feature)
duty = e.ScoreEntered(subject=BODY_ID, criterion="duty", points=90, ground="年度任务全部完成")
duty_in_truth = e.ScoreCorrected(
    subject=BODY_ID,
    criterion="duty",
    points=80,
    ground="一项任务未完成",
    corrects=2,
    reason="漏记一项",
)
BODY_THERE = {f"body/{BODY_ID}": (d.committee,)}

ASSESSMENTS = [
    Example("assessments", (), open_towns, performance, (of_towns,)),  # 001-35
    Example("scores", (of_bodies,), c.EnterScore(**dict(duty)), office, (duty,), BODY_THERE),
    Example(
        "score-correction",
        (of_bodies, duty),
        c.CorrectScore(**duty_in_truth.model_dump(exclude={"corrects"})),
        office,
        (duty_in_truth,),
        BODY_THERE,
    ),
    Example(
        "counting",
        (of_talents,),
        count,
        office,
        (accepted, attended),
        {f"talent/{PERSON}": person},
    ),  # 6.2
    Example("publication", whole, publish, performance, (published,)),  # 001-35
]
