"""The chapter on proposals holds together before it is in force (services.topics.rules)."""

from datetime import date
from typing import Any

import pytest

from contracts.checklists import Question
from contracts.topics.proposal_rules import PlenarySession
from services.topics.rules.decider import RULES, TopicRules
from services.topics.rules.proposals import steps_of, written
from tests.support.scenario import Scenario, circumstances
from tests.topics.proposal_chapter import CHAPTER, FILING
from tests.topics.situations import COUNTY, adoption

rules = Scenario(RULES, by=circumstances(unit=COUNTY, role="cppcc-office"))
OLD, NEW = CHAPTER.sessions


def window(first: date, last: date) -> PlenarySession:
    return NEW.model_copy(update={"code": "10-6", "first": first, "last": last})


@pytest.mark.parametrize(
    ("update", "rule"),
    [
        ({"checklists": ()}, "unknown-code"),
        (
            {
                "checklists": (
                    FILING.model_copy(
                        update={
                            "questions": (
                                Question(code="x", chinese="x", english="x", computed="wanted"),
                            )
                        }
                    ),
                )
            },
            "unknown-test",
        ),
        ({"steps": CHAPTER.steps[1:2]}, "no-examination"),
        ({"steps": ()}, "no-examination"),
        ({"numbering": "第{number}号"}, "numbering-unfit"),
        ({"numbering": "{year}{session}第{number}号"}, "numbering-unfit"),
        ({"numbering": "{year}年"}, "numbering-unfit"),
        ({"numbering": "{year}年第{nummer}号{number}"}, "numbering-unfit"),
        ({"numbering_between": "平时{number}"}, "numbering-unfit"),
        ({"numbering": "提案" * 30 + "{year}{number}"}, "numbering-unfit"),
        ({"sessions": (window(date(2026, 2, 1), date(2026, 1, 1)),)}, "session-range"),
        ({"sessions": (NEW, window(date(2026, 2, 10), date(2026, 3, 1)))}, "session-range"),
        ({"sessions": (OLD, OLD)}, "code-twice"),
        ({"kinds": (CHAPTER.kinds[0],) * 2}, "code-twice"),
    ],
)
def test_a_chapter_that_does_not_hold_together_is_refused(update: dict[str, Any], rule: str):
    unfit = adoption.model_copy(update={"proposals": CHAPTER.model_copy(update=update)})

    rules.given().when(unfit).then_rejected(rule)


def test_sessions_may_follow_each_other_day_by_day():
    after = window(date(2026, 2, 11), date(2026, 3, 1))
    fit = adoption.model_copy(
        update={"proposals": CHAPTER.model_copy(update={"sessions": (after, NEW, OLD)})}
    )

    assert isinstance(rules.given().when(fit).result, list)


def test_a_place_without_proposals_needs_no_chapter():
    outcome = rules.given().when(adoption.model_copy(update={"proposals": None}))

    assert isinstance(outcome.result, list)
    assert not TopicRules().proposals.kinds


def test_who_examines_depends_on_the_session():  # 8.1-3
    of_session, between = (steps_of(CHAPTER, each) for each in (True, False))

    assert [each.code for each in of_session] == ["first", "second", "committee"]
    assert [each.code for each in between] == ["first", "committee"]


def test_a_number_is_written_as_the_place_writes_it():
    assert written("平时〔2026〕{number}号", 7) == "平时〔2026〕7号"
