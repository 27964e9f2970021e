"""The table of who sees what, cell by cell, against domain 9.2 as it is written down there."""

from collections.abc import Iterable
from itertools import product

import pytest
import sqlalchemy as sa

from common.visibility import (
    MATRIX,
    Once,
    Relation,
    What,
    assigned_to,
    by_body,
    by_scope,
    clause,
    readers,
    sees,
)
from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.units import within

DOMAIN = """
| topic title, state, unit   | yes   | yes | yes      | yes         | yes | yes              | yes      | yes, after approval |
| submitter identity         | no    | yes | yes      | yes         | yes | no               | yes      | no |
| transferred personal claim | no    | yes | no       | no          | yes | target unit only | yes      | no |
| speeches in detail         | yes   | yes | yes      | yes         | yes | own promises     | summary  | summary, no names |
| opinion and three lists    | yes   | yes | yes      | yes         | yes | own rows         | yes      | title, unit, deadline, state |
| instruction text           | no    | no  | no       | in charge   | yes | assigned unit    | yes      | no |
| ratings                    | totals | totals | totals | totals     | totals | own totals    | totals   | when published |
| ballots                    | nobody | nobody | nobody | nobody     | nobody | nobody        | nobody   | nobody |
| member score               | own only | no | own only | own members | yes | no              | no       | level counts only |
| absence case               | own   | no  | own      | committee head | yes | no            | chair    | no |
| draw record                | yes   | yes | yes      | yes         | yes | yes              | yes      | pool size, method, result |
| public-opinion text        | author | no | no       | in charge   | yes | assigned         | addressees | no |
"""  # noqa: E501
COLUMNS = (
    "session parties",
    "unit liaison",
    "posted members",
    "committee",
    "county office",
    "handling unit",
    "Party/gov office",
    "public",
)
ROWS: dict[str, What] = {
    "topic title, state, unit": What.OUTLINE,
    "submitter identity": What.SUBMITTER,
    "transferred personal claim": What.CLAIM,
    "speeches in detail": What.SPEECH,
    "opinion and three lists": What.OUTCOME,
    "instruction text": What.INSTRUCTION,
    "ratings": What.RATING,
    "ballots": What.BALLOT,
    "member score": What.SCORE,
    "absence case": What.ABSENCE,
    "draw record": What.DRAW,
    "public-opinion text": What.REPORT,
}
OFFICES: dict[str, tuple[Role, ...]] = {
    "session parties": (Role.MEMBER, Role.COMMITTEE, Role.DEPARTMENT),
    "unit liaison": (Role.CLERK, Role.CONVENOR),
    "posted members": (Role.MEMBER,),
    "committee": (Role.COMMITTEE,),
    "county office": (Role.CPPCC_OFFICE,),
    "handling unit": (Role.DEPARTMENT,),
    "Party/gov office": (Role.PARTY, Role.SUPERVISOR),
}
PLAIN: dict[str, Relation] = {
    "session parties": Relation.PARTICIPANT,
    "posted members": Relation.POSTED,
    "handling unit": Relation.ASSIGNED,
}
"""What ties those of a column to a thing, where the cell says no more than that they see it."""
TIED: dict[str, Relation | None] = {
    "no": None,
    "nobody": None,
    "own": Relation.OWN,
    "own only": Relation.OWN,
    "own members": Relation.IN_CHARGE,
    "committee head": Relation.IN_CHARGE,
    "in charge": Relation.IN_CHARGE,
    "target unit only": Relation.ASSIGNED,
    "assigned unit": Relation.ASSIGNED,
    "assigned": Relation.ASSIGNED,
    "own totals": Relation.ASSIGNED,
    "author": Relation.AUTHOR,
    "addressees": Relation.ADDRESSEE,
    "own promises": None,  # What.PROMISE
    "own rows": None,  # What.TASK
    "summary": None,  # What.MATTER
    "chair": None,  # there is no such office yet
}
PUBLIC: dict[str, tuple[tuple[str, ...], Once] | None] = {
    "no": None,
    "nobody": None,
    "yes, after approval": (("title", "state", "unit"), Once.APPROVED),
    "summary, no names": (("summary",), Once.PUBLISHED),
    "title, unit, deadline, state": (("title", "unit", "due", "state"), Once.PUBLISHED),
    "when published": (("totals",), Once.PUBLISHED),
    "level counts only": (("level counts",), Once.PUBLISHED),
    "pool size, method, result": (("pool size", "method", "result"), Once.RECORDED),
}
CELLS = {
    (ROWS[name], column): cell
    for name, *cells in (
        [part.strip() for part in line.strip("| ").split("|")]
        for line in DOMAIN.strip().splitlines()
    )
    for column, cell in zip(COLUMNS, cells, strict=True)
}
BEYOND = {
    # The auditor, who is no column, sees what is recorded.
    *product(
        (What.OUTLINE, What.SUBMITTER, What.CLAIM, What.SPEECH, What.OUTCOME),
        (Role.AUDITOR,),
        (Relation.OFFICE,),
    ),
    *product((What.RATING, What.SCORE, What.DRAW), (Role.AUDITOR,), (Relation.OFFICE,)),
    # A workstation writes reports too, or enters them for others (domain 8.4-1); and a department
    # to which a bulletin was sent by name is an addressee of it (8.4-4).
    *product((What.REPORT,), (Role.CLERK, Role.CONVENOR), (Relation.AUTHOR,)),
    (What.REPORT, Role.DEPARTMENT, Relation.ADDRESSEE),
}
AT, THERE = "620123109200", ("", "62", "6201", "620123", "620123109", "620123109200")
ELSEWHERE = ("51", "620124", "620123212", "620123109201")
WITHIN = (Relation.OFFICE, Relation.POSTED, Relation.ASSIGNED)
ENGINE = sa.create_engine("sqlite://")


def ties(column: str, cell: str) -> Relation | None:
    return PLAIN.get(column, Relation.OFFICE) if cell in ("yes", "totals") else TIED[cell]


def named(what: What, role: Role, relation: Relation) -> bool:
    """Whether the domain says that this office sees it by this relation."""
    if relation is Relation.OWN and role is not Role.MEMBER:
        return False  # nobody else has a score, or is absent
    return any(
        role in OFFICES[column] and ties(column, CELLS[what, column]) is relation
        for column in OFFICES
    )


def seen(what: What, role: Role, relation: Relation | None, scope: str = "620123") -> bool:
    """Whether it is seen by this relation: for a thing at hand and in a query alike."""
    actor = Actor("m-1", (Grant(role=role, scope=scope, body="yz-water"),))
    thing = {} if relation is None else {relation: lambda grant: True}
    row = {} if relation is None else {relation: lambda grant: sa.true()}
    found = sees(what, actor, AT, ties=thing)
    condition = clause(what, actor, lies, row)
    with ENGINE.connect() as connection:
        assert bool(connection.scalar(sa.select(sa.case((condition, 1), else_=0)))) is found
    return found


def lies(scopes: Iterable[str]) -> sa.ColumnElement[bool]:
    return within(scopes, sa.literal(AT))


def test_the_domain_is_written_down_whole() -> None:
    assert len(CELLS) == len(ROWS) * len(COLUMNS) == 96
    assert set(MATRIX) == set(What)


@pytest.mark.parametrize(("what", "role"), [*product(ROWS.values(), Role)])
def test_each_cell_is_that_of_the_domain(what: What, role: Role) -> None:
    by_scope_alone = seen(what, role, None)
    for relation in Relation:
        wanted = named(what, role, relation) or (what, role, relation) in BEYOND
        assert (role in MATRIX[what].by(relation)) is wanted, relation
        if relation not in (Relation.OFFICE, Relation.POSTED):
            assert seen(what, role, relation) is (wanted or by_scope_alone), relation
    scoped = {role in MATRIX[what].by(each) for each in (Relation.OFFICE, Relation.POSTED)}
    assert by_scope_alone is (True in scoped)


@pytest.mark.parametrize(("what", "relation"), [*product(What, Relation)])
def test_a_relation_holds_where_the_office_does_and_nowhere_else(
    what: What, relation: Relation
) -> None:
    for role in MATRIX[what].by(relation):
        assert all(seen(what, role, relation, scope) for scope in THERE)
        if role not in by_scope(what):
            for scope in (*THERE, *ELSEWHERE):
                assert not seen(what, role, None, scope), "without the relation"
        for scope in ELSEWHERE:
            assert seen(what, role, relation, scope) is (relation not in WITHIN)


@pytest.mark.parametrize(("what", "role"), [*product(What, Role)])
def test_whoever_is_in_no_cell_sees_nothing(what: What, role: Role) -> None:
    if role not in readers(what):
        assert not any(seen(what, role, relation, "") for relation in Relation)


@pytest.mark.parametrize("what", list(What))
def test_what_the_public_sees_is_a_column(what: What) -> None:
    if what in ROWS.values():
        public = MATRIX[what].public
        assert (public and (public.shown, public.once)) == PUBLIC[CELLS[what, "public"]]
    elif what is not What.TASK:  # a row of the three lists
        assert MATRIX[what].public is None


def test_a_summary_is_no_speech_and_own_rows_are_not_the_lists() -> None:
    for role in OFFICES["Party/gov office"]:  # "summary"
        assert seen(What.MATTER, role, None)
        assert not any(seen(What.SPEECH, role, relation) for relation in Relation)
    for part, whole in ((What.PROMISE, What.SPEECH), (What.TASK, What.OUTCOME)):  # "own …"
        assert seen(part, Role.DEPARTMENT, Relation.ASSIGNED)
        assert not seen(whole, Role.DEPARTMENT, Relation.ASSIGNED)
    for column, roles in OFFICES.items():
        if ties(column, CELLS[What.OUTCOME, column]) is Relation.OFFICE:
            assert all(seen(What.TASK, role, None) for role in roles)


@pytest.mark.parametrize(
    ("what", "offices"),
    [
        (What.RESIDENT, {Role.CLERK, Role.CONVENOR, Role.CPPCC_OFFICE}),
        (What.TELEPHONE, {Role.CLERK, Role.CPPCC_OFFICE}),
        (What.REGISTER, set(Role) - {Role.DEPARTMENT, Role.SERVICE, Role.POLICY}),
        (What.BALLOT, set()),
        (What.SUPPORT, {Role.CLERK, Role.CONVENOR, Role.CPPCC_OFFICE, Role.PARTY}),
    ],
)
def test_rows_that_the_domain_does_not_have(what: What, offices: set[Role]) -> None:
    assert set(readers(what)) == set(by_scope(what)) == offices


def test_the_text_of_a_topic_is_for_those_who_screen_and_whoever_wrote_it() -> None:  # model 7
    screening = {Role.CLERK, Role.CONVENOR, Role.CPPCC_OFFICE}
    writing = {Role.MEMBER, Role.COMMITTEE}
    for role in Role:
        assert seen(What.TEXT, role, None) == (role in screening)
        assert seen(What.TEXT, role, Relation.AUTHOR) == (role in screening | writing)
        assigned = screening | {Role.DEPARTMENT}  # of a claim that was transferred to it
        assert seen(What.TEXT, role, Relation.ASSIGNED) == (role in assigned)


def test_an_unfiled_proposal_is_for_those_who_examine_and_those_who_signed() -> None:  # 8.1
    examining = {Role.COMMITTEE, Role.CPPCC_OFFICE, Role.AUDITOR}
    writing = {Role.MEMBER, Role.COMMITTEE, Role.CLERK}
    for role in Role:
        assert seen(What.SUBMISSION, role, None) == (role in examining)
        assert seen(What.SUBMISSION, role, Relation.AUTHOR) == (role in examining | writing)
        if seen(What.SUBMISSION, role, None):
            assert seen(What.PROPOSAL, role, None)


def test_a_filed_proposal_is_read_as_other_matters_are() -> None:  # 8.1
    for role in Role:
        assert seen(What.PROPOSAL, role, None) == seen(What.MATTER, role, None)


def test_a_department_without_a_body_has_no_ties() -> None:
    grants = (
        Grant(role=Role.DEPARTMENT, scope="620123"),
        Grant(role=Role.DEPARTMENT, scope="620123", body="yz-water"),
        Grant(role=Role.DEPARTMENT, scope="5116", body="ls-water"),
        Grant(role=Role.CLERK, scope="620123", body="yz-law"),
    )
    actor = Actor("wei", grants)
    theirs = by_body(lambda body: body == "yz-water")

    assert assigned_to(What.TASK, actor, AT) == {"yz-water"}
    assert [theirs(grant) for grant in grants] == [None, True, False, False]
    for grant, seen_by in zip(grants[:3], (False, True, False), strict=True):
        found = sees(What.TASK, Actor("wei", (grant,)), AT, ties={Relation.ASSIGNED: theirs})
        assert found is seen_by
