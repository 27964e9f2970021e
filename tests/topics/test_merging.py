"""A topic becomes part of another one, and ends."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.topics.topic import TopicSelected
from runtime.decider import Circumstances
from runtime.succession import Succession
from services.topics.topic import commands as c
from services.topics.topic.decider import TOPIC
from services.topics.topic.decider.merging import reads
from services.topics.topic.reactions import have_the_other_take_it_in
from tests.slices.example import recorded
from tests.support.scenario import Scenario, circumstances
from tests.topics import situations as s
from tests.topics import support_examples as x
from tests.topics.commands import again, approval, party, topic, transfer

NEIGHBOUR = "620123109201"
merge = c.MergeTopic(into=s.ROAD, reason=s.merged.reason)
take_in = c.TakeInTopic(
    merged=s.STALLS,
    merged_title=s.proposed.title,
    reason=s.merged.reason,
    supporters=46,
    places=(s.VILLAGE,),
)


def beside(*life: Any, unit: str = NEIGHBOUR, **others: Any) -> Circumstances[Any]:
    """A clerk of the township, who sees what happened to the other topic."""
    return circumstances(
        by="chen",
        unit=s.VILLAGE,
        scope=s.TOWNSHIP[:9],
        rules=s.rules_in_force,
        states={f"topic/{s.ROAD}": TOPIC.fold((event, unit) for event in life)},
        **others,
    )


ROAD_OPEN = beside(s.road_raised)
STALLS_MERGED = {f"topic/{s.STALLS}": TOPIC.fold([(s.proposed, s.VILLAGE), (s.merged, s.VILLAGE)])}
road = Scenario(TOPIC, by=replace(topic.by, unit=NEIGHBOUR, states=STALLS_MERGED))


@pytest.mark.parametrize(
    "life",
    [
        (s.proposed,),
        (s.proposed, s.returned),
        (s.proposed, s.admitted, s.raised),
        (s.proposed, s.admitted, s.raised, s.consent_refused),
    ],
    ids=["raised", "returned", "admitted", "refused"],
)
def test_what_is_not_selected_yet_becomes_part_of_another_topic(life: tuple[Any, ...]):  # model 3
    topic.given(*life).when(merge, by=ROAD_OPEN).then(s.merged)


def test_what_is_merged_ends():  # model 3
    life = (s.proposed, s.admitted, s.raised, s.merged)
    for command in (s.screening, again, transfer, merge):
        topic.given(*life).when(command, by=ROAD_OPEN).then_rejected("out-of-step")
    topic.given(*life).when(approval, by=party()).then_rejected("out-of-step")


@pytest.mark.parametrize(
    "life",
    [(s.returned,), (s.rejected,), (s.admitted, s.raised, *s.in_consultation), (s.merged,)],
    ids=["returned", "rejected", "selected", "merged"],
)
def test_the_other_one_waits_to_be_selected(life: tuple[Any, ...]):
    topic.given(s.proposed).when(merge, by=beside(s.road_raised, *life)).then_rejected(
        "not-open-to-merging"
    )


def test_whoever_merges_looks_after_both():  # 13.3-17
    elsewhere = beside(s.road_raised, unit="620123110200")

    topic.given(s.proposed).when(merge, by=elsewhere).then_rejected("merge-outside")


def test_whoever_merges_leads_the_unit_of_the_other_one_today():  # 13.3-17, model 2
    """A village that was given to another superior has left the office of its old one."""
    placed = Succession(
        [], [{"unit": NEIGHBOUR, "superior": s.OTHER_TOWNSHIP, "since": date(2026, 1, 1)}]
    )
    there = {"covering_of": lambda unit: placed.standing(unit, date(2026, 3, 2)).covering}
    old, new = [
        replace(beside(s.road_raised), scope=unit[:9], **there)
        for unit in (s.TOWNSHIP, s.OTHER_TOWNSHIP)
    ]

    topic.given(s.proposed).when(merge, by=old).then_rejected("merge-outside")
    topic.given(s.proposed).when(merge, by=new).then(s.merged)


@pytest.mark.parametrize("life", [(), (s.returned,), (s.admitted, s.raised, s.consent_refused)])
def test_nobody_brings_a_topic_of_their_own_past_screening(life: tuple[Any, ...]):  # 001-13
    """What joins an admitted topic is screened by nobody any more."""
    admitted = beside(s.road_raised, s.admitted, s.raised)
    own = replace(admitted, known_as=frozenset({"wei", "wei-elsewhere"}))

    topic.given(s.proposed, *life).when(merge, by=own).then_rejected("own-topic")
    topic.given(s.proposed, *life).when(merge, by=admitted).then(s.merged)
    its = {**own.states, f"topic/{s.STALLS}": TOPIC.fold([(s.proposed, s.VILLAGE)])}
    entered_by_bai = s.proposed.model_copy(update={"entered_by": "bai"})
    topic.given(entered_by_bai, s.took_in).when(merge, by=replace(own, states=its)).then_rejected(
        "own-topic"
    )


def test_what_was_screened_is_merged_by_whoever_entered_it():
    own = replace(beside(s.road_raised, s.admitted, s.raised), known_as=frozenset({"wei"}))
    waiting = replace(ROAD_OPEN, known_as=frozenset({"wei"}))

    topic.given(s.proposed, s.admitted, s.raised).when(merge, by=own).then(s.merged)
    topic.given(s.proposed).when(merge, by=waiting).then(s.merged)


def test_topics_under_different_rules_are_not_merged():  # model 2
    by = replace(ROAD_OPEN, scope="6201", ruled_by=lambda unit: unit)

    topic.given(s.proposed).when(merge, by=by).then_rejected("merge-outside")


@pytest.mark.parametrize("which", ["this", "other"])
def test_a_claim_comes_into_no_consultation_by_merging(which: str):  # 13.3-2, 001-15
    claim = s.road_raised.model_copy(update={"enters": False})
    this, by = (s.claimed, ROAD_OPEN) if which == "this" else (s.proposed, beside(claim))

    topic.given(this).when(merge, by=by).then_rejected("personal-claim")


def test_the_other_one_takes_it_in():  # model 3
    state = TOPIC.fold([(s.proposed, s.VILLAGE), (s.merged, s.VILLAGE)])

    (wanted,) = have_the_other_take_it_in(recorded(s.merged, f"topic/{s.MARKET}"), state)
    of_the_market = take_in.model_copy(update={"merged": s.MARKET})
    assert (wanted.key, wanted.command) == (s.ROAD, of_the_market)


def test_it_goes_on_for_the_residents_and_units_of_both():  # 002-11, model 3
    road.given(s.road_raised).when(take_in).then(s.took_in)

    of_the_neighbour = s.took_in.model_copy(update={"places": (NEIGHBOUR,)})
    life = (s.proposed, of_the_neighbour, s.admitted, s.raised)
    outcome = topic.given(*life).when(approval, by=party())
    assert isinstance(outcome.result, list), outcome.result
    selected = outcome.result[-1]
    assert isinstance(selected, TopicSelected)
    assert (selected.title, selected.places) == (s.proposed.title, (NEIGHBOUR,))


def test_a_place_of_both_is_named_once():
    about_both = s.road_raised.model_copy(update={"places": (s.VILLAGE,)})
    both = take_in.model_copy(update={"places": (s.VILLAGE, NEIGHBOUR)})

    outcome = road.given(about_both).when(both)
    assert isinstance(outcome.result, list)
    assert outcome.result[0].places == (s.VILLAGE,)


@pytest.mark.parametrize(
    "life",
    [
        (s.road_raised, s.took_in),
        (s.road_raised, s.took_in, s.returned, s.road_raised),
    ],
    ids=["merged", "and raised again"],
)
def test_nobody_screens_what_they_raised_under_another_title(life: tuple[Any, ...]):  # 001-13
    state = TOPIC.fold((event, NEIGHBOUR) for event in life)
    assert [*reads(state, s.screening)] == [f"topic/{s.STALLS}"]

    stalls = TOPIC.fold([(s.proposed, s.VILLAGE), (s.merged, s.VILLAGE)])
    there = {f"topic/{s.STALLS}": stalls}
    clerk = circumstances(by="wei", unit=NEIGHBOUR, rules=s.rules_in_force, states=there)
    road.given(*life).when(s.screening, by=clerk).then_rejected("own-topic")
    another = replace(clerk, actor="gu", known_as=frozenset({"gu"}))
    road.given(*life).when(s.screening, by=another).then(s.admitted, s.raised)


BUS = "01990000-0000-7000-8000-000000000044"
"""A third topic, into which the road goes in its turn."""


def test_merged_twice_before_screening_all_of_it_arrives():  # model 3, 001-13, 002-11
    """A into B, B into C: whoever raised A does not screen C, and its supporters stand behind C."""
    here = {
        f"topic/{s.STALLS}": TOPIC.fold(
            [(s.proposed, s.VILLAGE), (x.signed, s.VILLAGE), (s.merged, s.VILLAGE)]
        ),
        f"topic/{s.ROAD}": TOPIC.fold(
            (each, NEIGHBOUR)
            for each in (s.road_raised, s.took_in.model_copy(update={"support": 38}), x.stood)
        ),
    }
    into_the_bus = s.merged.model_copy(update={"into": BUS})
    (wanted,) = have_the_other_take_it_in(
        recorded(into_the_bus, f"topic/{s.ROAD}"), here[f"topic/{s.ROAD}"]
    )
    assert isinstance(wanted.command, c.TakeInTopic)
    assert wanted.command.joined == (s.STALLS,)

    bus_raised = s.proposed.model_copy(
        update={"title": "公交站", "raised_by": "he", "entered_by": "he", "supporters": 0}
    )
    assert [*reads(TOPIC.fold([(bus_raised, NEIGHBOUR)]), wanted.command)] == [
        f"topic/{s.STALLS}",
        f"topic/{s.ROAD}",
    ]
    bus = Scenario(TOPIC, by=replace(topic.by, unit=NEIGHBOUR, states=here))
    (took_both,) = told(bus.given(bus_raised).when(wanted.command).result)
    assert (took_both.supporters, took_both.support) == (58, 39)

    life = (bus_raised, took_both)
    state = TOPIC.fold((each, NEIGHBOUR) for each in life)
    assert [*reads(state, s.screening)] == [f"topic/{s.ROAD}", f"topic/{s.STALLS}"]
    raised_the_stalls = replace(bus.by, actor="wei", known_as=frozenset({"wei"}))
    bus.given(*life).when(s.screening, by=raised_the_stalls).then_rejected("own-topic")
    bus.given(*life).when(x.stand).then_rejected("voice-twice")


def told(result: Any) -> list[Any]:
    assert isinstance(result, list), result
    return result
