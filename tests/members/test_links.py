"""Who is linked to whom (002-02, 003-11, 004-05)."""

from dataclasses import replace
from datetime import date

import pytest

from contracts.members import link as e
from services.members.link.decider import LINK
from tests.members import contacts_examples as x
from tests.members import situations as s
from tests.support.scenario import Scenario

link = Scenario(LINK, by=x.OFFICE)


def test_a_leader_is_linked_to_a_member_whom_they_visit() -> None:  # 003-11
    link.when(x.MAKE).then(x.made)
    link.given(x.made).when(x.MAKE).then_nothing()
    other = x.MAKE.model_copy(update={"since": date(2022, 4, 1)})
    link.given(x.made).when(other).then_rejected("link-made")


def test_members_are_linked_in_a_chain() -> None:  # 002-02
    chain = x.MAKE.model_copy(update={"kind": "chain"})
    link.when(chain).then(x.made.model_copy(update={"kind": "chain", "visits": 0}))


def test_a_leader_of_the_county_is_linked_to_the_cppcc_by_office() -> None:  # 004-05
    said = {"kind": "linked-leader", "member": None, "with_member": None, "office": "县委副书记"}
    command = x.MAKE.model_copy(update=said)
    link.when(command).then(
        e.LinkMade(kind="linked-leader", office="县委副书记", since=x.MAKE.since)
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"with_member": None},
        {"member": None},
        {"office": "县委副书记"},
        {"kind": "linked-leader"},
        {"kind": "linked-leader", "member": None, "office": "县委副书记"},
    ],
)
def test_a_link_is_between_those_whom_its_kind_links(wrong: dict[str, str | None]) -> None:
    link.when(x.MAKE.model_copy(update=wrong)).then_rejected("link-ends")


def test_nobody_is_linked_to_themselves_nor_to_somebody_who_left() -> None:
    link.when(x.MAKE.model_copy(update={"with_member": x.HIM})).then_rejected("linked-to-oneself")
    gone = {**x.STATES, f"member/{x.HER}": replace(x.STATES[f"member/{x.HER}"], stage="left")}
    late = Scenario(LINK, by=replace(x.OFFICE, states=gone))
    late.when(x.MAKE).then_rejected("no-such-member")


def test_kinds_are_words_and_days_have_come() -> None:
    link.when(x.MAKE.model_copy(update={"kind": "friends"})).then_rejected("unknown-code")
    link.when(x.MAKE.model_copy(update={"since": date(2026, 3, 3)})).then_rejected("future-day")


def test_a_link_ends_or_is_taken_back() -> None:  # model.md 12
    link.given(x.made).when(x.END).then(x.ended)
    early = x.END.model_copy(update={"until": date(2022, 2, 28)})
    link.given(x.made).when(early).then_rejected("until-before-since")
    later = x.END.model_copy(update={"until": date(2026, 3, 3)})
    link.given(x.made).when(later).then_rejected("future-day")
    link.given(x.made).when(x.WITHDRAW).then(x.withdrawn)
    link.given(x.made, x.ended).when(x.WITHDRAW).then(x.withdrawn)
    link.given(x.made, x.withdrawn).when(x.WITHDRAW).then_nothing()
    link.given(x.made, x.ended).when(x.END).then_rejected("link-over")
    link.given(x.made, x.withdrawn).when(x.END).then_rejected("link-over")
    link.when(x.END).then_rejected("no-link")
    assert s.CONTACTS.links
