"""What a topic rests on: a thing of ours by kind and id, or what stands outside, in words."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.topics import topic as e
from contracts.topics.rules import Origin
from services.topics.topic import commands as c
from services.topics.topic.decider import TOPIC
from services.topics.topic.decider.sources import CALLED, named
from services.topics.topic.reactions import begin_each_part
from tests.slices.example import recorded
from tests.support.scenario import Scenario
from tests.topics import screening_examples as x
from tests.topics import situations as s
from tests.topics import splitting_examples as parts
from tests.topics.commands import ENTERING, again, proposal, topic

SESSION = e.SourceThing(kind=e.SourceKind.SESSION, id="01990000-0000-7000-8000-0000000000c1")
on_the_session = proposal.model_copy(update={"rests_on": SESSION})
raised_so = s.proposed.model_copy(update={"rests_on": SESSION})
entered = Scenario(TOPIC, by=ENTERING)


def asking(*origins: str) -> Any:
    """Rules under which these origins need a source."""
    words = s.rules_in_force.words
    changed = tuple(
        Origin(**{**dict(each), "source_needed": each.code in origins}) for each in words.origins
    )
    rules = replace(s.rules_in_force, words=words.model_copy(update={"origins": changed}))
    return replace(ENTERING, rules=rules)


def test_a_topic_names_the_thing_on_which_it_rests():  # 001-16
    entered.when(on_the_session).then(raised_so)


def test_a_thing_of_ours_is_a_source_like_words():  # 001-16, 001-17
    by = asking("public")
    entered.when(proposal, by=by).then_rejected("source-needed")
    entered.when(on_the_session, by=by).then(raised_so)


def test_what_is_computed_of_the_source_finds_a_thing_of_ours():  # 001-16
    assert named("来信", SESSION) == "来信"
    assert named(None, SESSION) == f"协商会议 {SESSION.id}"
    assert named(None, None) is None
    assert CALLED.keys() == set(e.SourceKind)


def test_it_stays_when_the_topic_is_raised_again_or_split():
    outcome = topic.given(raised_so, s.returned).when(again).result
    assert isinstance(outcome, list), outcome
    assert outcome[0].rests_on == SESSION

    state = TOPIC.fold((each, s.VILLAGE) for each in (raised_so, parts.split))
    for wanted in begin_each_part(recorded(parts.split, f"topic/{s.STALLS}"), state):
        assert isinstance(wanted.command, c.BeginPart)
        assert wanted.command.raised.rests_on == SESSION


@pytest.mark.parametrize("life", [(s.proposed,), (s.proposed, s.rejected), (s.proposed, s.merged)])
def test_a_wrong_source_is_corrected_at_every_stage(life: tuple[Any, ...]):  # model 12
    topic.given(*life).when(x.correcting_source).then(x.source_corrected)
    topic.given(*life, x.source_corrected).when(x.correcting_source).then_nothing()


def test_a_correction_leaves_a_source_where_one_is_needed():  # 001-16
    none = c.CorrectSource(reason="写错了。")
    by = replace(asking("public"), actor="chen")
    topic.given(raised_so).when(none, by=by).then_rejected("source-needed")
    topic.given(raised_so).when(none).then(
        e.TopicSourceCorrected(source=None, rests_on=None, reason="写错了。")
    )
