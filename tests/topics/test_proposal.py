"""A proposal is drafted, joined, submitted, changed and withdrawn (domain 8.1, 1 and 2)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.paper import Paper
from contracts.topics.proposal_parts import Said, Signers
from services.topics.proposal import commands as c
from services.topics.proposal.decider import PROPOSAL
from services.topics.proposal.decider.drafting import kept
from services.topics.rules.proposals import placed
from tests.topics import proposals as p
from tests.topics.proposal_chapter import CHAPTER
from tests.topics.situations import COUNTY, VILLAGE, rules_in_force

proposal = p.proposal
of_committee = Signers(body="yz-culture", main_persons=(p.FIRST,))
ALONE = {"first": p.FIRST, "kind": "individual"}


def draft(**more: Any) -> c.DraftProposal:
    return p.draft.model_copy(update={"invited": (), **more})


def test_a_member_drafts_in_their_own_name():  # 8.1-1
    proposal.given().when(draft(kind="individual")).then(p.drafted_by(p.own, "individual"))
    proposal.given().when(draft(**{**ALONE, "first": p.SECOND})).then_rejected("own-name")


def test_a_clerk_enters_what_was_brought_on_paper_with_its_co_signers():  # 8.1-1
    brought = draft(first=p.FIRST, co_signers=(p.SECOND,), signed=p.signed_paper)

    proposal.given().when(brought, by=p.CLERK).then(
        p.drafted_by(p.own, "joint", entered_by="wei"),
        p.entered.model_copy(update={"co_signers": (p.SECOND,)}),
    )
    unsigned = brought.model_copy(update={"signed": None})
    proposal.given().when(unsigned, by=p.CLERK).then_rejected("signed-paper-needed")
    proposal.given().when(brought, by=p.MEMBER).then_rejected("signed-paper-needed")
    proposal.given().when(draft(), by=p.CLERK).then_rejected("signers-of-kind")


@pytest.mark.parametrize(
    ("kind", "signers"),
    [
        ("individual", {"first": p.FIRST, "co_signers": (p.SECOND,)}),
        ("individual", {"first": p.FIRST, "body": "yz-culture"}),
        ("joint", {"body": "yz-culture"}),
        ("committee", {"first": p.FIRST}),
        ("committee", {"body": "yz-culture", "co_signers": (p.SECOND,)}),
        ("committee", {"body": "yz-culture", "signed_for": p.FIRST, "sealed": True}),
    ],
)
def test_each_kind_has_signers_of_its_own(kind: str, signers: dict[str, Any]):  # 8.1-1
    brought = draft(kind=kind, signed=p.signed_paper, **signers)

    proposal.given().when(brought, by=p.OFFICE).then_rejected("signers-of-kind")


def test_nobody_signs_twice():
    twice = draft(first=p.FIRST, co_signers=(p.FIRST,), signed=p.signed_paper)

    proposal.given().when(twice, by=p.OFFICE).then_rejected("signer-twice")
    main = draft(kind="committee", body="yz-culture", sealed=True, main_persons=(p.FIRST,) * 2)
    proposal.given().when(main, by=p.OFFICE).then_rejected("signer-twice")


def test_a_committee_proposes_in_its_own_name_and_puts_its_seal():  # 8.1-1
    own = draft(kind="committee", main_persons=(p.FIRST,), sealed=True)

    proposal.given().when(own, by=p.COMMITTEE).then(
        p.drafted_by(of_committee, "committee", sealed=True, entered_by="xu")
    )
    other = replace(p.COMMITTEE, body="yz-law")
    named = own.model_copy(update={"body": "yz-culture"})
    proposal.given().when(named, by=other).then_rejected("own-body")
    bare = own.model_copy(update={"sealed": False})
    proposal.given().when(bare, by=p.COMMITTEE).then_rejected("seal-needed")
    department = named.model_copy(update={"body": "yz-water"})
    proposal.given().when(department, by=p.OFFICE).then_rejected("body-of-kind")


def test_a_sector_is_signed_for_by_its_convenor_and_its_text_stands_apart():  # 8.1-1
    apart = {"facts": None, "analysis": None, "advice": None, "text": p.uploaded}
    its = draft(kind="sector", body="yz-culture", signed_for=p.FIRST, **apart)
    signers = Signers(body="yz-culture", signed_for=p.FIRST)

    told = {**apart, "text": kept(p.uploaded, "提案原文")}
    proposal.given().when(its).then(p.drafted_by(signers, "sector", **told))
    unsigned = its.model_copy(update={"signed_for": None})
    proposal.given().when(unsigned, by=p.OFFICE).then_rejected("convenor-needed")
    inside = draft(kind="sector", body="yz-culture", signed_for=p.FIRST)
    proposal.given().when(inside).then_rejected("text-apart-needed")


@pytest.mark.parametrize(
    "text", [{"text": p.uploaded}, {"facts": None, "analysis": None, "advice": None}]
)
def test_what_it_says_stands_in_one_place(text: dict[str, Paper | None]):
    proposal.given().when(draft(**text)).then_rejected("text-or-passages")


def test_a_draft_is_changed_freely_and_a_submitted_one_with_a_reason():  # 8.1-2
    freely = p.revision.model_copy(update={"reason": None})

    proposal.given(p.drafted).when(freely).then(p.revised.model_copy(update={"reason": None}))
    proposal.given(*p.there).when(freely).then_rejected("reason-needed")
    proposal.given(*p.there).when(p.revision).then(p.revised)
    proposal.given(*p.there, p.revised).when(p.revision).then_nothing()


def test_what_was_changed_is_examined_from_the_beginning():
    proposal.given(*p.waiting, p.revised).when(p.checking, by=p.OFFICE).then(p.checked)


@pytest.mark.parametrize("command", [p.revision, p.submission, c.WithdrawProposal(reason="撤回。")])
def test_only_its_initiator_changes_submits_and_withdraws_it(command: Any):
    proposal.given(*p.ready).when(command, by=p.CO_SIGNER).then_rejected("not-the-author")
    proposal.given(*p.ready).when(command, by=p.COMMITTEE).then_rejected("not-the-author")


@pytest.mark.parametrize("role", ["member", "committee"])
def test_who_has_no_body_is_not_taken_for_the_author_of_what_has_none(role: str):
    """Two absent ids are not one id."""
    nobody = replace(p.CO_SIGNER, role=role, actor="lu", body=None)

    proposal.given(*p.ready).when(p.revision, by=nobody).then_rejected("not-the-author")
    drafting = draft(first=p.FIRST)
    expected = {"member": "own-name", "committee": "own-body"}
    proposal.given().when(drafting, by=nobody).then_rejected(expected[role])


def test_what_is_filed_is_changed_no_more():
    for command in (p.revision, p.entry, c.WithdrawProposal(reason="撤回。"), p.submission):
        proposal.given(*p.waiting, p.filed).when(command, by=p.OFFICE).then_rejected("out-of-step")


def test_co_signers_join_and_leave_until_the_examination_begins():  # 8.1-1
    join, leave = (
        c.NoteCoSigner(member=p.SECOND),
        c.NoteCoSignerLeft(member=p.left.member, reason=p.left.reason),
    )

    proposal.given(p.drafted).when(join).then(p.joined)
    proposal.given(*p.ready).when(join).then_nothing()
    proposal.given(p.drafted).when(leave).then_nothing()
    after = p.left.model_copy(update={"submitted_on": p.BETWEEN.submitted_on})
    proposal.given(*p.there).when(leave).then(after)
    for command in (leave, c.NoteCoSigner(member=p.THIRD), p.entry):
        proposal.given(*p.waiting).when(command).then_rejected("being-examined")
    back = (*p.waiting, p.returned)
    proposal.given(*back).when(leave).then(after)


def test_who_joins_what_is_submitted_is_credited_by_itself():  # domain 7
    late = p.joined.model_copy(
        update={
            "member": p.THIRD,
            "submitted_on": p.BETWEEN.submitted_on,
            "credited_as": "proposal-joint",
        }
    )

    proposal.given(*p.there).when(c.NoteCoSigner(member=p.THIRD)).then(late)


def test_nobody_joins_a_proposal_of_one_member():
    alone = p.drafted_by(p.own, "individual")

    for command in (c.NoteCoSigner(member=p.SECOND), p.entry):
        proposal.given(alone).when(command).then_rejected("not-joint")
    inviting = draft(kind="individual", invited=(p.SECOND,))
    proposal.given().when(inviting).then_rejected("not-joint")


def test_nobody_is_invited_or_suggested_twice():
    proposal.given().when(draft(invited=(p.SECOND, p.SECOND))).then_rejected("listed-twice")
    proposal.given().when(draft(suggested=("yz-water",) * 2)).then_rejected("listed-twice")


def test_those_entered_before_are_not_entered_again():
    again = c.EnterCoSigners(co_signers=(p.SECOND, p.FIRST), signed=p.signed_paper)

    proposal.given(*p.ready).when(again, by=p.CLERK).then_nothing()
    twice = c.EnterCoSigners(co_signers=(p.THIRD, p.THIRD), signed=p.signed_paper)
    proposal.given(*p.ready).when(twice, by=p.CLERK).then_rejected("signer-twice")


def test_a_joint_proposal_without_co_signers_is_not_submitted():  # 8.1-1
    proposal.given(p.drafted).when(p.submission).then_rejected("co-signers-missing")


def test_only_what_came_in_is_submitted():
    tomorrow = c.SubmitProposal(submitted_on=date(2026, 3, 3))

    proposal.given(*p.ready).when(tomorrow).then_rejected("future-day")


@pytest.mark.parametrize(
    ("day", "session", "year", "series"),
    [
        (date(2025, 11, 9), None, 2025, "2025-between"),
        (date(2025, 11, 10), "10-5", 2026, "10-5"),
        (date(2025, 12, 31), "10-5", 2026, "10-5"),
        (date(2026, 2, 10), "10-5", 2026, "10-5"),
        (date(2026, 2, 11), None, 2026, "2026-between"),
        (date(2024, 2, 29), None, 2024, "2024-between"),
    ],
)
def test_the_day_says_to_which_session_it_belongs(
    day: date, session: str | None, year: int, series: str
):  # 8.1-2
    found = placed(day, CHAPTER, COUNTY)

    assert (found.session, found.year, found.series) == (session, year, f"{COUNTY}:{series}")


def test_where_all_numbers_run_by_session_those_between_follow_the_last_one():
    chapter = CHAPTER.model_copy(update={"numbering_between": None})

    between = placed(date(2026, 5, 1), chapter, COUNTY)
    assert (between.session, between.series) == (None, f"{COUNTY}:10-5")
    assert between.numbering == "十届五次会议第{number}号"
    early = rules_in_force.proposals.model_copy(update={"numbering_between": None})
    by = replace(p.MEMBER, rules=replace(rules_in_force, proposals=early))
    before_all = c.SubmitProposal(submitted_on=date(2020, 1, 1))
    proposal.given(*p.ready).when(before_all, by=by).then_rejected("no-session")


def test_a_proposal_in_session_time_is_one_of_the_session():  # 8.1-2
    in_time = c.SubmitProposal(submitted_on=p.IN_SESSION.submitted_on)

    proposal.given(*p.ready).when(in_time).then(p.submitted_as(p.both, "joint", p.IN_SESSION))


def test_state_holds_who_ever_signed():
    state = PROPOSAL.fold((each, VILLAGE) for each in (*p.there, p.left))

    assert state.signers == p.own
    assert p.SECOND in state.hands
    assert state.said == Said(**dict(p.said))
