"""Which committee examines proposals, of all that there are: that which the rules name."""

from dataclasses import replace

import pytest

from contracts.topics import proposal as e
from contracts.topics.proposal_parts import Conversion, Signers
from services.topics.proposal import commands as c
from services.topics.proposal_series.decider import SERIES
from tests.topics import proposals as p
from tests.topics.situations import COUNTY, VILLAGE, rules_in_force

NAMED = tuple(
    each.model_copy(update={"committees": ("yz-proposals",)} if each.code == "committee" else {})
    for each in rules_in_force.proposals.steps
)

ANOTHER = replace(
    p.COMMITTEE,
    rules=replace(
        rules_in_force, proposals=rules_in_force.proposals.model_copy(update={"steps": NAMED})
    ),
    states={
        f"series/{p.BETWEEN.series}": SERIES.fold([(p.opened, COUNTY)]),
        f"proposal/{p.OTHER}": p.LIFE.fold(
            (each, VILLAGE) for each in (p.other_drafted, p.other_submitted)
        ),
    },
)
MERGE = c.MergeProposal(into=p.OTHER, merged_on=p.TODAY, reason=p.merged.reason)
CONVERT = c.ConvertProposal(becomes=Conversion.REPORT, converted_on=p.TODAY, reason="只反映情况。")
TELL = c.TellProposers(told=p.told.told, told_on=p.TODAY, how=p.told.how)
BACK = c.TakeGradeBack(grade="key", reason=p.grade_taken_back.reason)


@pytest.mark.parametrize(
    ("before", "command"),
    [
        (p.waiting, p.examination),
        (p.waiting, MERGE),
        (p.waiting, CONVERT),
        ((*p.waiting, p.filed), p.grading),
        ((*p.waiting, p.filed, p.graded), BACK),
        ((*p.waiting, p.not_filed), TELL),
    ],
)
def test_the_committee_that_the_rules_name_examines_and_no_other(  # 8.1-3
    before: tuple[e.ProposalEvent, ...], command: c.ProposalCommand
):
    named = replace(ANOTHER, body="yz-proposals")

    p.proposal.given(*before).when(command, by=ANOTHER).then_rejected("other-committee")
    assert isinstance(p.proposal.given(*before).when(command, by=named).result, list)


def test_another_committee_stands_in_where_the_named_one_is_the_author():  # 8.1-3
    own = (
        p.drafted_by(Signers(body="yz-proposals"), "committee", sealed=True),
        p.submitted_as(Signers(body="yz-proposals"), "committee"),
        p.checked,
    )
    named = replace(ANOTHER, known_as=frozenset({"xu", "yz-proposals"}), body="yz-proposals")

    p.proposal.given(*own).when(p.examination, by=named).then_rejected("own-proposal")
    assert isinstance(p.proposal.given(*own).when(p.examination, by=ANOTHER).result, list)
