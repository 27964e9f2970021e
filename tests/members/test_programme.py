"""How a unit comes on: phases, roles, milestones, grants, and what it has (000-07, 000-18)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.members import programme as e
from services.members.body.decider import BODY
from services.members.member.decider import MEMBER
from services.members.programme import commands as c
from services.members.programme.decider import PROGRAMME
from services.members.programme.figures import counted, on_the_day
from tests.members import programme_examples as x
from tests.members import situations as s
from tests.support.scenario import Scenario

unit = Scenario(PROGRAMME, by=x.OFFICE)
TOMORROW = date(2026, 3, 3)
party = BODY.fold([(s.transport.model_copy(update={"kind": "party"}), s.COUNTY)])


def test_whoever_answers_for_a_unit_is_named_once() -> None:  # 000-07, 000-16
    unit.when(x.guides).then(x.said(x.guides))
    unit.given(x.said(x.guides)).when(x.guides).then_nothing()


def test_several_guide_a_unit_and_one_alone_carries_out() -> None:  # 000-20
    unit.given(x.said(x.guides)).when(x.carries_out).then(x.said(x.carries_out, 2))
    other = x.carries_out.model_copy(update={"body": "yz-party"})
    by = replace(x.OFFICE, states={**x.BESIDE, "body/yz-party": party})
    unit.given(x.said(x.carries_out)).when(other, by=by).then_rejected("role-held")
    freed = (x.said(x.carries_out), x.ended)
    unit.given(*freed).when(other, by=by).then(x.said(other, 2))


def test_a_role_is_that_of_a_member_or_of_a_body_of_its_kinds() -> None:  # 000-20
    for wrong in (
        {"member": None},
        {"member": None, "body": "yz-transport"},
        {"body": "yz-transport"},
    ):
        unit.when(x.guides.model_copy(update=wrong)).then_rejected("held-by")
    leads = x.carries_out.model_copy(update={"role": "leads"})
    unit.when(leads).then_rejected("not-for-this-role")
    by = replace(x.OFFICE, states={"body/yz-transport": party})
    unit.when(leads, by=by).then(x.said(leads))
    unit.when(x.guides.model_copy(update={"role": "sings"})).then_rejected("unknown-code")


def test_whoever_left_and_what_ended_answers_for_no_unit() -> None:
    gone = MEMBER.fold([(s.admitted, s.COUNTY), (s.left, s.COUNTY)])
    by = replace(x.OFFICE, states={"member/m-620123-001": gone})
    unit.when(x.guides, by=by).then_rejected("no-such-member")
    over = BODY.fold([(s.council, s.TOWNSHIP), (s.council_ended, s.TOWNSHIP)])
    by = replace(x.OFFICE, states={"body/yz-transport": over})
    unit.when(x.carries_out, by=by).then_rejected("not-for-this-role")


def test_a_role_ends_once_and_not_before_it_began() -> None:
    end = c.EndRole(**x.ended.model_dump())
    given = unit.given(x.said(x.guides))
    given.when(end).then(x.ended)
    unit.given(x.said(x.guides), x.ended).when(end).then_nothing()
    later = end.model_copy(update={"until": date(2025, 1, 1)})
    unit.given(x.said(x.guides), x.ended).when(later).then_rejected("role-ended")
    early = end.model_copy(update={"until": date(2021, 2, 28)})
    given.when(early).then_rejected("until-before-since")
    unit.given(x.granted).when(end).then_rejected("no-role")
    unit.given(x.said(x.guides), x.withdrawn).when(end).then_rejected("no-role")
    unit.when(end).then_rejected("no-such-entry")


def test_phases_follow_each_other_and_to_fall_back_needs_a_reason() -> None:  # 000-18, 002-05
    unit.when(x.covered).then(x.entered(x.covered))
    given = unit.given(x.entered(x.covered))
    given.when(x.covered).then_nothing()
    standard = x.covered.model_copy(update={"phase": "standard", "since": date(2023, 6, 1)})
    given.when(standard).then(x.entered(standard, 2))
    early = standard.model_copy(update={"since": date(2021, 2, 1)})
    given.when(early).then_rejected("phase-before")
    back = x.covered.model_copy(update={"phase": "planned", "since": date(2022, 1, 1)})
    given.when(back).then_rejected("phase-back")
    said = back.model_copy(update={"reason": "场所被征用"})
    given.when(said).then(x.entered(said, 2))
    mistaken = unit.given(x.entered(x.covered), x.withdrawn)
    mistaken.when(back).then(x.entered(back, 2))


def test_what_the_system_knows_is_not_stated() -> None:  # 004-28
    unit.when(x.have).then(x.stated(x.have))
    given = unit.given(x.stated(x.have))
    given.when(x.have).then_nothing()
    gone = x.have.model_copy(update={"there": False, "on": date(2022, 1, 1)})
    given.when(gone).then(x.stated(gone, 2))
    given.when(gone.model_copy(update={"on": date(2021, 4, 1)})).then_rejected("stated-later")
    unit.when(x.have.model_copy(update={"have": "place"})).then_rejected("computed-have")


def test_the_same_milestone_or_grant_is_entered_once() -> None:  # 000-19, 000-21
    unit.given(x.milestone).when(x.training).then_nothing()
    unit.given(x.granted).when(x.grant).then_nothing()
    unit.given(x.granted, x.withdrawn).when(x.grant).then(x.granted.model_copy(update={"entry": 2}))
    more = x.grant.model_copy(update={"fen": 5_000_000})
    unit.given(x.granted).when(more).then(
        e.GrantRecorded(entry=2, **more.model_dump(exclude={"unit"}))
    )


def test_an_entry_is_taken_back_once() -> None:
    back = c.WithdrawEntry(**x.withdrawn.model_dump())
    unit.given(x.granted).when(back).then(x.withdrawn)
    unit.given(x.granted, x.withdrawn).when(back).then_nothing()
    unit.when(back).then_rejected("no-such-entry")


@pytest.mark.parametrize(
    ("command", "day"),
    [
        (x.guides, "since"),
        (x.covered, "since"),
        (x.training, "on"),
        (x.grant, "on"),
        (x.have, "on"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_nothing_is_entered_of_tomorrow(command: Any, day: str) -> None:
    unit.when(command.model_copy(update={day: TOMORROW})).then_rejected("future-day")


RULES = {name: [each.model_dump() for each in value] for name, value in s.PROGRAMME}


def row(entry: int, what: str, word: str | None, since: date, **said: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("until", "withdrawn_because", "there", "shown_by", "fen", "source"))
    named = {"entry": entry, "unit": s.VILLAGE, "what": what, "word": word, "since": since}
    return {**empty, **named, **said}


def test_a_unit_stands_as_of_a_day_by_what_holds_then() -> None:  # 004-28
    said = [
        row(1, "phase", "planned", date(2020, 1, 1)),
        row(2, "phase", "covered", date(2021, 1, 1)),
        row(3, "have", "rules", date(2021, 5, 1), there=True, shown_by="上墙"),
        row(4, "have", "rules", date(2023, 5, 1), there=False, shown_by="场所改建"),
        row(5, "role", "guides", date(2021, 1, 1), until=date(2022, 1, 1)),
        row(6, "grant", None, date(2021, 1, 1), fen=100, withdrawn_because="重复"),
    ]
    known = {"council", "room", "posted"}

    then = on_the_day(said, RULES, known, date(2021, 6, 1))
    assert (then["phase"], then["ready"]) == ("covered", True)
    assert [each["entry"] for each in then["roles"]] == [5]
    assert then["grants"] == []
    later = on_the_day(said, RULES, known, date(2024, 1, 1))
    assert (later["ready"], later["roles"]) == (False, [])
    missing = [each["have"] for each in later["haves"] if not each["there"]]
    assert missing == ["rules", "guarantee"]
    before = on_the_day(said, RULES, {"room"}, date(2020, 6, 1))
    assert before["phase"] == "planned"
    assert on_the_day([], {}, known, date(2024, 1, 1))["ready"] is None


def test_units_are_counted_by_phase_and_by_what_they_have() -> None:  # 000-14, 000-18, 000-21
    named = {"of_kind": {"parts": ["council"]}}
    rows = [{"unit": s.VILLAGE, **named}, {"unit": s.TOWNSHIP, **named}]
    rows.append({"unit": s.COUNTY, "of_kind": None})
    said = [
        row(1, "phase", "covered", date(2021, 1, 1)),
        row(2, "have", "rules", date(2021, 1, 1), there=True, shown_by="上墙"),
        row(3, "grant", None, date(2021, 1, 1), fen=10_000_000, source="市政协"),
        row(4, "grant", None, date(2021, 2, 1), fen=5_000_000, source="市政协"),
        row(5, "role", "guides", date(2021, 1, 1)),
    ]
    found = [(s.VILLAGE, each) for each in ("council", "room", "posted")]

    figures = counted(rows, said, RULES, found, date(2022, 1, 1))

    assert figures["units"] == 2
    phases = {each["code"]: each["rows"] for each in figures["phases"]}
    assert phases == {"planned": [], "covered": [s.VILLAGE], "standard": []}
    assert figures["ready"] == {"units": 1, "rows": [s.VILLAGE]}
    assert [(each["value"], each["count"], each["fen"]) for each in figures["grants"]] == [
        ("市政协", 2, 15_000_000)
    ]
