"""Rules on outcomes: what means nothing is not adopted."""

import pytest
from pydantic import ValidationError

from contracts.outcomes.rules import Deadlines, TaskList
from services.outcomes.rules.decider import RULES
from tests.common.consents import CONSENTS
from tests.outcomes import situations as s
from tests.outcomes.kinds import proposal_kind
from tests.outcomes.situations import adoption
from tests.support.scenario import Scenario, circumstances

rules = Scenario(RULES, by=circumstances("ou", "cppcc-office", s.COUNTY))


def with_handlings(**changes: object):
    handlings = adoption.handlings.model_copy(update=changes)
    return adoption.model_copy(update={"handlings": handlings})


@pytest.mark.parametrize(
    "wrong", [{"result": {"count": 0}}, {"first_progress": {"count": 100_000}}]
)
def test_a_deadline_is_at_least_one_and_at_most_a_thousand(wrong):
    with pytest.raises(ValidationError):
        Deadlines(**{**adoption.deadlines.model_dump(), **wrong})


@pytest.mark.parametrize("columns", [(), ("phone",)])
def test_a_list_has_columns_that_tasks_have(columns):  # 001-34
    with pytest.raises(ValidationError):
        TaskList(code="x", chinese="清单", english="list", columns=columns)


@pytest.mark.parametrize(
    "wrong",
    [
        with_handlings(handlings=(s.sent_on, s.answered)),
        with_handlings(reply_classes=()),
        with_handlings(
            kinds=(s.opinion, s.opinion.model_copy(update={"code": "x", "adopted_where": ("y",)}))
        ),
    ],
    ids=["handling", "reply class", "adoption place"],
)
def test_a_chapter_names_nothing_that_another_does_not_have(wrong):  # 004-13
    rules.given().when(wrong).then_rejected("unknown-code")


@pytest.mark.parametrize("shape", ["样例〔{yaer}〕{number}号", "样例〔{}〕号", "样例〔{year〕号"])
def test_the_shape_of_numbers_has_no_other_placeholders(shape):  # 004-13
    kind = s.opinion.model_copy(update={"numbering": shape})

    rules.given().when(with_handlings(kinds=(kind,))).then_rejected("numbering-unfit")


def test_there_is_a_kind_of_outcome_for_every_topic():  # 004-13
    rules.given().when(with_handlings(kinds=(s.record_kind,))).then_rejected("no-catch-all")


def test_the_table_says_of_each_thing_who_consents():  # 000-24
    partly = CONSENTS.model_copy(update={"chains": CONSENTS.chains[1:]})

    rules.given().when(adoption.model_copy(update={"consents": partly})).then_rejected(
        "no-consent-rule"
    )


@pytest.mark.parametrize(
    "steps",
    [
        (s.YZ7.steps[0],),
        (s.YZ7.steps[-1], s.YZ7.steps[-1]),
        (s.YZ7.steps[-1].model_copy(update={"actors": ("nobody",)}),),
    ],
    ids=["of topics", "twice", "no office"],
)
def test_steps_of_a_handling_can_be_walked_by_an_outcome(steps):  # 004-13
    unfit = s.by_letter.model_copy(update={"steps": steps})
    wrong = with_handlings(handlings=(*adoption.handlings.handlings[:3], unfit))

    rules.given().when(wrong).then_rejected("handling-unfit")


def test_the_kind_that_serves_all_others_is_one_of_consultations():  # 004-13
    kinds = (s.record_kind, proposal_kind)

    rules.given().when(with_handlings(kinds=kinds)).then_rejected("no-catch-all")


def test_a_ballot_has_options_and_voters_that_there_are():  # 001-36
    assert adoption.ratings is not None

    def adopting(**changed: object):
        kind = adoption.ratings.kinds[0].model_copy(update=changed)
        ratings = adoption.ratings.model_copy(update={"kinds": (kind,)})
        return rules.given().when(adoption.model_copy(update={"ratings": ratings}))

    adopting(options=("very", "moon")).then_rejected("unknown-code")
    adopting(voters=("moon",)).then_rejected("unknown-code")
    adopting(options=("very", "very")).then_rejected("code-twice")
    adopting(options=("not", "abstain")).then_rejected("rating-unfit")
