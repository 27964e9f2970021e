"""Of which party a member is, and since when (004-07)."""

from typing import Any

from common.vocabulary import chosen
from contracts.members import member as e
from runtime.decider import Circumstances, Rejected
from services.members.member import commands as c
from services.members.member.state import Member

AFFILIATION = ("党派", "party")


def state(
    member: Member, command: c.StateAffiliation, given: Circumstances[Any]
) -> list[e.MemberEvent]:
    """The day may lie before the membership. What is said for one day is said once."""
    given.has_come(command.since)
    said = member.affiliations.get(command.since)
    if said == command.affiliation:
        return []
    if said is not None:
        raise Rejected(
            "affiliation-stated",
            f"{command.since} 起已登记为“{said}”。登记有误的请先撤回该条，再重新登记。",
            f"From {command.since} on {said} is on record. Take that entry back first if it was "
            "wrong, and say it anew.",
        )
    of = chosen(given.rules.words.affiliations, command.affiliation, AFFILIATION)
    return [e.AffiliationStated(**command.model_dump(), outside=of.outside)]


def withdraw(member: Member, command: c.WithdrawAffiliation) -> list[e.MemberEvent]:
    if command.since not in member.affiliations:
        raise Rejected(
            "no-such-affiliation",
            f"没有从 {command.since} 起的党派登记，请核对日期（{_listed(member)}）。",
            f"Nothing of the party is on record from {command.since} on. Check the day "
            f"({_listed(member)}).",
        )
    return [e.AffiliationWithdrawn(**command.model_dump())]


def _listed(member: Member) -> str:
    return ", ".join(map(str, sorted(member.affiliations))) or "–"
