"""A proposal becomes part of another one, or something else (domain 8.1, 4b and 4d)."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.ids import begun_by
from contracts.paper import Paper
from contracts.topics.proposal_parts import AsTopic, Conversion, Joined
from contracts.topics.topic import SourceKind, SourceThing
from runtime.decider import Circumstances
from services.topics.proposal import commands as c
from services.topics.proposal.decider import PROPOSAL
from services.topics.proposal.decider.drafting import kept
from services.topics.proposal.reactions import (
    begin_the_topic,
    have_the_other_take_it_in,
    have_the_others_correct_it,
    have_those_that_joined_note_it,
)
from services.topics.topic.commands import ProposeTopic
from tests.slices.example import SOME_ID, recorded
from tests.topics import proposals as p
from tests.topics.situations import OTHER_TOWNSHIP, VILLAGE

proposal = p.proposal
merge = c.MergeProposal(into=p.OTHER, merged_on=p.TODAY, reason=p.merged.reason)
to_a_topic = c.ConvertProposal(
    becomes=Conversion.TOPIC,
    converted_on=p.TODAY,
    reason=p.to_a_topic.reason,
    topic=p.as_topic,
)
telling = c.TellProposers(told=p.told.told, told_on=p.TODAY, how=p.told.how)


def beside(*life: Any, unit: str = VILLAGE) -> Circumstances[Any]:
    """The examiner, who sees what happened to the other proposal."""
    state = PROPOSAL.fold((event, unit) for event in life)
    return replace(p.COMMITTEE, states={f"proposal/{p.OTHER}": state})


THERE = beside(p.other_drafted, p.other_submitted)


def test_a_proposal_on_the_same_matter_becomes_part_of_another():  # 8.1-4b
    proposal.given(*p.waiting).when(merge, by=THERE).then(p.merged)
    number = p.filed.model_copy(update={"signers": p.of_another, "title": p.merged.into_title})
    filed = beside(p.other_drafted, p.other_submitted, p.checked, number)
    proposal.given(*p.waiting).when(merge, by=filed).then(p.merged)


def test_what_is_merged_ends():  # 8.1-4b
    for command in (merge, p.checking, p.examination, p.revision, to_a_topic):
        proposal.given(*p.waiting, p.merged).when(command, by=THERE).then_rejected("out-of-step")


@pytest.mark.parametrize("life", [(), (p.other_submitted, p.not_filed)])
def test_the_other_one_is_submitted_or_filed(life: tuple[Any, ...]):
    proposal.given(*p.waiting).when(merge, by=beside(p.other_drafted, *life)).then_rejected(
        "not-open-to-merging"
    )


def test_whoever_merges_looks_after_both_under_the_same_rules():  # 13.3-17
    elsewhere = beside(p.other_drafted, p.other_submitted, unit=OTHER_TOWNSHIP)
    narrow = replace(elsewhere, scope="620123109")
    other_rules = replace(THERE, ruled_by=lambda unit: unit, unit=VILLAGE)

    proposal.given(*p.waiting).when(merge, by=elsewhere).then(p.merged)
    proposal.given(*p.waiting).when(merge, by=narrow).then_rejected("merge-outside")
    foreign = replace(other_rules, states=elsewhere.states)
    proposal.given(*p.waiting).when(merge, by=foreign).then_rejected("merge-outside")


def test_nobody_merges_or_converts_what_they_signed():  # 8.1-3
    own = replace(THERE, known_as=frozenset({"xu", p.FIRST}))

    for command in (merge, to_a_topic):
        proposal.given(*p.waiting).when(command, by=own).then_rejected("own-proposal")


def test_the_signers_of_all_that_was_merged_are_carried_on():  # 8.1-4b
    life = (*p.waiting, p.took_in, p.merged)
    state = PROPOSAL.fold((event, VILLAGE) for event in life)

    (wanted,) = have_the_other_take_it_in(recorded(p.merged, f"proposal/{p.PROPOSAL}"), state)
    itself = Joined(proposal=p.PROPOSAL, title=p.said.title, signers=p.both)
    assert wanted.key == p.OTHER
    assert wanted.command == c.TakeInProposal(
        merged=p.PROPOSAL, joined=(itself, *p.took_in.joined), reason=p.merged.reason
    )


def test_what_is_filed_takes_in_under_its_number():  # 8.1-4b
    command = c.TakeInProposal(**p.took_in.model_dump(exclude={"document_number"}))

    proposal.given(*p.waiting, p.filed).when(command).then(p.took_in)
    unfiled = p.took_in.model_copy(update={"document_number": None})
    proposal.given(*p.there).when(command).then(unfiled)
    proposal.given(*p.waiting, p.merged).when(command).then_rejected("out-of-step")


def test_what_is_converted_begins_a_topic_in_its_own_words():  # 8.1-4d, 000-39
    proposal.given(*p.waiting).when(to_a_topic, by=p.COMMITTEE).then(p.to_a_topic)
    state = PROPOSAL.fold((event, VILLAGE) for event in (*p.waiting, p.to_a_topic))

    record = recorded(p.to_a_topic, f"proposal/{p.PROPOSAL}", VILLAGE)
    (wanted,) = begin_the_topic(record, state)
    assert wanted.key == begun_by(SOME_ID, "topic")
    assert wanted.command == ProposeTopic(
        unit=VILLAGE,
        title=p.said.title,
        description=p.passages,
        origin="member",
        scale="group",
        source=f"提案：{p.said.title}",
        rests_on=SourceThing(kind=SourceKind.PROPOSAL, id=p.PROPOSAL),
        raised_by=p.FIRST,
    )


def test_what_stands_in_a_paper_goes_on_as_a_paper():  # model 7
    use = kept(p.uploaded, "提案原文")
    apart = p.to_a_topic.model_copy(update={"text": use, "facts": None, "topic": p.as_topic})

    (wanted,) = begin_the_topic(recorded(apart, f"proposal/{p.PROPOSAL}", VILLAGE), PROPOSAL.blank)
    assert isinstance(wanted.command, ProposeTopic)
    assert (wanted.command.text, wanted.command.description) == (p.uploaded, None)
    assert isinstance(wanted.command.text, Paper)


def test_a_report_begins_no_topic():
    assert not begin_the_topic(recorded(p.to_a_report), PROPOSAL.blank)
    plain = c.ConvertProposal(
        becomes=Conversion.REPORT, converted_on=p.TODAY, reason=p.to_a_report.reason
    )
    proposal.given(*p.waiting).when(plain, by=p.COMMITTEE).then(p.to_a_report)


def test_it_becomes_one_report():  # 8.1-4d
    noted = c.NoteReport(report=p.reported.report)
    life = (*p.waiting, p.to_a_report)
    proposal.given(*life).when(noted, by=p.POLICY).then(p.reported)
    proposal.given(*life, p.reported).when(noted, by=p.POLICY).then_nothing()
    other = noted.model_copy(update={"report": "another"})
    proposal.given(*life, p.reported).when(other, by=p.POLICY).then_rejected("reported-already")
    proposal.given(*p.waiting).when(noted, by=p.POLICY).then_rejected("out-of-step")
    topic = (*p.waiting, p.to_a_topic)
    proposal.given(*topic).when(noted, by=p.POLICY).then_rejected("became-a-topic")


@pytest.mark.parametrize(
    "update", [{"topic": None}, {"becomes": Conversion.REPORT}], ids=["no topic", "a report"]
)
def test_a_topic_has_an_origin_and_a_report_has_none(update: dict[str, Any]):
    wrong = to_a_topic.model_copy(update=update)

    proposal.given(*p.waiting).when(wrong, by=p.COMMITTEE).then_rejected("topic-or-not")


def test_what_is_too_long_for_a_topic_is_said_in_other_words():
    long = p.drafted.model_copy(update={"facts": "长" * 3000, "analysis": "长" * 3000})
    life = (long, p.joined, p.submitted, p.checked)
    shorter = AsTopic(origin="member", scale="group", description="只议清运。")

    proposal.given(*life).when(to_a_topic, by=p.COMMITTEE).then_rejected("description-needed")
    found = proposal.given(*life).when(
        to_a_topic.model_copy(update={"topic": shorter}), by=p.COMMITTEE
    )
    assert isinstance(found.result, list)
    assert found.result[0].topic == shorter


def test_a_correction_reaches_every_proposal_of_which_it_became_part():  # model 12
    """A into B, B into C: whose A is was wrong, and B and C both answer its signers."""
    b_life = (*p.waiting, p.took_in, p.merged.model_copy(update={"into": p.THIRD_ONE}))
    b = PROPOSAL.fold((event, VILLAGE) for event in b_life)
    (noted,) = have_those_that_joined_note_it(
        recorded(b_life[-1], f"proposal/{p.PROPOSAL}", VILLAGE), b
    )
    assert (noted.key, noted.command) == (p.OTHER, c.NoteProposalCarriedOn(into=p.THIRD_ONE))

    a_life = (*p.waiting, p.merged.model_copy(update={"into": p.PROPOSAL}))
    proposal.given(*a_life).when(noted.command).then(p.carried_on)
    proposal.given(*a_life, p.carried_on).when(noted.command).then_nothing()
    a = PROPOSAL.fold((event, VILLAGE) for event in (*a_life, p.carried_on, p.corrected))
    wanted = have_the_others_correct_it(recorded(p.corrected, f"proposal/{p.OTHER}", VILLAGE), a)
    assert [each.key for each in wanted] == [p.PROPOSAL, p.THIRD_ONE]
    for each in wanted:
        assert isinstance(each.command, c.CorrectJoined)
        assert (each.command.joined.proposal, each.command.joined.signers) == (p.OTHER, a.signers)
    alone = PROPOSAL.fold((event, VILLAGE) for event in (*p.waiting, p.corrected))
    assert not have_the_others_correct_it(recorded(p.corrected), alone)


def test_who_is_to_be_told_follows_the_correction():  # model 12, 8.1-4b
    command = c.CorrectJoined(joined=p.other_put_right, reason=p.joined_corrected.reason)
    proposal.given(*p.waiting, p.took_in).when(command).then(p.joined_corrected)
    proposal.given(*p.waiting, p.took_in, p.joined_corrected).when(command).then_nothing()
    proposal.given(*p.waiting).when(command).then_nothing()  # no part of it any more

    ended = (*p.waiting, p.took_in, p.not_filed)
    outcome = proposal.given(*ended).when(command).result
    assert isinstance(outcome, list), outcome
    (put_right,) = outcome
    assert put_right.waiting is not None
    after = PROPOSAL.fold((event, VILLAGE) for event in (*ended, put_right))
    assert after.waiting == put_right.waiting
    assert after.joined == (p.other_put_right,)
    for each in p.other_put_right.signers.proposers:
        assert each in after.waiting
    assert after.hands >= {*p.other_put_right.signers.everybody}
