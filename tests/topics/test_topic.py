"""The life of a topic: raised, screened, handed over, passed up, consented to, planned, closed."""

from datetime import date
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from contracts.ids import PlanId
from contracts.topics.topic import Category, Origin, Principle, Scale, TopicEvent, Weight
from runtime.decider import Asked
from services.topics.topic.commands import (
    ApproveTopic,
    CloseTopic,
    PassTopicUp,
    PlanTopic,
    ProposeTopic,
    RaiseAgain,
    RefuseConsent,
    ScreenTopic,
    TopicCommand,
    TransferTopicOut,
)
from services.topics.topic.decider import TOPIC
from tests.support.scenario import Scenario, asked
from tests.topics.situations import (
    COUNTY,
    OTHER_TOWNSHIP,
    RESIDENT,
    TOWNSHIP,
    VILLAGE,
    VILLAGE_PLAN,
    admitted,
    all_met,
    approved,
    claimed,
    closed,
    consent,
    consent_refused,
    passed_up,
    planned,
    proposed,
    returned,
    rules_in_force,
    screening,
    too_big,
    transferred_out,
)

topic = Scenario(TOPIC, by=asked(unit=VILLAGE, rules=rules_in_force))


def party(unit: str = VILLAGE, kind: str = "village", scope: str | None = None) -> Asked[Any]:
    """The Party organisation of a unit, or of another level if the scope says so."""
    own = {VILLAGE: VILLAGE, TOWNSHIP: TOWNSHIP[:9], COUNTY: COUNTY[:6]}[unit]
    return asked(
        by="zhao",
        role="party",
        unit=unit,
        scope=own if scope is None else scope,
        unit_kind=kind,
        rules=rules_in_force,
    )


proposal = ProposeTopic(
    unit=VILLAGE,
    title=proposed.title,
    description=proposed.description,
    origin=Origin.PUBLIC,
    scale=Scale.GROUP,
    raised_by=RESIDENT,
    supporters=46,
)
again = RaiseAgain(title="蔬菜市场选址", description="只议选址和摊位。", scale=Scale.GROUP)
passing = PassTopicUp(to_unit=COUNTY, reason=passed_up.reason, consent=consent)
refusal = RefuseConsent(**consent_refused.model_dump())
transfer = TransferTopicOut(receiver="新营镇自然资源所", reason="属个人宅基地诉求。")


# Raising


def test_a_clerk_records_what_a_resident_raised():  # 000-33, 000-39, 002-11
    topic.given().when(proposal).then(proposed)


def test_without_a_name_it_is_raised_by_whoever_asks():  # 000-39
    own = proposal.model_copy(update={"raised_by": None})

    topic.given().when(own).then(proposed.model_copy(update={"raised_by": "wei"}))


def test_a_member_raises_topics_in_their_own_name_only():  # 000-39
    member = asked(by="m-620123-0007", role="member", rules=rules_in_force)

    topic.given().when(proposal, by=member).then_rejected("own-name")


def test_a_member_may_give_the_id_of_the_member_they_are():
    member = asked(by="login-7", role="member", body="m-620123-0007", rules=rules_in_force)
    own = proposal.model_copy(update={"raised_by": "m-620123-0007"})

    topic.given().when(own, by=member).then(
        proposed.model_copy(update={"raised_by": "m-620123-0007"})
    )


@pytest.mark.parametrize("name", ["王样例", "Wang Yangli", "", "a" * 64, "x\n"])
def test_a_name_never_enters_the_history(name: str):  # 13.3-18
    with pytest.raises(ValidationError):
        ProposeTopic(**{**proposal.model_dump(), "raised_by": name})


def test_the_origin_is_one_of_the_three():  # 000-39
    with pytest.raises(ValidationError):
        ProposeTopic(**{**proposal.model_dump(), "origin": "rumour"})


def test_a_topic_is_not_raised_twice():
    topic.given(proposed).when(proposal).then_rejected("out-of-step")


def test_a_returned_topic_is_raised_again_for_whoever_raised_it():
    topic.given(proposed, returned).when(again).then(
        proposed.model_copy(
            update={"title": again.title, "description": again.description, "supporters": 0}
        )
    )


def test_a_member_does_not_raise_again_what_others_raised():
    member = asked(by="m-620123-0007", role="member", rules=rules_in_force)

    topic.given(proposed, returned).when(again, by=member).then_rejected("own-name")


def test_only_a_returned_topic_is_raised_again():
    topic.given(proposed).when(again).then_rejected("out-of-step")


# Screening


def test_a_topic_that_meets_all_five_principles_is_admitted():  # 001-13, 000-38
    topic.given(proposed).when(screening).then(admitted)


def test_a_topic_that_fails_one_principle_is_returned_with_the_reason():
    failed = ScreenTopic(answers=too_big, reason="请缩小到选址和摊位两项。")

    topic.given(proposed).when(failed).then(returned)


def test_without_a_reason_of_its_own_the_return_gives_those_of_the_unmet_principles():
    topic.given(proposed).when(ScreenTopic(answers=too_big)).then(
        returned.model_copy(update={"reason": "切口过大，须先缩小范围。"})
    )


def test_many_long_reasons_still_make_a_reason_that_may_be_recorded():
    unmet = {p: {"met": False, "reason": "长" * 500} for p in Principle}

    outcome = topic.given(proposed).when(ScreenTopic.model_validate({"answers": unmet}))

    assert isinstance(outcome.result, list)
    assert len(outcome.result[0].reason) == 500


@pytest.mark.parametrize("unanswered", list(Principle))
def test_every_one_of_the_five_principles_is_answered(unanswered: Principle):  # 13.3-3
    partly = {p: answer for p, answer in all_met.items() if p != unanswered}
    outcome = topic.given(proposed).when(screening.model_copy(update={"answers": partly}))

    outcome.then_rejected("five-principles")
    assert rules_in_force.name_of(unanswered) in outcome.result.chinese


def test_an_unmet_principle_does_not_excuse_from_answering_the_others():  # 13.3-3
    one = {Principle.FEASIBLE: too_big[Principle.FEASIBLE]}

    topic.given(proposed).when(ScreenTopic(answers=one)).then_rejected("five-principles")


@pytest.mark.parametrize("missing", ["category", "weight", "weight_reason"])
def test_nothing_is_admitted_without_category_weight_and_its_reason(missing: str):  # 13.3-3, 000-31
    partly = screening.model_copy(update={missing: None})

    topic.given(proposed).when(partly).then_rejected("classification")


def test_nobody_screens_what_they_raised_themselves():
    own = proposed.model_copy(update={"raised_by": "wei"})

    topic.given(own).when(screening).then_rejected("own-topic")


def test_nobody_screens_what_their_own_body_raised():
    of_the_committee = proposed.model_copy(update={"raised_by": "yz-education"})
    its_clerk = asked(by="wei", body="yz-education", rules=rules_in_force)

    topic.given(of_the_committee).when(screening, by=its_clerk).then_rejected("own-topic")


def test_raising_again_does_not_open_screening_to_whoever_raised_it():
    own = proposed.model_copy(update={"raised_by": "wei"})

    topic.given(own, returned, own).when(screening).then_rejected("own-topic")


def test_an_admitted_topic_is_not_screened_again():
    topic.given(proposed, admitted).when(screening).then_rejected("out-of-step")


# Personal claims


def test_a_personal_claim_is_never_admitted():  # 13.3-2, 001-15
    topic.given(claimed).when(screening).then_rejected("personal-claim")


def test_a_personal_claim_ends_with_whoever_is_competent():  # 13.3-2
    topic.given(claimed).when(transfer).then(transferred_out)


def test_screening_may_find_that_a_topic_is_one_persons_claim():  # 001-15
    topic.given(proposed).when(transfer).then(transferred_out)


def test_a_returned_claim_can_still_be_transferred():  # 13.3-2
    topic.given(claimed, returned).when(transfer).then(transferred_out)


def test_a_claim_raised_again_as_a_claim_is_still_not_admitted():  # 13.3-2
    topic.given(claimed, returned, claimed).when(screening).then_rejected("personal-claim")


@pytest.mark.parametrize(
    "command",
    [proposal, again, screening, passing, ApproveTopic(consent=consent), refusal]
    + [PlanTopic(plan=VILLAGE_PLAN), CloseTopic(outcome_number="1")],
    ids=lambda command: type(command).__name__,
)
def test_after_the_transfer_no_road_leads_back(command: Any):  # 13.3-2
    topic.given(claimed, transferred_out).when(command, by=party()).then_rejected("out-of-step")


def test_an_admitted_topic_is_not_transferred_out():
    topic.given(proposed, admitted).when(transfer).then_rejected("out-of-step")


# Passing up


def test_a_township_passes_its_topic_up_to_the_county():  # 000-52
    by = party(TOWNSHIP, "township")

    topic.given(proposed, admitted).when(passing, by=by).then(
        passed_up.model_copy(update={"from_unit": TOWNSHIP})
    )


def test_from_then_on_it_is_the_county_that_answers_for_it():  # 000-52
    state = TOPIC.fold([(proposed, VILLAGE), (admitted, VILLAGE), (passed_up, VILLAGE)])

    assert state.unit == COUNTY
    assert state.raised_in == VILLAGE


def test_the_county_consents_under_its_own_procedure():  # 000-52, 13.3-4
    outcome = topic.given(proposed, admitted, passed_up).when(
        ApproveTopic(consent=consent), by=party(COUNTY, "county")
    )

    outcome.then(approved.model_copy(update={"procedure": "YZ7"}))


def test_the_village_no_longer_consents_to_what_it_passed_up():  # 000-24
    its_old_party = party(COUNTY, "county", scope=VILLAGE)

    topic.given(proposed, admitted, passed_up).when(
        ApproveTopic(consent=consent), by=its_old_party
    ).then_rejected("same-level")


@pytest.mark.parametrize(
    "to_unit",
    [VILLAGE, OTHER_TOWNSHIP, "620123109201", "620100000000", "620000000000", "620456000000"],
    ids=["itself", "a neighbour", "a sister", "the city", "the province", "another county"],
)
def test_a_topic_is_passed_up_only_to_a_unit_above_it_in_the_county(to_unit: str):  # 000-52
    passed = passing.model_copy(update={"to_unit": to_unit})

    topic.given(proposed, admitted).when(passed, by=party()).then_rejected("not-above")


def test_a_topic_is_not_passed_down():
    down = passing.model_copy(update={"to_unit": VILLAGE})

    topic.given(proposed, admitted).when(down, by=party(TOWNSHIP, "township")).then_rejected(
        "not-above"
    )


def test_another_level_does_not_pass_it_up():  # 000-24, 000-52
    above = party(scope="620123")

    topic.given(proposed, admitted).when(passing, by=above).then_rejected("same-level")


@pytest.mark.parametrize(
    "history", [(proposed,), (proposed, returned), (proposed, admitted, approved)]
)
def test_only_an_admitted_topic_is_passed_up(history: tuple[Any, ...]):
    topic.given(*history).when(passing, by=party()).then_rejected("out-of-step")


# Consent


def test_the_party_organisation_consents_and_the_procedure_is_fixed():  # 000-24, 13.3-4
    topic.given(proposed, admitted).when(ApproveTopic(consent=consent), by=party()).then(approved)


def test_a_general_matter_of_a_village_goes_by_simple_consultation():  # 000-31
    general = admitted.model_copy(update={"weight": Weight.GENERAL})

    topic.given(proposed, general).when(ApproveTopic(consent=consent), by=party()).then(
        approved.model_copy(update={"weight": Weight.GENERAL, "procedure": "YZS"})
    )


@pytest.mark.parametrize("scope", ["", "62", "620123", "620123109", "620123109201"])
@pytest.mark.parametrize("command", [ApproveTopic(consent=consent), refusal])
def test_no_other_level_answers_for_it(command: Any, scope: str):  # 000-24, 13.3-1
    topic.given(proposed, admitted).when(command, by=party(scope=scope)).then_rejected("same-level")


@pytest.mark.parametrize("history", [(), (proposed,), (proposed, returned), (claimed,)])
def test_there_is_no_consent_before_screening(history: tuple[Any, ...]):  # 13.3-1, 13.3-3
    topic.given(*history).when(ApproveTopic(consent=consent), by=party()).then_rejected(
        "out-of-step"
    )


def test_a_consent_is_not_recorded_before_it_is_given():
    tomorrow = consent.model_copy(update={"decided_on": date(2026, 3, 3)})

    topic.given(proposed, admitted).when(ApproveTopic(consent=tomorrow), by=party()).then_rejected(
        "future-day"
    )


def test_without_a_procedure_in_the_rules_there_is_no_consent():  # 000-30
    by = party(COUNTY, "county")
    general = admitted.model_copy(update={"weight": Weight.GENERAL})

    topic.given(proposed, general, passed_up).when(
        ApproveTopic(consent=consent), by=by
    ).then_rejected("no-procedure")


def test_a_refusal_ends_the_topic():  # 000-24
    topic.given(proposed, admitted).when(refusal, by=party()).then(consent_refused)


def test_there_is_no_refusal_before_screening():
    topic.given(proposed).when(refusal, by=party()).then_rejected("out-of-step")


def test_a_refused_topic_is_not_consented_to_afterwards():  # 13.3-1
    topic.given(proposed, admitted, consent_refused).when(
        ApproveTopic(consent=consent), by=party()
    ).then_rejected("out-of-step")


def test_the_procedure_stays_when_the_topic_is_consented_to_a_second_time():  # 13.3-4
    topic.given(proposed, admitted, approved).when(
        ApproveTopic(consent=consent), by=party(kind="township")
    ).then_rejected("out-of-step")


# Planning and closing


def test_a_topic_with_consent_is_planned():  # 000-32
    topic.given(proposed, admitted, approved).when(PlanTopic(plan=VILLAGE_PLAN)).then(planned)


def test_the_plan_of_the_township_may_hold_it():
    plan = PlanId(f"{TOWNSHIP}:2026")

    topic.given(proposed, admitted, approved).when(PlanTopic(plan=plan)).then(
        planned.model_copy(update={"plan": plan})
    )


@pytest.mark.parametrize("unit", [OTHER_TOWNSHIP, "620123109201", "620456000000"])
def test_no_plan_of_a_unit_elsewhere_holds_it(unit: str):
    topic.given(proposed, admitted, approved).when(
        PlanTopic(plan=PlanId(f"{unit}:2026"))
    ).then_rejected("foreign-plan")


def test_a_topic_in_the_plan_is_planned_already():
    topic.given(proposed, admitted, approved, planned).when(
        PlanTopic(plan=VILLAGE_PLAN)
    ).then_nothing()


def test_a_topic_stands_in_one_plan_only():
    topic.given(proposed, admitted, approved, planned).when(
        PlanTopic(plan=PlanId(f"{TOWNSHIP}:2026"))
    ).then_rejected("out-of-step")


@pytest.mark.parametrize("history", [(proposed,), (proposed, admitted)])
def test_a_topic_without_consent_is_not_planned(history: tuple[Any, ...]):  # 000-24, 000-32
    topic.given(*history).when(PlanTopic(plan=VILLAGE_PLAN)).then_rejected("out-of-step")


@pytest.mark.parametrize("life", [(approved,), (approved, planned)])
def test_a_topic_closes_when_its_outcome_does(life: tuple[Any, ...]):  # 000-34
    topic.given(proposed, admitted, *life).when(
        CloseTopic(outcome_number=closed.outcome_number)
    ).then(closed)


def test_a_closed_topic_stays_closed():
    topic.given(proposed, admitted, approved, closed).when(
        CloseTopic(outcome_number="样例协〔2026〕2号")
    ).then_nothing()


def test_a_topic_without_consent_does_not_close():  # 000-34
    topic.given(proposed, admitted).when(CloseTopic(outcome_number="1")).then_rejected(
        "out-of-step"
    )


# All of them

OPEN = {
    ProposeTopic: ((), proposal),
    RaiseAgain: ((proposed, returned), again),
    ScreenTopic: ((proposed,), screening),
    TransferTopicOut: ((proposed,), transfer),
    PassTopicUp: ((proposed, admitted), passing),
    ApproveTopic: ((proposed, admitted), ApproveTopic(consent=consent)),
    RefuseConsent: ((proposed, admitted), refusal),
    PlanTopic: ((proposed, admitted, approved), PlanTopic(plan=VILLAGE_PLAN)),
    CloseTopic: ((proposed, admitted, approved), CloseTopic(outcome_number="1")),
}


@pytest.mark.parametrize("command", get_args(TopicCommand))
def test_every_command_is_open_at_some_stage(command: type[Any]):
    history, example = OPEN[command]

    assert isinstance(topic.given(*history).when(example, by=party()).result, list)


@pytest.mark.parametrize("category", list(Category))
def test_each_of_the_four_kinds_of_matters_can_be_admitted(category: Category):  # 000-38
    topic.given(proposed).when(screening.model_copy(update={"category": category})).then(
        admitted.model_copy(update={"category": category})
    )


def test_the_fold_keeps_the_code_of_the_day():  # 13.3-16
    life = (proposed, returned, proposed, admitted, approved, planned, closed)
    state = TOPIC.fold((event, VILLAGE) for event in life)

    assert {type(event) for event in life} <= set(get_args(TopicEvent))
    assert (state.stage, state.unit, state.raised_in) == ("closed", VILLAGE, VILLAGE)
