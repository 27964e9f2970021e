"""Proposals enter the duty files of those whose they are, and leave them (003-08, domain 7.2)."""

from datetime import date
from typing import Any

from contracts.topics import proposal as e
from contracts.topics.proposal_rules import Credits
from runtime.policy import Wanted
from services.members.duty import proposals as d
from services.members.duty.decider import DUTY
from tests.slices.example import recorded
from tests.support.scenario import circumstances
from tests.topics import proposals as p
from tests.topics.situations import COUNTY

SUBJECT = f"proposal/{p.PROPOSAL}"
POLICIES: dict[type[Any], Any] = {
    e.ProposalSubmitted: d.when_proposal_submitted_credit_its_signers,
    e.CoSignersEntered: d.when_co_signers_entered_credit_them,
    e.CoSignerJoined: d.when_co_signer_joined_credit_them,
    e.CoSignerLeft: d.when_co_signer_left_take_it_back,
    e.ProposalWithdrawn: d.when_proposal_withdrawn_take_it_back,
    e.ProposalFiled: d.when_proposal_filed_credit_its_signers,
    e.ProposalGraded: d.when_proposal_graded_credit_its_signers,
    e.GradeTakenBack: d.when_grade_taken_back_take_it_back,
    e.ProposalCorrected: d.when_proposal_corrected_credit_again,
}


def credited(*events: Any) -> dict[str, set[str]]:
    """With what each is credited after these events, one after the other."""
    policy = circumstances("policy", "policy", COUNTY)
    years: dict[str, Any] = {}
    for event in events:
        wanted: list[Wanted] = POLICIES[type(event)](recorded(event, SUBJECT, COUNTY))
        for each in wanted:
            year = years.get(each.key, DUTY.blank)
            for fact in DUTY.decide(year, each.command, policy):
                year = DUTY.evolve(year, fact, COUNTY)
            years[each.key] = year
    return {
        key: {kind for kind, _ in year.credited} for key, year in years.items() if year.credited
    }


def of(event: Any, **changes: Any) -> Any:
    return event.model_copy(update=changes)


ALL = Credits(first="proposal", co="proposal-joint", main="proposal-main")
SUBMITTED = of(p.submitted, credited_as=ALL)
DAY = SUBMITTED.submitted_on
FIRST, SECOND, THIRD = (f"{each}:{DAY.year}" for each in (p.FIRST, p.SECOND, p.THIRD))
BOTH = {FIRST: {"proposal"}, SECOND: {"proposal-joint"}}


def test_a_submitted_proposal_is_credited_to_the_first_and_to_each_co_signer() -> None:  # 003-08
    assert credited(SUBMITTED) == BOTH
    assert credited(SUBMITTED, SUBMITTED) == BOTH
    assert credited(of(SUBMITTED, credited_as=Credits())) == {}


def test_who_wrote_a_collective_proposal_is_credited_by_name() -> None:  # domain 7.2
    signers = p.both.model_copy(
        update={"first": None, "co_signers": (), "body": "yz-x", "main_persons": (p.THIRD,)}
    )
    assert credited(of(SUBMITTED, signers=signers)) == {THIRD: {"proposal-main"}}


def test_who_joins_or_leaves_what_was_submitted_gains_or_loses_it() -> None:
    late = of(p.joined, member=p.THIRD, submitted_on=DAY, credited_as="proposal-joint")
    gone = of(p.left, member=p.SECOND, submitted_on=DAY)

    assert credited(p.joined, p.entered) == {}  # before it was submitted
    assert credited(SUBMITTED, late) == {**BOTH, THIRD: {"proposal-joint"}}
    assert credited(SUBMITTED, gone) == {FIRST: {"proposal"}}
    assert credited(SUBMITTED, p.left) == BOTH


def test_a_withdrawn_proposal_counts_for_nobody() -> None:
    withdrawn = e.ProposalWithdrawn(
        signers=p.both, submitted_on=DAY, supplemented=True, reason="另行提出。"
    )
    assert credited(SUBMITTED, withdrawn) == {}
    assert credited(SUBMITTED, of(withdrawn, submitted_on=None)) == BOTH


def test_filing_and_a_grade_count_besides_until_the_grade_is_taken_back() -> None:
    filed = of(p.filed, credited_as=Credits(first="proposal-filed"))
    graded = of(p.graded, credited_as=Credits(first="proposal-key", co="proposal-key"))

    found = credited(SUBMITTED, filed, graded)
    assert found[FIRST] == {"proposal", "proposal-filed", "proposal-key"}
    assert found[SECOND] == {"proposal-joint", "proposal-key"}
    assert credited(SUBMITTED, graded, p.grade_taken_back) == BOTH
    next_year = of(graded, graded_on=date(DAY.year + 1, 1, 5), before_on=graded.graded_on)
    assert credited(graded, next_year) == {
        f"{p.FIRST}:{DAY.year + 1}": {"proposal-key"},
        f"{p.SECOND}:{DAY.year + 1}": {"proposal-key"},
    }


def test_a_corrected_proposal_counts_for_those_whose_it_is() -> None:
    filed = of(p.filed, credited_as=Credits(first="proposal-filed"))
    other = p.both.model_copy(update={"first": p.THIRD, "co_signers": (p.FIRST,)})
    corrected = of(
        p.corrected,
        signers=other,
        credited_as=ALL,
        filed_as=Credits(first="proposal-filed"),
        filed_on=filed.examined_on,
    )

    assert credited(SUBMITTED, filed, corrected) == {
        THIRD: {"proposal", "proposal-filed"},
        FIRST: {"proposal-joint"},
    }
