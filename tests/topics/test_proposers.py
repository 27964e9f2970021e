"""Whoever raises a topic exists, and is of the kind that its origin asks for (000-39)."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.topics.rules import Origin, Proposer
from runtime.decider import Listed
from services.topics.topic.decider.proposers import CALLED
from tests.support.scenario import circumstances
from tests.topics import situations as s
from tests.topics.commands import proposal, topic

MEMBER, OTHER = "m-620123-0007", "m-620123-0008"
ORIGINS = (
    Origin(code="public", chinese="社会征题", english="public call"),
    Origin(code="residents", chinese="群众反映", english="brought", proposers=(Proposer.RESIDENT,)),
    Origin(code="member", chinese="委员荐题", english="by a member", proposers=(Proposer.MEMBER,)),
    Origin(
        code="party-government",
        chinese="党政点题",
        english="assigned",
        proposers=(Proposer.BODY, Proposer.UNIT),
    ),
)
RULES = replace(
    s.rules_in_force, words=s.rules_in_force.words.model_copy(update={"origins": ORIGINS})
)
DIRECTORY = {"yz-party": Listed("中共榆中县委", "party", s.COUNTY)}
CLERK = replace(circumstances(unit=s.VILLAGE, rules=RULES), directory=DIRECTORY)
AS_MEMBER = replace(circumstances(MEMBER, "member", s.VILLAGE, RULES), directory=DIRECTORY)
AS_BODY = replace(
    circumstances("ma", "committee", s.VILLAGE, RULES), body="yz-culture", directory=DIRECTORY
)


def asked(origin: str, raised_by: str | None) -> Any:
    return proposal.model_copy(update={"origin": origin, "raised_by": raised_by})


def raised(origin: str, raised_by: str | None, by: Any) -> str:
    result = topic.given().when(asked(origin, raised_by), by=by).result
    assert isinstance(result, list), result
    return str(result[0].raised_by)


def test_each_kind_has_its_words():
    assert set(CALLED) == set(Proposer)


def test_residents_and_clerks_raise_what_the_public_brings():
    assert raised("public", None, CLERK) == CLERK.actor
    assert raised("public", s.RESIDENT, CLERK) == s.RESIDENT
    assert raised("public", "p-1", CLERK) == "p-1"


def test_a_resident_is_named_by_their_id_or_left_out():
    assert raised("residents", s.RESIDENT, CLERK) == s.RESIDENT
    assert raised("residents", None, CLERK) == CLERK.actor
    assert raised("residents", CLERK.actor, CLERK) == CLERK.actor
    assert raised("residents", None, AS_MEMBER) == MEMBER


@pytest.mark.parametrize("named", ["nobody-at-all", "yz-party", s.VILLAGE, MEMBER])
def test_nobody_else_is_a_resident(named: str):
    refusal = topic.given().when(asked("residents", named), by=CLERK)
    refusal.then_rejected("other-proposer")
    assert "POST /people" in refusal.result.chinese
    assert "POST /people" in refusal.result.english


def test_what_is_on_record_of_a_report_or_a_proposal_is_not_asked_again():
    by_policy = replace(CLERK, role="policy", directory={})
    assert raised("residents", MEMBER, by_policy) == MEMBER


def test_a_member_is_named_or_asks():
    assert raised("member", MEMBER, CLERK) == MEMBER
    assert raised("member", None, AS_MEMBER) == MEMBER
    topic.given().when(asked("member", OTHER), by=AS_MEMBER).then_rejected("own-name")
    topic.given().when(asked("member", None), by=CLERK).then_rejected("proposer-needed")


@pytest.mark.parametrize("named", [s.RESIDENT, "yz-party", s.VILLAGE, "anybody"])
def test_nobody_else_recommends_as_a_member(named: str):
    topic.given().when(asked("member", named), by=CLERK).then_rejected("other-proposer")


def test_a_body_or_a_unit_assigns():
    assert raised("party-government", "yz-party", CLERK) == "yz-party"
    assert raised("party-government", s.COUNTY, CLERK) == s.COUNTY
    assert raised("party-government", None, AS_BODY) == "yz-culture"
    topic.given().when(asked("party-government", None), by=CLERK).then_rejected("proposer-needed")
    for wrong in (MEMBER, s.RESIDENT):
        topic.given().when(asked("party-government", wrong), by=CLERK).then_rejected(
            "other-proposer"
        )


def test_the_body_is_of_the_directory_and_there():
    unknown = asked("party-government", "yz-prty")
    topic.given().when(unknown, by=CLERK).then_rejected("unknown-proposer")
    ended = {"yz-party": DIRECTORY["yz-party"]._replace(until=CLERK.today)}
    gone = replace(CLERK, directory=ended)
    topic.given().when(asked("party-government", "yz-party"), by=gone).then_rejected(
        "unknown-proposer"
    )
    by_policy = replace(CLERK, role="policy", directory={})
    assert raised("party-government", "yz-party", by_policy) == "yz-party"


def test_it_is_looked_up_where_it_may_be_a_body():
    assert asked("party-government", "yz-party").looks_up() == ("yz-party",)
    for other in (None, MEMBER, s.RESIDENT, s.COUNTY):
        assert asked("public", other).looks_up() == ()
