"""What a jurisdiction may say of reports of public opinion."""

import pytest
from pydantic import ValidationError

from contracts.topics.rules import Reports
from services.topics.rules.decider import RULES
from tests.support.scenario import Scenario, circumstances
from tests.topics.report_rules import CHAPTER
from tests.topics.situations import COUNTY, adoption

rules = Scenario(RULES, by=circumstances(unit=COUNTY, role="cppcc-office"))


@pytest.mark.parametrize(
    "shape",
    [
        "信〔{year}〕号",
        "信{number}号",
        "信〔{year}〕{number}{number}",
        "信〔{yaer}〕{number}",
        "}{year}{number}",
    ],
)
def test_a_number_of_a_bulletin_says_year_and_number_once_each(shape: str):
    unfit = CHAPTER.model_copy(update={"numbering": shape})

    rules.given().when(adoption.model_copy(update={"reports": unfit})).then_rejected(
        "numbering-unfit"
    )


def test_a_place_may_have_no_reports():
    answer = rules.given().when(adoption.model_copy(update={"reports": None}))

    assert isinstance(answer.result, list)


@pytest.mark.parametrize("field", ["channels", "steps"])
def test_a_word_stands_in_the_chapter_once(field: str):
    words = getattr(CHAPTER, field)
    twice = CHAPTER.model_copy(update={field: (*words, words[0])})

    rules.given().when(adoption.model_copy(update={"reports": twice})).then_rejected("code-twice")


def test_who_edits_does_not_sign():  # 8.4-3
    """So there are two steps at least."""
    one = {**CHAPTER.model_dump(), "steps": [CHAPTER.steps[0].model_dump()]}
    with pytest.raises(ValidationError):
        Reports.model_validate(one)
