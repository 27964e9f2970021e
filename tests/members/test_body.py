"""The directory of bodies (000-50) and of workstations and councils (000-01, 000-02)."""

from dataclasses import replace
from datetime import date

from contracts.members.body import BodyClassified, BodyFounded, BodyRenamed
from contracts.members.rules import BodyKind
from services.members.body.commands import (
    ClassifyBody,
    EndBody,
    FoundBody,
    LeavePost,
    RegisterBody,
    RenameBody,
    TakePost,
)
from services.members.body.decider import BODY
from tests.members.situations import (
    COUNTY,
    NEIGHBOUR,
    TOWNSHIP,
    clerk,
    clerk_left,
    council,
    council_ended,
    head,
    in_force,
    office,
    transport,
)
from tests.support.scenario import Scenario, circumstances

body = Scenario(BODY, by=office)
register = RegisterBody(
    unit=COUNTY, body="yz-transport", **transport.model_dump(include={"name", "kind", "since"})
)
at_the_township = RegisterBody(
    unit=TOWNSHIP,
    body="620123109000-council",
    **council.model_dump(include={"name", "kind", "since"}),
)


def test_a_department_is_registered_once() -> None:
    body.when(register).then(transport)
    body.given(transport).when(register).then_nothing()


def test_a_body_may_stand_at_any_unit() -> None:  # 000-01, 000-02
    here = Scenario(BODY, by=circumstances("office", "cppcc-office", TOWNSHIP, rules=in_force))
    elsewhere = at_the_township.model_copy(update={"unit": COUNTY})

    here.when(at_the_township).then(council)
    here.given(council).when(at_the_township).then_nothing()
    here.given(council).when(elsewhere).then_rejected("body-registered")


def test_the_day_of_founding_is_recorded_and_corrected() -> None:  # 000-01
    found = FoundBody(since=date(2020, 10, 20))

    body.given(council).when(found).then(BodyFounded(since=date(2020, 10, 20)))
    body.given(transport).when(found).then(BodyFounded(since=date(2020, 10, 20)))
    body.given(council).when(FoundBody(since=council.since)).then_nothing()
    body.given(council).when(FoundBody(since=date(2026, 3, 3))).then_rejected("future-day")
    body.when(at_the_township.model_copy(update={"since": date(2026, 3, 3)})).then_rejected(
        "future-day"
    )


def test_a_body_ends_and_stays_as_it_was() -> None:
    end = EndBody(**council_ended.model_dump())

    body.given(council).when(end).then(council_ended)
    body.given(council, council_ended).when(end).then_nothing()
    body.given(council, council_ended).when(RenameBody(name="新名")).then_rejected("body-ended")
    body.given(council).when(end.model_copy(update={"until": date(2020, 1, 1)})).then_rejected(
        "until-before-since"
    )
    body.given(council).when(end.model_copy(update={"until": date(2026, 3, 3)})).then_rejected(
        "future-day"
    )


def test_an_id_stands_for_one_body_only() -> None:
    other = register.model_copy(update={"name": "县水务局"})
    other_kind = register.model_copy(update={"kind": "office"})

    refusal = body.given(transport).when(other)
    refusal.then_rejected("body-registered")
    assert "Rename it for a new name" in refusal.result.english
    body.given(transport).when(other_kind).then_rejected("body-registered")


def test_a_kind_of_body_is_one_of_the_county_s() -> None:
    body.when(register.model_copy(update={"kind": "guild"})).then_rejected("unknown-code")


def test_a_neighbour_may_not_take_the_id_of_a_body() -> None:  # 13.3-17
    other = register.model_copy(update={"unit": NEIGHBOUR})

    body.given(transport).when(other).then_rejected("body-registered")


def test_a_body_is_renamed() -> None:
    renamed = BodyRenamed(name="县交通局")

    body.given(transport).when(RenameBody(name="县交通局")).then(renamed)
    body.given(transport, renamed).when(RenameBody(name="县交通局")).then_nothing()


def test_a_body_follows_what_its_kind_means_now() -> None:  # 000-15
    """The rules gave the kind another meaning after the body was entered."""
    kinds = (
        *(each for each in in_force.words.body_kinds if each.code != "department"),
        BodyKind(code="department", chinese="承办单位", english="department", consents=True),
    )
    rules = replace(in_force, words=in_force.words.model_copy(update={"body_kinds": kinds}))
    later = circumstances("office", "cppcc-office", COUNTY, rules)
    classify, classified = (
        ClassifyBody(kind="department"),
        BodyClassified(kind="department", consents=True),
    )

    body.given(transport).when(classify).then_nothing()
    body.given(transport).when(classify, by=later).then(classified)
    body.given(transport, classified).when(classify, by=later).then_nothing()
    body.given(transport).when(ClassifyBody(kind="guild")).then_rejected("unknown-code")
    body.when(classify).then_rejected("body-unknown")


def test_an_unknown_body_has_no_name() -> None:
    body.when(RenameBody(name="县交通局")).then_rejected("body-unknown")


def test_a_liaison_officer_is_one_of_those_who_are_eligible() -> None:  # 004-27, 000-28
    take = TakePost(**clerk.model_dump(exclude={"held", "leads", "liaison"}))

    body.given(council).when(take).then(clerk)
    body.given(council, clerk).when(take).then_nothing()
    for capacity in (None, "村民"):
        body.given(council).when(take.model_copy(update={"capacity": capacity})).then_rejected(
            "not-eligible"
        )
    body.given(council).when(take.model_copy(update={"post": "king"})).then_rejected("unknown-code")


def test_a_post_is_held_by_a_member_or_by_a_person() -> None:  # 001-27
    take = TakePost(**head.model_dump(exclude={"held", "leads", "liaison"}))

    body.given(council).when(take).then(head)
    for change in ({"member": None}, {"person": "p-1"}):
        body.given(council).when(take.model_copy(update=change)).then_rejected("one-holder")
    body.given(council).when(take.model_copy(update={"since": date(2026, 3, 3)})).then_rejected(
        "future-day"
    )


def test_a_post_is_left_once() -> None:
    leave = LeavePost(**clerk_left.model_dump())

    body.given(council, clerk).when(leave).then(clerk_left)
    body.given(council, clerk, clerk_left).when(leave).then_nothing()
    other = leave.model_copy(update={"held": 2})
    early = leave.model_copy(update={"until": date(2020, 1, 1)})
    tomorrow = leave.model_copy(update={"until": date(2026, 3, 3)})
    body.given(council, clerk).when(other).then_rejected("no-such-holder")
    body.given(council, clerk).when(early).then_rejected("until-before-since")
    body.given(council, clerk).when(tomorrow).then_rejected("future-day")
    body.given(council, clerk, clerk_left).when(
        leave.model_copy(update={"until": date(2024, 1, 1)})
    ).then_rejected("left-already")
