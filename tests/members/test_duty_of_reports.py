"""Reports of public opinion enter the duty files of the members who wrote them, and leave them."""

from datetime import date
from typing import Any

from contracts.topics import report as e
from runtime.policy import Wanted
from services.members.duty.commands import CreditDutyFact, WithdrawDutyFact
from services.members.duty.decider import DUTY
from services.members.duty.reports import (
    when_issue_withdrawn_take_it_back,
    when_report_corrected_credit_again,
    when_report_issued_credit_its_authors,
    when_report_submitted_credit_its_authors,
    when_report_used_credit_its_authors,
    when_use_withdrawn_take_it_back,
)
from tests.slices.example import recorded
from tests.support.scenario import circumstances
from tests.topics import reports as r
from tests.topics.situations import COUNTY

SUBJECT = f"report/{r.RIVER}"
POLICIES: dict[type[Any], Any] = {
    e.ReportSubmitted: when_report_submitted_credit_its_authors,
    e.ReportCorrected: when_report_corrected_credit_again,
    e.ReportIssued: when_report_issued_credit_its_authors,
    e.IssueWithdrawn: when_issue_withdrawn_take_it_back,
    e.ReportUsed: when_report_used_credit_its_authors,
    e.UseWithdrawn: when_use_withdrawn_take_it_back,
}


def wanted(event: Any) -> list[Wanted]:
    found: list[Wanted] = POLICIES[type(event)](recorded(event, SUBJECT, COUNTY))
    return found


def credited(*events: Any) -> dict[str, set[tuple[str, str]]]:
    """What counts for whom in which year, after these events one after the other."""
    policy = circumstances("policy", "policy", COUNTY)
    years: dict[str, Any] = {}
    for each in (one for event in events for one in wanted(event)):
        year = years.get(each.key, DUTY.blank)
        for fact in DUTY.decide(year, each.command, policy):
            year = DUTY.evolve(year, fact, COUNTY)
        years[each.key] = year
    return {key: set(year.credited) for key, year in years.items() if year.credited}


def of(event: Any, **changes: Any) -> Any:
    return event.model_copy(update=changes)


RECEIVED, ISSUED, USED = (
    ("report", f"{SUBJECT}/submitted"),
    ("issued", f"{SUBJECT}/issued"),
    ("used", f"{SUBJECT}/used-province"),
)
MEMBER, SECOND = f"{r.MEMBER}:2026", f"{r.SECOND}:2026"


def test_a_member_has_credit_for_a_report_its_issue_and_each_use():  # 003-08, 8.4-9
    assert credited(r.submitted, r.issued, r.used) == {MEMBER: {RECEIVED, ISSUED, USED}}
    (fact,) = wanted(r.submitted)
    assert isinstance(fact.command, CreditDutyFact)
    assert (fact.command.on, fact.command.title) == (date(2026, 2, 26), r.submitted.title)


def test_joint_authors_have_it_each():  # 003-08
    joint = of(r.submitted, authors=(r.MEMBER, r.SECOND))

    assert credited(joint) == {MEMBER: {RECEIVED}, SECOND: {RECEIVED}}


def test_what_a_workstation_wrote_is_credited_to_nobody():
    issued = of(r.issued, credited=(), credited_as=None)
    assert credited(of(r.submitted, credited_as=None), issued) == {}


def test_of_a_joint_issue_only_members_have_credit():  # 003-08
    both = of(r.issued, authors=("yz-station", r.MEMBER))
    assert credited(both) == {MEMBER: {ISSUED}}


def test_the_same_report_counts_once():  # 13.3-9
    assert credited(r.submitted, r.submitted, r.issued, r.issued) == {MEMBER: {RECEIVED, ISSUED}}


def test_submitted_again_in_another_year_it_counts_there():
    first = of(r.submitted, received_on=date(2025, 12, 30))
    again = of(r.again, received_on=date(2026, 1, 4), before_on=date(2025, 12, 30))

    assert credited(first, again) == {MEMBER: {RECEIVED}}
    assert credited(first) == {f"{r.MEMBER}:2025": {RECEIVED}}


def test_what_was_credited_wrongly_is_taken_back():  # model 12
    other = of(r.corrected, authors=(r.SECOND,))
    whose = {"authors": (r.SECOND,), "credited": (r.SECOND,), "before": (r.MEMBER,)}
    issue_of_the_other = of(r.issued, **whose, before_on=r.issued.issued_on)
    life = (r.submitted, r.issued, other, issue_of_the_other)

    assert credited(*life) == {SECOND: {RECEIVED, ISSUED}}
    assert credited(r.submitted, r.issued, r.issue_withdrawn) == {MEMBER: {RECEIVED}}
    assert credited(r.submitted, r.used, r.use_withdrawn) == {MEMBER: {RECEIVED}}
    (back,) = wanted(r.use_withdrawn)
    assert isinstance(back.command, WithdrawDutyFact)
    assert back.command.reason == r.use_withdrawn.reason
