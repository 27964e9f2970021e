"""A topic that is really several becomes several, each with its lineage."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.ids import begun_by
from contracts.topics import topic as e
from services.topics.topic import commands as c
from services.topics.topic.decider import TOPIC
from services.topics.topic.decider.merging import reads
from services.topics.topic.reactions import (
    begin_each_part,
    have_the_call_receive_it,
    have_the_former_call_take_it_back,
    have_the_whole_note_it,
)
from tests.slices.example import SOME_ID, recorded
from tests.support.scenario import Scenario
from tests.topics import situations as s
from tests.topics import splitting_examples as x
from tests.topics import support_examples as voices
from tests.topics.commands import topic

WHOLE = f"topic/{s.STALLS}"


def folded(*life: Any) -> Any:
    return TOPIC.fold((each, s.VILLAGE) for each in life)


def begun(*life: Any) -> list[c.BeginPart]:
    """What begins with the last of these events."""
    wanted = begin_each_part(recorded(life[-1], WHOLE), folded(*life))
    commands = [each.command for each in wanted]
    assert all(isinstance(each, c.BeginPart) for each in commands)
    assert [each.key for each in wanted] == [
        begun_by(SOME_ID, f"topic-{number}") for number in range(1, len(commands) + 1)
    ]
    return commands  # type: ignore[return-value]


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
def test_what_is_not_selected_yet_becomes_several(life: tuple[Any, ...]):
    topic.given(*life).when(x.splitting).then(x.split)


@pytest.mark.parametrize(
    "life",
    [
        (s.proposed, s.rejected),
        (s.proposed, s.merged),
        (s.claimed, s.transferred_out),
        (s.proposed, s.admitted, s.raised, *s.in_consultation),
        (s.proposed, x.split),
    ],
    ids=["rejected", "merged", "transferred", "selected", "split"],
)
def test_what_has_ended_or_begun_is_not_split(life: tuple[Any, ...]):
    topic.given(*life).when(x.splitting).then_rejected("out-of-step")


def test_what_was_split_ends_and_its_proposer_is_told():  # 9.1-14
    life = (s.proposed, x.split, x.part_begun)
    topic.given(*life).when(s.screening).then_rejected("out-of-step")
    told = c.AnswerProposer(answer="分成两件办理。", how="当面", on=topic.by.today)
    topic.given(*life).when(told).then(e.ProposerAnswered(decision="split", **dict(told)))


def test_a_topic_of_a_plan_is_not_split():  # 000-32
    life = (s.proposed, s.admitted, s.raised, s.planned)
    topic.given(*life).when(x.splitting).then_rejected("planned-as-a-whole")


def test_parts_are_told_apart():
    same = x.splitting.model_copy(update={"parts": (x.splitting.parts[0],) * 2})
    topic.given(s.proposed).when(same).then_rejected("part-twice")


def test_a_part_may_touch_one_person_where_the_topic_touches_many():  # 001-15
    unknown = x.splitting.parts[0].model_copy(update={"scale": "nobody"})
    odd = x.splitting.model_copy(update={"parts": (unknown, x.splitting.parts[1])})
    topic.given(s.proposed).when(odd).then_rejected("unknown-code")

    site, stall = begun(s.proposed, x.split)
    assert (site.raised.enters, stall.raised.enters) == (True, False)
    claim = Scenario(TOPIC, by=replace(topic.by, states={WHOLE: folded(s.proposed, x.split)}))
    claim.given(stall.raised).when(s.screening).then_rejected("personal-claim")


def test_the_text_of_a_part_stands_apart_where_its_origin_asks_for_that():
    apart = tuple(
        each.model_copy(update={"text_apart": True}) if each.code == "public" else each
        for each in s.rules_in_force.words.origins
    )
    words = s.rules_in_force.words.model_copy(update={"origins": apart})
    by = replace(topic.by, rules=replace(s.rules_in_force, words=words))
    topic.given(s.told_apart).when(x.splitting, by=by).then_rejected("text-apart-needed")

    uploaded = tuple(
        each.model_copy(update={"description": None, "text": s.uploaded})
        for each in x.splitting.parts
    )
    command = x.splitting.model_copy(update={"parts": uploaded})
    outcome = topic.given(s.told_apart).when(command, by=by).result
    assert isinstance(outcome, list), outcome
    assert [part.text for part in outcome[0].parts] == [s.text_of_it, s.text_of_it]


def test_each_part_is_raised_by_whoever_raised_the_topic():
    """With its origin, its unit, what it rests on and the call under which it came in."""
    called = s.proposed.model_copy(update={"call": "c-1", "channel": "letter", "source": "来信"})
    site, _ = begun(called, x.split)

    assert site.unit == s.VILLAGE
    raised = site.raised
    assert (raised.raised_by, raised.raised_in) == (s.RESIDENT, s.VILLAGE)
    assert (raised.origin, raised.source, raised.kind) == ("public", "来信", "consultation")
    assert (raised.call, raised.channel, raised.supporters) == ("c-1", "letter", 46)
    assert (raised.part_of, raised.entered_by) == (s.STALLS, "wei")
    assert (raised.title, raised.description) == (x.site.title, x.site.description)


def test_the_whole_names_its_parts_and_each_part_the_whole():
    record = recorded(x.part_raised, f"topic/{x.PART}", position=1)
    (wanted,) = have_the_whole_note_it(record, folded(x.part_raised))
    assert (wanted.key, wanted.command) == (s.STALLS, c.NotePart(part=x.PART))

    topic.given(s.proposed, x.split).when(wanted.command).then(x.part_begun)
    topic.given(s.proposed, x.split, x.part_begun).when(wanted.command).then_nothing()
    again = recorded(x.part_raised, f"topic/{x.PART}", position=3)
    assert not have_the_whole_note_it(again, folded(x.part_raised))
    assert not have_the_whole_note_it(recorded(s.proposed, position=1), folded(s.proposed))


def test_a_part_does_not_come_in_under_a_call_a_second_time():  # 000-33
    of_a_call = x.part_raised.model_copy(update={"call": "c-1"})
    record = recorded(of_a_call, f"topic/{x.PART}", position=1)
    assert not have_the_call_receive_it(record, folded(of_a_call))

    corrected = e.TopicCallNamed(
        call=None, instead_of="c-1", channel=None, received_on=topic.by.today, reason="错登"
    )
    state = folded(of_a_call, corrected)
    assert not have_the_former_call_take_it_back(recorded(corrected), state)


def test_nobody_screens_a_part_of_what_they_raised_or_split():  # 001-13
    states = {WHOLE: folded(s.proposed, x.split), "topic/other": folded(s.road_raised)}
    life = (x.part_raised.model_copy(update={"joined": ("other",)}),)
    assert [*reads(folded(*life), s.screening)] == [WHOLE, "topic/other"]

    part = Scenario(TOPIC, by=replace(topic.by, states=states))
    for hand in ("wei", "chen", "bai"):  # entered it, split it, entered what had joined it
        by = replace(part.by, actor=hand, known_as=frozenset({hand}))
        part.given(*life).when(s.screening, by=by).then_rejected("own-topic")
    another = replace(part.by, actor="gu", known_as=frozenset({"gu"}))
    part.given(*life).when(s.screening, by=another).then(s.admitted, s.raised)


def test_who_stood_behind_the_topic_stands_behind_each_part():  # 002-11
    supported = (s.proposed, voices.stood)
    outcome = topic.given(*supported).when(x.splitting).result
    assert isinstance(outcome, list), outcome
    (split,) = outcome
    assert split.support == 1
    site, stall = begun(*supported, split)
    assert (site.raised.support, stall.raised.support) == (1, 1)

    states = {WHOLE: folded(*supported, split)}
    part = Scenario(TOPIC, by=replace(topic.by, states=states))
    part.given(site.raised).when(voices.stand).then_rejected("voice-twice")


def test_parts_that_become_one_again_count_everybody_once():  # 002-11
    """A split by mistake is mended by merging its parts."""
    site, stall = begun(s.proposed, voices.stood, x.split.model_copy(update={"support": 1}))
    states = {
        WHOLE: folded(s.proposed, voices.stood, x.split),
        "topic/stall": folded(stall.raised.model_copy(update={"enters": True}), s.merged),
    }
    part = Scenario(TOPIC, by=replace(topic.by, states=states))
    take_in = c.TakeInTopic(
        merged="stall",
        merged_title=x.stall.title,
        reason="原是一件事。",
        supporters=46,
        places=(),
        joined=(s.STALLS,),
    )
    outcome = part.given(site.raised).when(take_in).result
    assert isinstance(outcome, list), outcome
    assert (outcome[0].supporters, outcome[0].support) == (46, 1)


def test_a_part_that_is_raised_again_stays_one():
    returned = (x.part_raised, s.returned)
    again = c.RaiseAgain(title="选址", description="选在村口。", scale="group")
    outcome = topic.given(*returned).when(again).result
    assert isinstance(outcome, list), outcome
    (raised,) = outcome
    assert raised.part_of == s.STALLS
    assert folded(*returned, raised).joined == (s.STALLS,)
