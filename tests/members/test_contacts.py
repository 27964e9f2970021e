"""Lists of contacts: filed with the committee, changed, added up (003-12, 003-13)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.meetings import activity as a
from contracts.meetings.participant import Presence
from contracts.members import contacts as e
from contracts.members.rules import Contacts
from services.members.contacts import visits
from services.members.contacts.decider import CONTACTS
from services.members.contacts.figures import added_up, held_against
from services.members.contacts.reactions import credit_the_list, take_the_credit_back
from services.members.rules.decider import RULES
from tests.members import contacts_examples as x
from tests.members import situations as s
from tests.slices.example import recorded
from tests.support.scenario import Scenario

KEY = f"contacts/{x.HIM}:2026"
own = Scenario(CONTACTS, by=x.THEMSELVES)
office = Scenario(CONTACTS, by=x.OFFICE)


def test_a_list_is_filed_once_with_the_members_committee() -> None:  # 003-13
    own.when(x.FILE).then(x.filed)
    own.given(x.filed).when(x.FILE).then_nothing()
    another = x.FILE.model_copy(update={"contacts": ("c-001-1", "c-001-2", "c-001-9")})
    own.given(x.filed).when(another).then_rejected("list-filed")
    office.when(x.FILE).then(x.filed)


@pytest.mark.parametrize("number", [2, 6])
def test_a_list_has_three_to_five_contacts(number: int) -> None:  # 003-12
    those = tuple(f"c-001-{n}" for n in range(number))
    own.when(x.FILE.model_copy(update={"contacts": those})).then_rejected("how-many-contacts")
    own.given(x.filed).when(x.CHANGE.model_copy(update={"contacts": those})).then_rejected(
        "how-many-contacts"
    )


def test_how_many_is_the_countys_to_say() -> None:  # 003-12
    rules = replace(s.in_force, contacts=Contacts(least=2, most=2))
    two = x.FILE.model_copy(update={"contacts": ("c-001-1", "c-001-2")})
    elsewhere = Scenario(CONTACTS, by=replace(x.THEMSELVES, rules=rules))
    elsewhere.when(two).then(
        x.filed.model_copy(update={"contacts": two.contacts, "credited_as": None})
    )
    with pytest.raises(AssertionError):
        elsewhere.when(x.FILE).then(x.filed)


def test_limits_that_cannot_be_kept_are_refused() -> None:
    wrong = s.adoption.model_copy(update={"contacts": Contacts(least=5, most=3)})
    Scenario(RULES, by=s.office).when(wrong).then_rejected("contacts-range")


def test_nobody_is_listed_twice() -> None:
    twice = ("c-001-1", "c-001-1", "c-001-2")
    own.when(x.FILE.model_copy(update={"contacts": twice})).then_rejected("listed-twice")


def test_members_file_their_own_and_committees_that_of_their_members() -> None:  # 003-13
    other = replace(x.THEMSELVES, known_as=frozenset({x.HER}))
    Scenario(CONTACTS, by=other).when(x.FILE).then_rejected("own-list-only")
    Scenario(CONTACTS, by=other).given(x.filed).when(x.CHANGE).then_rejected("own-list-only")
    social = replace(x.OFFICE, role="committee", body="yz-social")
    Scenario(CONTACTS, by=social).when(x.FILE).then(x.filed)
    law = replace(x.OFFICE, role="committee", body="yz-law")
    Scenario(CONTACTS, by=law).when(x.FILE).then_rejected("own-members-only")


def test_a_list_of_the_coming_year_may_be_filed_and_none_of_a_later_one() -> None:
    coming = x.FILE.model_copy(update={"year": 2027})
    own.when(coming).then(x.filed.model_copy(update={"year": 2027}))
    own.when(x.FILE.model_copy(update={"year": 2028})).then_rejected("year-too-far")
    own.when(x.FILE.model_copy(update={"on": date(2026, 3, 3)})).then_rejected("future-day")


def test_whoever_is_no_member_any_more_files_nothing() -> None:
    gone = {**x.STATES, f"member/{x.HIM}": replace(x.STATES[f"member/{x.HIM}"], stage="left")}
    late = Scenario(CONTACTS, by=replace(x.THEMSELVES, states=gone))
    late.when(x.FILE).then_rejected("no-such-member")


def test_a_list_is_changed_with_the_reason_and_on_no_day_before_it_was_filed() -> None:
    own.given(x.filed).when(x.CHANGE).then(x.changed)
    own.given(x.filed, x.changed).when(x.CHANGE).then_nothing()
    early = x.CHANGE.model_copy(update={"on": date(2026, 1, 19)})
    own.given(x.filed).when(early).then_rejected("changed-later")
    own.when(x.CHANGE).then_rejected("no-list")


def test_a_list_that_was_entered_wrongly_is_taken_back_and_filed_anew() -> None:  # model.md 12
    own.given(x.filed).when(x.TAKE_BACK).then(x.taken_back)
    own.given(x.filed, x.taken_back).when(x.TAKE_BACK).then_rejected("no-list")
    own.given(x.filed, x.taken_back).when(x.FILE).then(x.filed)


def test_a_list_is_a_fact_of_the_duty_file_of_its_year() -> None:  # 003-12, domain 7.2
    (wanted,) = credit_the_list(recorded(x.filed, KEY), CONTACTS.blank)
    fact: Any = wanted.command
    assert (wanted.key, fact.kind, fact.on) == (f"{x.HIM}:2026", "contact-list", x.filed.on)
    early = x.filed.model_copy(update={"on": date(2025, 12, 20)})
    (wanted,) = credit_the_list(recorded(early, KEY), CONTACTS.blank)
    early_fact: Any = wanted.command
    assert early_fact.on == date(2026, 1, 1)
    late = x.filed.model_copy(update={"on": date(2027, 1, 2)})
    assert credit_the_list(recorded(late, KEY), CONTACTS.blank) == []
    unnamed = x.filed.model_copy(update={"credited_as": None})
    assert credit_the_list(recorded(unnamed, KEY), CONTACTS.blank) == []
    (wanted,) = take_the_credit_back(recorded(x.taken_back, KEY), CONTACTS.blank)
    back: Any = wanted.command
    assert back.occasion == fact.occasion


def activity(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "visit",
        "credited_as": "research",
        "quota": "",
        "may_find": False,
        "title": "走访联系群众",
        "held_on": date(2026, 2, 1),
        "led_by": "县政协",
        "bodies": (),
        "body_kinds": (),
        "joint": False,
        "place": "新营镇",
        "present": (Presence(kind="member", members=(x.HIM, x.HER), count=2),),
        "met": a.Met(contacts=("c-001-1", "c-001-2"), people=2),
        "findings": None,
        "consultations": (),
        **changes,
    }


def test_each_member_who_was_there_visited_whom_they_met() -> None:  # 003-12
    event = a.ActivityRecorded(**activity())
    rows = visits.project(recorded(event, "activity/v-1"))
    assert [(each.key, each.values["contacts"]) for each in rows] == [  # type: ignore[union-attr]
        (("v-1", x.HIM), ("c-001-1", "c-001-2")),
        (("v-1", x.HER), ("c-001-1", "c-001-2")),
    ]
    assert visits.project(recorded(a.ActivityRecorded(**activity(met=None)), "activity/v-1")) == []


def test_a_corrected_activity_takes_visits_away_that_nobody_made() -> None:  # 003-12, model.md 12
    came = (Presence(kind="member", members=(x.HIM,), count=1),)
    more = {"corrects": 1, "reason": "有误", "before": (x.HIM, x.HER)}
    said = activity(present=came)
    event = a.ActivityCorrected(**said, **more, before_on=said["held_on"])
    first, second = visits.project(recorded(event, "activity/v-1"))
    assert (type(first).__name__, first.key) == ("Drop", ("v-1", x.HER))
    assert (type(second).__name__, second.key) == ("Put", ("v-1", x.HIM))
    nobody = a.ActivityCorrected(**activity(met=None), **more, before_on=said["held_on"])
    gone = visits.project(recorded(nobody, "activity/v-1"))
    assert sorted((type(each).__name__, each.key[1]) for each in gone) == [
        ("Drop", x.HIM),
        ("Drop", x.HER),
    ]


def test_visits_are_held_against_the_list() -> None:  # 003-12
    made = [{"contacts": ["c-1", "c-2"]}, {"contacts": ["c-1", "c-9"]}]
    told = held_against(("c-1", "c-2", "c-3"), made, 2)
    assert [(one["contact"], one["visits"], one["met"]) for one in told["contacts"]] == [
        ("c-1", 2, True),
        ("c-2", 1, False),
        ("c-3", 0, False),
    ]
    assert told["beside"] == [{"contact": "c-9", "visits": 1}]


def test_lists_are_added_up_committee_by_committee() -> None:  # 003-13
    roster = [
        {"member": "m-1", "committee": "law", "visits": 1},
        {"member": "m-2", "committee": "law", "visits": 1},
        {"member": "m-3", "committee": None, "visits": 1},
    ]
    lists = {"m-1": {"contacts": ["c-1", "c-2", "c-3"]}}
    made = {"m-1": [{"contacts": ["c-1", "c-2"]}]}
    none, law = added_up(roster, lists, made)
    assert law == {
        "committee": "law",
        "members": 2,
        "filed": 1,
        "contacts": 3,
        "visited": 2,
        "not_filed": ["m-2"],
    }
    assert (none["committee"], none["filed"], none["not_filed"]) == (None, 0, ["m-3"])


def test_events_hold_no_name_of_a_contact() -> None:
    held = {"member", "year", "contacts", "committee", "on", "credited_as"}
    assert set(e.ContactsFiled.model_fields) == held
