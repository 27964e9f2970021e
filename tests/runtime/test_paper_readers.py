"""Who reads a paper by a use of it: offices of its unit, named bodies and persons, its author."""

from typing import Any

import pytest

from contracts.paper import PaperClass, PaperUse
from contracts.roles import Role
from runtime.actor import Actor, Grant
from runtime.papers import may_read

USE: dict[str, Any] = {
    "unit": "620123000000",
    "author": "wei",
    "by_author": False,
    "readers": ["cppcc-office"],
    "bodies": ["yz-water"],
    "persons": ["m-620123-0007"],
}


def actor(who: str, role: Role = Role.MEMBER, scope: str = "620123", body: str = "") -> Actor:
    return Actor(who, (Grant(role=role, scope=scope, body=body or None),))


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        (actor("ou", Role.CPPCC_OFFICE), True),
        (actor("ou", Role.CPPCC_OFFICE, "511623"), False),
        (actor("sun", Role.DEPARTMENT, body="yz-water"), True),
        (actor("sun", Role.DEPARTMENT, "620199", body="yz-water"), True),
        (actor("sun", Role.DEPARTMENT, body="yz-law"), False),
        (actor("sun", Role.DEPARTMENT), False),
        (actor("m-620123-0007"), True),
        (actor("m-620123-0008"), False),
        (actor("wei"), False),
        (Actor("li", (), frozenset({"li", "m-620123-0007"})), True),
    ],
)
def test_a_paper_is_read_by_those_whom_its_use_names(who: Actor, reads: bool) -> None:
    """A body wherever its office lies, a person in whichever office."""
    assert may_read(who, USE) is reads


def test_whoever_brought_it_reads_it_where_the_use_says_so() -> None:
    assert may_read(actor("wei"), {**USE, "by_author": True})


def test_a_use_that_names_nobody_bears_no_empty_lists() -> None:
    """Most do, and each byte of an event is kept for ever."""
    plain = PaperUse(
        digest="5e" * 32, media_type="text/plain", size=1, title="原文", kept=PaperClass.INTERNAL
    )

    assert "bodies" not in plain.model_dump_json()
    assert "persons" not in plain.model_dump_json()
    assert PaperUse.model_validate_json(plain.model_dump_json()) == plain
