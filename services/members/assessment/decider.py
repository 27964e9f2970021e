"""A score sheet of one owner (001-35): nobody else writes in it, and its owner publishes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from common.vocabulary import chosen
from contracts.members import assessment as e
from contracts.members.assessment_rules import Assessed, Counted, Criterion, Sheet
from contracts.members.talent import Drawn
from contracts.roles import Role
from runtime.decider import Circumstances, Decider, Rejected
from runtime.refusals import Misfit
from services.members.assessment import commands as c
from services.members.rules.decider import CRITERION, SHEET, MembersRules
from services.members.talent.decider.state import Talent

Scores = Mapping[tuple[str, str], tuple[e.Score, int]]


@dataclass(frozen=True)
class Assessment:
    """`scores`: of each subject and criterion, with the version of the event that told it last.
    `changed`: something was, since it was published."""

    unit: str = ""
    version: int = 0
    year: int = 0
    sheet: Sheet | None = None
    scores: Scores = field(default_factory=dict, hash=False)
    published: e.AssessmentPublished | None = None
    changed: bool = True


def reads(assessment: Assessment, command: c.AssessmentCommand) -> Iterable[str]:
    """The unit, the body or the talent whose points these are."""
    if assessment.sheet is None or isinstance(command, c.OpenAssessment | c.PublishAssessment):
        return ()
    return (_stream(assessment.sheet, command.subject),)


def _stream(sheet: Sheet, subject: str) -> str:
    return f"{sheet.of.value}/{subject}"


def decide(
    assessment: Assessment, command: c.AssessmentCommand, given: Circumstances[MembersRules]
) -> list[e.AssessmentEvent]:
    if isinstance(command, c.OpenAssessment):
        return open_sheet(assessment, command, given)
    sheet = assessment.sheet
    if sheet is None:
        raise Rejected(
            "no-sheet",
            "本年度的考核表尚未开始。请先开始考核。",
            "The sheet of this year is not open. Open it first.",
        )
    owned(sheet, given)
    match command:
        case c.EnterScore():
            return enter(assessment, sheet, command, given)
        case c.CorrectScore():
            return correct(assessment, sheet, command, given)
        case c.CountScores():
            return count(assessment, sheet, command, given)
        case c.PublishAssessment():
            return publish(assessment, sheet, command, given)
        case _:
            assert_never(command)


def owned(sheet: Sheet, given: Circumstances[Any]) -> None:
    """Refuse whoever does not act for the owner. The CPPCC office is held for no body."""
    for_it = given.body == sheet.owner or (given.body is None and given.role == Role.CPPCC_OFFICE)
    if given.role not in sheet.offices or not for_it:
        raise Rejected(
            "not-the-owner",
            f"考核表“{sheet.chinese}”归“{sheet.owner}”所有，由其打分、更正和公布。请与其联系。",
            f"The sheet {sheet.code} is that of {sheet.owner}, which alone enters, corrects and"
            " publishes it. Ask them.",
        )


def open_sheet(
    assessment: Assessment, command: c.OpenAssessment, given: Circumstances[MembersRules]
) -> list[e.AssessmentEvent]:
    if assessment.sheet is not None:
        return []
    sheet = chosen(given.rules.assessments.sheets, command.sheet, SHEET)
    owned(sheet, given)
    if command.year > given.today.year:
        raise Rejected(
            "year-to-come",
            f"{command.year}年尚未开始，不能考核。请核对年份。",
            f"{command.year} has not begun. Check the year.",
        )
    return [e.AssessmentOpened(sheet=sheet, year=command.year)]


def enter(
    assessment: Assessment,
    sheet: Sheet,
    command: c.EnterScore,
    given: Circumstances[MembersRules],
) -> list[e.AssessmentEvent]:
    _by_hand(sheet, command)
    assessable(sheet, command.subject, given)
    entered = e.ScoreEntered(**dict(command))
    if found := assessment.scores.get((command.subject, command.criterion)):
        if (found[0].points, getattr(found[0], "ground", None)) == (entered.points, entered.ground):
            return []
        raise Rejected(
            "already-scored",
            f"该项已有得分{found[0].points}分。有误的，请更正并说明理由。",
            f"There are {found[0].points} points already. Where they are wrong, correct them and"
            " say why.",
        )
    return [entered]


def correct(
    assessment: Assessment,
    sheet: Sheet,
    command: c.CorrectScore,
    given: Circumstances[MembersRules],
) -> list[e.AssessmentEvent]:
    _by_hand(sheet, command)
    found = assessment.scores.get((command.subject, command.criterion))
    if found is None:
        raise Rejected(
            "not-scored",
            "该项还没有得分，无从更正。请先打分。",
            "There are no points to correct. Enter them first.",
        )
    score, version = found
    if (score.points, getattr(score, "ground", None)) == (command.points, command.ground):
        return []
    return [e.ScoreCorrected(corrects=version, **dict(command))]


def _by_hand(sheet: Sheet, command: c.EnterScore | c.CorrectScore) -> None:
    criterion = chosen(sheet.criteria, command.criterion, CRITERION)
    if criterion.counted is not None:
        raise Rejected(
            "counted-score",
            f"“{criterion.chinese}”由系统按抽选和到会记录计算，不必填写。请使用计算得分。",
            f"The system counts {criterion.code} from draws and attendance. Have it counted.",
        )
    if command.points > criterion.most:
        raise Rejected(
            "too-many-points",
            f"“{criterion.chinese}”最高{criterion.most}分，不能打{command.points}分。请核对。",
            f"{criterion.code} has {criterion.most} points at the most, not {command.points}."
            " Check them.",
        )


def assessable(sheet: Sheet, subject: str, given: Circumstances[MembersRules]) -> Any:
    """The state of the subject; refuses one of a kind that the sheet is not about."""
    found: Any = given.read(_stream(sheet, subject))
    kind = found.particulars.tier if sheet.of is Assessed.TALENT else found.kind
    if sheet.kinds and kind not in sheet.kinds:
        raise Misfit(
            "not-of-this-sheet",
            f"“{subject}”属于“{kind}”，不在考核表“{sheet.chinese}”的范围"
            f"（{'、'.join(sheet.kinds)}）内。请核对。",
            f"{subject} is of the kind {kind}, and the sheet is about {', '.join(sheet.kinds)}."
            " Check it.",
        )
    return found


def count(
    assessment: Assessment,
    sheet: Sheet,
    command: c.CountScores,
    given: Circumstances[MembersRules],
) -> list[e.AssessmentEvent]:
    lines = [each for each in sheet.criteria if each.counted]
    if not lines:
        raise Rejected(
            "nothing-counted",
            f"考核表“{sheet.chinese}”没有由系统计算的项目。请逐项打分。",
            "The sheet has no criteria that are counted. Enter the points.",
        )
    talent = assessable(sheet, command.subject, given)
    found = [_counted(line, command.subject, talent, assessment.year) for line in lines]
    before = {key: score for key, (score, _) in assessment.scores.items()}
    return [each for each in found if before.get((each.subject, each.criterion)) != each]


def _counted(line: Criterion, subject: str, talent: Talent, year: int) -> e.ScoreCounted:
    """No points where there was nothing to accept or to attend."""
    came = [each.what for each in talent.draws.values() if each.on.year == year]
    accepted = [w for w in came if w in (Drawn.ACCEPTED, Drawn.ATTENDED, Drawn.ABSENT)]
    if line.counted is Counted.ACCEPTED:
        of, whole = len(accepted), len(came)
    else:
        over = [each for each in accepted if each is not Drawn.ACCEPTED]
        of, whole = over.count(Drawn.ATTENDED), len(over)
    points = line.most * of // whole if whole else 0
    return e.ScoreCounted(subject=subject, criterion=line.code, points=points, of=of, whole=whole)


def publish(
    assessment: Assessment,
    sheet: Sheet,
    command: c.PublishAssessment,
    given: Circumstances[MembersRules],
) -> list[e.AssessmentEvent]:
    before = assessment.published
    if before is not None and not assessment.changed:
        return []
    subjects = sorted({subject for subject, _ in assessment.scores})
    due = [each.code for each in sheet.criteria if not each.bonus]
    missing = [
        f"{subject}：{code}"
        for subject in subjects
        for code in due
        if (subject, code) not in assessment.scores
    ]
    if missing or not subjects:
        raise Rejected(
            "not-all-scored",
            f"还有项目没有得分（{'；'.join(missing[:10]) or '尚无任何得分'}）。请补齐后再公布。",
            f"Points are missing: {'; '.join(missing[:10]) or 'there are none'}. Enter them, then"
            " publish.",
        )
    given.has_come(command.published_on)
    if before is not None and command.published_on < before.published_on:
        raise Rejected(
            "published-later",
            f"上一次公布于{before.published_on}，这一次不能更早。请核对日期。",
            f"It was published on {before.published_on} before. Check the day.",
        )
    bonus = {each.code for each in sheet.criteria if each.bonus}
    return [
        e.AssessmentPublished(
            sheet=sheet.code,
            year=assessment.year,
            issue=before.issue + 1 if before else 1,
            published_on=command.published_on,
            whole=sum(each.most for each in sheet.criteria if not each.bonus),
            totals=tuple(_total(each, assessment.scores, bonus) for each in subjects),
        )
    ]


def _total(subject: str, scores: Scores, bonus: set[str]) -> e.Total:
    own = [score for (whose, _), (score, _) in scores.items() if whose == subject]
    return e.Total(
        subject=subject,
        points=sum(each.points for each in own if each.criterion not in bonus),
        bonus=sum(each.points for each in own if each.criterion in bonus),
    )


def evolve(assessment: Assessment, event: e.AssessmentEvent, unit: str) -> Assessment:
    version = assessment.version + 1
    match event:
        case e.AssessmentOpened(sheet=sheet, year=year):
            return Assessment(unit, version, year, sheet)
        case e.ScoreEntered() | e.ScoreCorrected() | e.ScoreCounted():
            scores = {**assessment.scores, (event.subject, event.criterion): (event, version)}
            return replace(assessment, version=version, scores=scores, changed=True)
        case e.AssessmentPublished():
            return replace(assessment, version=version, published=event, changed=False)
        case _:
            assert_never(event)


ASSESSMENT = Decider[Assessment, c.AssessmentCommand, e.AssessmentEvent](
    Assessment(), decide, evolve
)
