"""Members join proposals of others by themselves; numbers run without gaps (domain 8.1)."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.topics import proposal_series as n
from runtime.decider import Circumstances
from services.topics.proposal.decider import PROPOSAL
from services.topics.proposal.reactions import (
    have_its_number_noted,
    have_its_series_there,
    have_them_join,
    have_them_leave,
)
from services.topics.proposal_series.commands import NoteNumber, OpenSeries
from services.topics.proposal_series.decider import SERIES
from services.topics.signature.commands import SignProposal, WithdrawSignature
from services.topics.signature.decider import SIGNATURE, Signature, reads
from tests.slices.example import recorded
from tests.support.scenario import Scenario
from tests.topics import proposals as p
from tests.topics.situations import COUNTY, VILLAGE

signature = Scenario(SIGNATURE, by=p.CO_SIGNER)
series = Scenario(SERIES, by=replace(p.POLICY, unit=COUNTY))
sign = SignProposal(unit=VILLAGE, proposal=p.PROPOSAL, member=p.SECOND)
leave = WithdrawSignature(**sign.model_dump(), reason=p.left.reason)


def beside(*life: Any) -> Circumstances[Any]:
    """The invited member, who sees what happened to the proposal."""
    state = PROPOSAL.fold((event, VILLAGE) for event in life)
    return replace(p.CO_SIGNER, states={f"proposal/{p.PROPOSAL}": state})


def test_whoever_is_invited_joins_once():  # 8.1-1
    signature.given().when(sign, by=beside(p.drafted)).then(p.signed)
    signature.given().when(sign, by=beside(*p.ready)).then_nothing()
    uninvited = beside(p.drafted.model_copy(update={"invited": ()}))
    signature.given().when(sign, by=uninvited).then_rejected("not-invited")
    signature.given(p.signed).when(sign, by=beside(p.drafted)).then_rejected("already-there")


@pytest.mark.parametrize("command", [sign, leave])
def test_nobody_signs_for_somebody_else(command: Any):  # 8.1-1
    other = replace(beside(*p.ready), actor=p.THIRD)
    with_two_offices = replace(other, body=p.SECOND)

    signature.given().when(command, by=other).then_rejected("own-name")
    assert isinstance(signature.given().when(command, by=with_two_offices).result, list)


def test_whoever_signed_takes_it_back_however_they_signed():  # 8.1-1
    signature.given().when(leave, by=beside(*p.ready)).then(p.signature_withdrawn)
    signature.given().when(leave, by=beside(p.drafted)).then_nothing()
    entered = p.entered.model_copy(update={"co_signers": (p.SECOND,)})
    signature.given().when(leave, by=beside(p.drafted, entered)).then(p.signature_withdrawn)


def test_the_proposal_has_its_say():
    (joins,) = have_them_join(recorded(p.signed), Signature())
    (leaves,) = have_them_leave(recorded(p.signature_withdrawn), Signature())

    assert [joins.key, leaves.key] == [p.PROPOSAL] * 2
    p.proposal.given(p.drafted).when(joins.command).then(p.joined)
    p.proposal.given(*p.ready).when(leaves.command).then(p.left)
    p.proposal.given(*p.waiting).when(leaves.command).then_rejected("being-examined")
    assert [*reads(Signature(), sign)] == [f"proposal/{p.PROPOSAL}"]


def test_a_series_is_there_before_its_first_number():
    (wanted,) = have_its_series_there(recorded(p.submitted), PROPOSAL.blank)

    assert (wanted.key, wanted.command) == (
        p.BETWEEN.series,
        OpenSeries(unit=COUNTY, numbering=p.BETWEEN.numbering),
    )
    series.given().when(wanted.command).then(p.opened)
    series.given(p.opened, p.numbered).when(wanted.command).then_nothing()


@pytest.mark.parametrize("number", [0, 1, 3])
def test_no_number_is_given_twice_and_none_left_out(number: int):  # 8.1-4a
    wrong = NoteNumber(proposal=p.OTHER, proposal_number=number)

    series.given(p.opened, p.numbered).when(wrong).then_rejected("number-taken")
    second = NoteNumber(proposal=p.OTHER, proposal_number=2)
    series.given(p.opened, p.numbered).when(second).then(
        n.ProposalNumbered(proposal=p.OTHER, proposal_number=2)
    )


def test_a_filing_is_noted_in_its_series():
    (wanted,) = have_its_number_noted(recorded(p.filed, f"proposal/{p.PROPOSAL}"), PROPOSAL.blank)

    assert wanted.key == p.filed.series
    assert wanted.command == NoteNumber(proposal=p.PROPOSAL, proposal_number=1)
