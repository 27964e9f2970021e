"""A rating by secret ballot, from opening to publication (001-36), with its examples."""

from dataclasses import replace
from datetime import date

from contracts.ids import OutcomeId, RatingId
from contracts.outcomes import outcome as o
from contracts.outcomes import rating as e
from services.outcomes.outcome import commands as oc
from services.outcomes.outcome.decider import OUTCOME as OUTCOME_RULES
from services.outcomes.rating import commands as c
from tests.outcomes import situations as s
from tests.outcomes.kinds import RATINGS
from tests.slices.example import MATTER, Example
from tests.support.scenario import circumstances

OUTCOME = OutcomeId("o-1")
BESIDE = {f"outcome/{OUTCOME}": s.done}
office = circumstances("ou", "cppcc-office", s.VILLAGE, rules=s.rules, scope="620123")
with_outcome = replace(
    office, states={f"outcome/{OUTCOME}": OUTCOME_RULES.fold((each, s.VILLAGE) for each in s.done)}
)
first = circumstances(unit=s.VILLAGE, rules=s.rules)
second = circumstances("meng", "supervisor", s.VILLAGE, rules=s.rules)

(KIND, _) = RATINGS.kinds
market = e.Subject(subject=1, title="样例一村便民市场", outcome=OUTCOME)
commerce = e.Subject(subject=2, title="县商务局", body=s.COMMERCE)
opened = e.RatingOpened(
    rating_kind=KIND,
    options=RATINGS.options,
    voters=RATINGS.voters[0],
    entitled=40,
    session=s.SESSION,
    subjects=(market, commerce),
)
issued = e.BallotsIssued(on=date(2026, 2, 27), present=32, issued=31)
issued_in_truth = e.BallotsCorrected(
    on=date(2026, 2, 27), present=32, issued=32, corrects=2, reason="漏登一张"
)


def votes(very: int, mostly: int, no: int, abstain: int) -> tuple[e.Votes, ...]:
    counted = {"very": very, "mostly": mostly, "not": no, "abstain": abstain}
    return tuple(e.Votes(option=option, votes=number) for option, number in counted.items())


poor = e.SubjectCount(subject=1, votes=votes(5, 6, 15, 2), blank=1, invalid=1)
good = e.SubjectCount(subject=2, votes=votes(15, 10, 3, 2))
count = c.CountBallots(returned=30, counts=(poor, good), openly=True)
by_first = e.CountEntered(returned=30, counts=(poor, good), teller="wei")
by_second = by_first.model_copy(update={"teller": "meng"})
taken_back = e.CountTakenBack(reason="漏数一叠")
poorly = e.Result(**dict(poor), outcome=OUTCOME, share=37, satisfied=False)
well = e.Result(**dict(good), body=s.COMMERCE, share=83, satisfied=True)
counted = e.RatingCounted(
    kind="appraisal",
    voters="committee",
    on=issued.on,
    issued=31,
    returned=30,
    results=(poorly, well),
)
reported = e.RatingReported(
    report_number="政协通报〔2026〕3号",
    reported_on=date(2026, 3, 1),
    recipients=("县委", "县政府", "县委督查室"),
    bodies=(s.COMMERCE,),
)
published = e.RatingPublished(
    published_on=date(2026, 3, 2),
    published_at="县政协网站",
    title="办理情况测评结果",
    issued=31,
    returned=30,
    results=counted.results,
)
annulled = e.RatingAnnulled(reason="投票时有人代投")

open_it = c.OpenRating(
    unit=s.VILLAGE,
    kind="appraisal",
    voters="committee",
    entitled=40,
    session=s.SESSION,
    subjects=opened.subjects,
)
issue = c.IssueBallots(**dict(issued))
correct = c.CorrectBallots(**issued_in_truth.model_dump(exclude={"corrects"}))
take_back = c.TakeBackCount(**dict(taken_back))
report = c.ReportRating(**{**reported.model_dump(), "recipients": ("县委督查室",)})
publish = c.PublishRating(**published.model_dump(include={"published_on", "published_at", "title"}))
annul = c.AnnulRating(**dict(annulled))

voting = (opened, issued)
half = (*voting, by_first)
done = (*half, by_second, counted)

rated = o.OutcomeRated(
    rating=RatingId(MATTER), subject=1, kind="appraisal", on=issued.on, share=37, satisfied=False
)
note = oc.NoteRating(kind_name="民主测评", **dict(rated))
SAID = "民主测评：满意率37%，未达到满意"
again = tuple(o.HandlingAgain(task=n, reason=SAID, due=date(2026, 5, 6)) for n in (1, 2))
rating_annulled = o.OutcomeRatingAnnulled(
    rating=RatingId(MATTER), subject=1, reason=annulled.reason
)
note_annulled = oc.NoteRatingAnnulled(**dict(rating_annulled))
reopened = s.reopened.model_copy(update={"reason": SAID})

OF_RATINGS = [
    Example("ratings", (), open_it, office, (opened,), BESIDE),  # 001-36
    Example("ballots", (opened,), issue, office, (issued,)),
    Example("ballots-correction", voting, correct, office, (issued_in_truth,)),
    Example("counts", voting, count, first, (by_first,)),
    Example("counts", half, count, second, (by_second, counted), BESIDE),
    Example("count-withdrawal", half, take_back, first, (taken_back,)),
    Example("report", done, report, office, (reported,)),
    Example("publication", done, publish, office, (published,)),
    Example("annulment", done, annul, office, (annulled,), BESIDE),
    Example("", s.done, note, s.policy, (rated, *again)),  # 8.1, 10
    Example("", s.all_closed, note, s.policy, (rated, reopened, *again)),
    Example("", (*s.done, rated, *again), note_annulled, s.policy, (rating_annulled,)),
]
