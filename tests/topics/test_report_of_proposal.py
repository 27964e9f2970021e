"""A proposal that was converted becomes one report, of those who signed it (domain 8.1, 4d)."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.ids import ProposalId
from services.topics.proposal.commands import NoteReport
from services.topics.proposal.decider import PROPOSAL
from services.topics.report.decider import REPORT, reads
from services.topics.report.reactions import have_the_proposal_note_it
from tests.slices.example import recorded
from tests.support.scenario import Scenario
from tests.topics import proposals as p
from tests.topics import reports as r
from tests.topics.situations import COUNTY, VILLAGE
from tests.topics.test_report import folded_of, of

report = Scenario(REPORT, by=r.EDITOR)
KEY = ProposalId(p.PROPOSAL)
SUBMIT = of(r.submit, proposal=KEY)


def beside(*life: Any, by: Any = r.EDITOR) -> Any:
    state = PROPOSAL.fold((event, VILLAGE) for event in life)
    return replace(by, states={f"proposal/{KEY}": state})


CONVERTED = beside(*p.waiting, p.to_a_report)


def test_its_signers_are_the_authors():
    (event,) = report.given().when(SUBMIT, by=CONVERTED).result

    assert event.proposal == KEY
    assert event.authors == p.both.proposers
    assert event.text.persons == p.both.proposers, "they read it, whoever entered it"
    one = of(SUBMIT, authors=(p.SECOND,))
    assert report.given().when(one, by=CONVERTED).result[0].authors == (p.SECOND,)
    other = of(SUBMIT, authors=(p.THIRD,))
    report.given().when(other, by=CONVERTED).then_rejected("not-a-signer")


def test_also_those_of_what_became_part_of_it():  # 8.1-4b
    with_other = of(p.took_in, document_number=None)
    by = beside(*p.there, with_other, p.checked, p.to_a_report)
    (event,) = report.given().when(SUBMIT, by=by).result

    assert event.authors == (p.FIRST, p.SECOND, p.THIRD)


@pytest.mark.parametrize("life", [p.waiting, (*p.waiting, p.to_a_topic), (*p.waiting, p.not_filed)])
def test_it_was_converted_into_a_report(life: Any):
    report.given().when(SUBMIT, by=beside(*life)).then_rejected("not-converted")


def test_those_who_examine_proposals_enter_it():
    for by in (r.CLERK, r.WRITER):
        refused = beside(*p.waiting, p.to_a_report, by=by)
        report.given().when(SUBMIT, by=refused).then_rejected("from-a-proposal")


def test_the_proposal_is_read_and_notes_the_report():
    """Both or neither, and the matter of the report is that of the proposal, read first."""
    assert list(reads(REPORT.blank, of(SUBMIT, follows=r.SEWAGE))) == [
        f"proposal/{KEY}",
        f"report/{r.SEWAGE}",
    ]
    submitted = of(r.submitted, proposal=KEY)
    record = recorded(submitted, f"report/{r.RIVER}", COUNTY)
    (wanted,) = have_the_proposal_note_it(record, folded_of((submitted,)))
    assert (wanted.key, wanted.command) == (KEY, NoteReport(report=r.RIVER))
    for other in (r.submitted, of(r.again, proposal=KEY)):
        assert have_the_proposal_note_it(recorded(other), REPORT.blank) == []


def test_it_stays_what_the_proposal_became():  # 8.4-2, model 12
    first = of(r.submitted, proposal=KEY)
    (again,) = report.given(first, r.returned).when(r.submit_again, by=r.CLERK).result
    (corrected,) = report.given(first).when(r.correction).result

    assert (again.proposal, corrected.proposal) == (KEY, KEY)
