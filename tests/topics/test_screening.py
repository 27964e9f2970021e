"""A topic is admitted or returned; one person's claim goes elsewhere."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.checklists import Question
from contracts.topics.rules import Checklists
from contracts.topics.topic import (
    TopicAdmitted,
    TopicRejected,
    TopicReturned,
    TopicTransferredOut,
)
from services.topics.topic import commands as c
from tests.support.scenario import circumstances
from tests.topics.commands import (
    ENTERING,
    again,
    answer,
    giving_back,
    party,
    passing,
    proposal,
    refusal,
    topic,
    transfer,
)
from tests.topics.situations import (
    CONSULTATION,
    GATE,
    OUTCOME,
    PRINCIPLES,
    SUPERVISION,
    VILLAGE_PLAN,
    admitted,
    all_met,
    astray,
    claimed,
    consent,
    of_one_house,
    proposed,
    rejected,
    returned,
    rules_in_force,
    screening,
    too_big,
    transfer_answered,
    transfer_returned,
    transferred_out,
    with_kinds,
)


def test_without_a_reason_of_its_own_the_return_gives_those_of_the_unmet_principles():
    topic.given(proposed).when(c.ScreenTopic(answers=too_big)).then(
        returned.model_copy(update={"reason": "切口过大，须先缩小范围。"})
    )


def test_many_long_reasons_still_make_a_reason_that_may_be_recorded():
    unmet = {p: {"met": False, "reason": "长" * 500} for p in all_met}

    outcome = topic.given(proposed).when(c.ScreenTopic.model_validate({"answers": unmet}))

    assert isinstance(outcome.result, list)
    assert len(outcome.result[0].reason) == 500


@pytest.mark.parametrize("unanswered", PRINCIPLES.questions, ids=lambda each: each.code)
def test_every_one_of_the_five_principles_is_answered(unanswered: Question):  # 13.3-3
    # 001-13, 001-14, 001-18
    partly = {p: answer for p, answer in all_met.items() if p != unanswered.code}
    outcome = topic.given(proposed).when(screening.model_copy(update={"answers": partly}))

    outcome.then_rejected("unanswered")
    assert unanswered.chinese in outcome.result.chinese


def test_an_unmet_principle_does_not_excuse_from_answering_the_others():  # 13.3-3
    one = {"feasible": too_big["feasible"]}

    topic.given(proposed).when(c.ScreenTopic(answers=one)).then_rejected("unanswered")


def test_a_question_that_the_checklist_has_not_is_not_answered():  # 001-13
    more = {**all_met, "novel": all_met["mass"]}

    topic.given(proposed).when(screening.model_copy(update={"answers": more})).then_rejected(
        "unknown-code"
    )


def test_what_is_on_record_is_not_answered_by_hand():  # 001-13
    mass = PRINCIPLES.questions[1].model_copy(update={"computed": "enters"})
    questions = (PRINCIPLES.questions[0], mass, *PRINCIPLES.questions[2:])
    asking = Checklists(checklists=(PRINCIPLES.model_copy(update={"questions": questions}),))
    by = replace(topic.by, rules=with_kinds(CONSULTATION, checklists=asking))

    topic.given(proposed).when(screening, by=by).then_rejected("computed")


@pytest.mark.parametrize("word", ["category", "weight"])
def test_category_and_weight_are_words_in_force(word: str):  # 000-31, 000-38
    topic.given(proposed).when(screening.model_copy(update={word: "odd"})).then_rejected(
        "unknown-code"
    )


def test_a_weight_that_needs_no_reason_may_have_none():  # 000-31
    light = screening.model_copy(update={"weight": "general", "weight_reason": None})

    outcome = topic.given(proposed).when(light)
    assert isinstance(outcome.result, list), outcome.result
    assert outcome.result[0].weight_reason is None


def test_screening_settles_of_which_kind_a_topic_is():  # 003-24
    small = CONSULTATION.model_copy(update={"code": "small-opening"})
    by = replace(topic.by, rules=with_kinds(CONSULTATION, small))
    of_a_place_elsewhere = proposed.model_copy(update={"kind": "unheard-of"})

    outcome = topic.given(of_a_place_elsewhere).when(
        screening.model_copy(update={"kind": "small-opening"}), by=by
    )
    assert isinstance(outcome.result, list), outcome.result
    assert outcome.result[0].kind == "small-opening"
    topic.given(of_a_place_elsewhere).when(screening, by=by).then_rejected("unknown-code")


@pytest.mark.parametrize("missing", ["category", "weight", "weight_reason"])
def test_nothing_is_admitted_without_category_weight_and_its_reason(missing: str):  # 13.3-3, 000-31
    partly = screening.model_copy(update={missing: None})

    topic.given(proposed).when(partly).then_rejected("classification")


def test_nobody_screens_what_they_raised_themselves():
    own = proposed.model_copy(update={"raised_by": "chen"})

    topic.given(own).when(screening).then_rejected("own-topic")


def test_nobody_screens_what_they_entered_for_others():
    topic.given(proposed).when(screening, by=ENTERING).then_rejected("own-topic")


def test_a_member_does_not_screen_their_own_topic_in_another_office():
    """Persons are compared: the office of a convenor does not name the member they are."""
    of_a_member = proposed.model_copy(update={"raised_by": "m-620123-0007"})
    convenor = replace(topic.by, role="convenor", known_as=frozenset({"login-7", "m-620123-0007"}))

    topic.given(of_a_member).when(screening, by=convenor).then_rejected("own-topic")


def test_whoever_entered_it_the_first_time_does_not_screen_the_second():
    again_by_another = proposed.model_copy(update={"entered_by": "sun"})

    topic.given(proposed, returned, again_by_another).when(screening, by=ENTERING).then_rejected(
        "own-topic"
    )


def test_nobody_screens_what_their_own_body_raised():
    of_the_committee = proposed.model_copy(update={"raised_by": "yz-education"})
    its_clerk = circumstances(by="chen", body="yz-education", rules=rules_in_force)

    topic.given(of_the_committee).when(screening, by=its_clerk).then_rejected("own-topic")


def test_raising_again_does_not_open_screening_to_whoever_raised_it():
    own = proposed.model_copy(update={"raised_by": "chen"})

    topic.given(own, returned, own).when(screening).then_rejected("own-topic")


def test_an_admitted_topic_is_not_screened_again():
    topic.given(proposed, admitted).when(screening).then_rejected("out-of-step")


def test_a_personal_claim_is_never_admitted():  # 13.3-2, 001-15
    topic.given(claimed).when(screening).then_rejected("personal-claim")


def test_screening_may_find_that_a_topic_is_one_persons_claim():  # 001-15
    topic.given(proposed).when(transfer).then(transferred_out)


def test_a_returned_claim_can_still_be_transferred():  # 13.3-2
    topic.given(claimed, returned).when(transfer).then(transferred_out)


def test_a_claim_raised_again_as_a_claim_is_still_not_admitted():  # 13.3-2
    topic.given(claimed, returned, claimed).when(screening).then_rejected("personal-claim")


@pytest.mark.parametrize(
    "command",
    [proposal, again, screening, passing, transfer, c.ApproveTopic(consent=consent), refusal]
    + [c.PlanTopic(plan=VILLAGE_PLAN), c.CloseTopic(outcome=OUTCOME)]
    + [c.ReopenTopic(outcome=OUTCOME, reason="重新办理")],
    ids=lambda command: type(command).__name__,
)
def test_after_the_transfer_no_road_leads_back(command: Any):  # 13.3-2
    topic.given(claimed, transferred_out).when(command, by=party()).then_rejected("out-of-step")


def test_a_claim_that_was_given_back_goes_to_another_receiver():  # 001-15
    another = transfer.model_copy(update={"receiver": "yz-water"})
    life = (claimed, transferred_out, transfer_returned)

    topic.given(*life).when(another).then(
        transferred_out.model_copy(update={"receiver": "yz-water"})
    )
    topic.given(*life).when(screening).then_rejected("out-of-step")
    topic.given(*life).when(answer).then_rejected("out-of-step")


@pytest.mark.parametrize("command", [answer, giving_back])
def test_only_the_department_that_received_it_answers(command: Any):  # 001-15
    other = circumstances(by="sun", role="department", body="yz-water", rules=rules_in_force)

    topic.given(claimed, transferred_out).when(command, by=other).then_rejected("not-the-receiver")


def test_an_answer_is_not_recorded_before_it_is_given():
    tomorrow = answer.model_copy(update={"answered_on": date(2026, 3, 3)})

    topic.given(claimed, transferred_out).when(tomorrow).then_rejected("future-day")


def test_a_claim_is_answered_once():
    topic.given(claimed, transferred_out, transfer_answered).when(answer).then_rejected(
        "out-of-step"
    )


def test_an_admitted_topic_is_not_transferred_out():
    topic.given(proposed, admitted).when(transfer).then_rejected("out-of-step")


def test_the_first_no_may_end_it():  # 001-15
    both = {**of_one_house, "political": astray["political"]}

    outcome = topic.given(proposed).when(c.ScreenTopic(answers=both))
    assert isinstance(outcome.result, list), outcome.result
    assert [type(each) for each in outcome.result] == [TopicRejected]
    for command in (again, screening, transfer, passing):
        topic.given(proposed, rejected).when(command, by=party()).then_rejected("out-of-step")


def test_a_no_that_leads_to_a_transfer_names_the_receiver():  # 001-15
    topic.given(proposed).when(c.ScreenTopic(answers=of_one_house)).then_rejected("receiver-needed")


supervised = proposed.model_copy(
    update={"kind": "supervision", "origin": "party-government", "source": "县委常委会纪要第3号"}
)
of_two_kinds = with_kinds(
    CONSULTATION, SUPERVISION, checklists=Checklists(checklists=(PRINCIPLES, GATE))
)
SCREENER = replace(topic.by, rules=of_two_kinds)
ours = c.ScreenTopic(
    answers={"ours": all_met["mass"]},
    category="central-task",
    weight="general",
    led_by="县政协主席会议",
    leader_level="chair",
    sites=("污水处理站", "河道三号断面"),
)


def test_questions_are_answered_by_what_is_on_record():  # 001-13, 001-16
    outcome = topic.given(supervised).when(ours, by=SCREENER)

    assert isinstance(outcome.result, list), outcome.result
    admitted = outcome.result[0]
    assert isinstance(admitted, TopicAdmitted)
    assert (admitted.kind, admitted.checklist) == ("supervision", "gate")
    assert list(admitted.answers) == ["group", "grounded", "wanted", "ours"]
    assert admitted.answers["grounded"].reason == "来源依据：县委常委会纪要第3号。"
    assert (admitted.led_by, admitted.sites) == (ours.led_by, ours.sites)


@pytest.mark.parametrize(
    ("lacking", "leads", "said"),
    [
        ({"source": None}, TopicReturned, "没有写明来源依据。"),
        ({"supporters": 0}, TopicReturned, "没有登记支持的人数。"),
        ({"enters": False}, TopicTransferredOut, "是个人诉求，不进入协商。"),
    ],
)
def test_what_the_record_lacks_counts_like_a_no(
    lacking: dict[str, Any], leads: type, said: str
):  # 001-13
    command = ours.model_copy(update={"receiver": "yz-water"})

    outcome = topic.given(supervised.model_copy(update=lacking)).when(command, by=SCREENER)
    assert isinstance(outcome.result, list), outcome.result
    assert (type(outcome.result[0]), outcome.result[0].reason) == (leads, said)


def test_whoever_raises_it_again_may_add_what_it_rests_on():  # 001-16
    bare = supervised.model_copy(update={"source": None})
    outcome = topic.given(bare, returned).when(
        again.model_copy(update={"source": "河长制工作要点"}),
        by=replace(ENTERING, rules=of_two_kinds),
    )

    assert isinstance(outcome.result, list), outcome.result
    assert outcome.result[0].source == "河长制工作要点"
    kept = topic.given(supervised, returned).when(again, by=replace(ENTERING, rules=of_two_kinds))
    assert isinstance(kept.result, list)
    assert kept.result[0].source == supervised.source


def test_a_kind_may_ask_who_leads_and_what_is_looked_at():  # 004-15
    unled, unseen = (ours.model_copy(update=each) for each in ({"led_by": None}, {"sites": ()}))

    topic.given(supervised).when(unled, by=SCREENER).then_rejected("leader-needed")
    topic.given(supervised).when(unseen, by=SCREENER).then_rejected("sites-needed")
