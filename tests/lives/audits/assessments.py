"""Score sheets: within their limits, each line once, and published when all is scored (001-35)."""

from collections.abc import Sequence

from contracts.members import assessment as a
from tests.lives.audits import begins_with, counted, only


def assessments(life: Sequence[a.AssessmentEvent]) -> None:
    begins_with(life, a.AssessmentOpened)
    lines = {each.code: each for each in only(life, a.AssessmentOpened)[0].sheet.criteria}
    now: dict[tuple[str, str], int] = {}
    counted(each.issue for each in only(life, a.AssessmentPublished))
    for each in life:
        match each:
            case a.ScoreEntered() | a.ScoreCorrected() | a.ScoreCounted():
                line, key = lines[each.criterion], (each.subject, each.criterion)
                assert 0 <= each.points <= line.most
                assert isinstance(each, a.ScoreCounted) == (line.counted is not None)
                assert isinstance(each, a.ScoreCorrected) <= (key in now)
                assert isinstance(each, a.ScoreEntered) <= (key not in now)
                now[key] = each.points
            case a.AssessmentPublished():
                for total in each.totals:
                    own = {code: now.get((total.subject, code)) for code in lines}
                    assert all(own[c] is not None for c, line in lines.items() if not line.bonus)
                    assert sum(filter(None, own.values())) == total.points + total.bonus
