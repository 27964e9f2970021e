"""The roster: admission, correction, postings (000-04 to 000-06, 000-27)."""

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from contracts.event import Event
from contracts.members import member as e
from services.members.member import commands as c
from services.members.member.decider import MEMBER
from tests.members.situations import (
    COUNTY,
    NEIGHBOUR,
    TOWNSHIP,
    VILLAGE,
    admitted,
    left,
    linked,
    office,
    posted,
    recalled,
)
from tests.support.scenario import Scenario

member = Scenario(MEMBER, by=office)
admit = c.AdmitMember(unit=COUNTY, member="m-620123-001", **admitted.model_dump())
post = c.PostMember(to_unit=TOWNSHIP, basis="native", since=date(2020, 10, 31))


def test_a_member_is_admitted_once() -> None:  # 000-04
    member.when(admit).then(admitted)
    member.given(admitted).when(admit).then_nothing()


def test_a_co_opted_member_says_why() -> None:  # 000-27
    because = {"post": "新营镇党委副书记", "co_opted_because": "乡镇党委副书记"}

    member.when(admit.model_copy(update=because)).then(admitted.model_copy(update=because))


def test_the_roster_is_the_county_s() -> None:
    member.when(admit.model_copy(update={"unit": TOWNSHIP})).then_rejected("roster-of-jurisdiction")


def test_a_neighbour_may_not_admit_our_member() -> None:  # 13.3-17
    other = admit.model_copy(update={"unit": NEIGHBOUR})

    member.given(admitted).when(other).then_rejected("other-jurisdiction")


def test_nobody_is_admitted_tomorrow() -> None:
    member.when(admit.model_copy(update={"admitted_on": date(2026, 3, 3)})).then_rejected(
        "future-day"
    )


@pytest.mark.parametrize(
    "change",
    [{"name": "样乙丑"}, {"admitted_on": date(2021, 1, 1)}, {"co_opted_because": "届中增补"}],
)
def test_admitting_again_is_no_correction(change: dict) -> None:
    member.given(admitted).when(admit.model_copy(update=change)).then_rejected("member-admitted")


def test_admitting_again_in_another_writing_of_the_name_is_the_same() -> None:
    dotted = admitted.model_copy(update={"name": "阿样·买甲"})
    again = admit.model_copy(update={"name": "阿样•买甲"})

    member.given(dotted).when(again).then_nothing()


def corrected_as(command: c.CorrectMember) -> e.MemberCorrected:
    facts = command.model_dump() | {"committee_since": admitted.admitted_on}
    return e.MemberCorrected(**facts, assignment=1)


def test_the_writing_of_a_name_may_be_corrected() -> None:
    dotted = admitted.model_copy(update={"name": "阿样•买甲"})
    command = c.CorrectMember(name="阿样·买甲", level="county", sector="农业", reason="间隔号")

    member.given(dotted).when(command).then(corrected_as(command))


def test_particulars_are_corrected_with_a_reason() -> None:
    command = c.CorrectMember(
        name="样甲子", level="municipal", sector="农业", reason="换届后任市政协委员"
    )
    corrected = corrected_as(command)

    member.given(admitted).when(command).then(corrected)
    member.given(admitted, corrected).when(command).then_nothing()


def test_a_member_is_posted_with_a_basis() -> None:  # 000-04, 000-06
    member.given(admitted).when(post).then(posted)
    member.given(admitted, posted).when(post).then_nothing()


def test_level_and_basis_are_words_of_the_jurisdiction() -> None:  # 000-04, 000-06
    unknown = {"level": "national"}
    corrected = c.CorrectMember(name="样甲子", level="national", sector="农业", reason="换届")

    member.when(admit.model_copy(update=unknown)).then_rejected("unknown-code")
    member.given(admitted).when(corrected).then_rejected("unknown-code")
    refusal = member.given(admitted).when(post.model_copy(update={"basis": "birth"}))
    refusal.then_rejected("unknown-code")
    assert "native（籍贯回乡）" in refusal.result.chinese


def test_a_member_may_hold_several_postings() -> None:  # 000-05
    village = post.model_copy(update={"to_unit": VILLAGE})
    second = posted.model_copy(update={"to_unit": VILLAGE, "posting": 2})

    member.given(admitted, posted).when(village).then(second)


def test_nobody_is_posted_to_one_unit_twice_at_once() -> None:  # 000-05
    again = post.model_copy(update={"basis": "residence"})

    member.given(admitted, posted).when(again).then_rejected("posted-already")


def test_nobody_is_posted_to_another_county() -> None:  # 13.3-17
    away = post.model_copy(update={"to_unit": "620321101000"})

    member.given(admitted).when(away).then_rejected("other-jurisdiction")


def test_nobody_is_posted_to_the_county_itself() -> None:  # 000-04
    vague = post.model_copy(update={"to_unit": COUNTY})

    member.given(admitted).when(vague).then_rejected("posted-to-all")


def test_nobody_is_posted_before_they_are_a_member() -> None:
    early = post.model_copy(update={"since": date(2020, 10, 30)})

    member.given(admitted).when(early).then_rejected("before-admission")


def test_a_posting_ends_and_may_begin_anew_with_its_own_number() -> None:
    end = c.EndPosting(to_unit=TOWNSHIP, until=date(2024, 1, 31), reason="调往县城工作")
    anew = post.model_copy(update={"since": date(2024, 6, 1)})

    member.given(admitted, posted).when(end).then(recalled)
    member.given(admitted, posted, recalled).when(end).then_nothing()
    member.given(admitted, posted, recalled).when(anew).then(
        posted.model_copy(update={"posting": 2, "since": date(2024, 6, 1)})
    )


def test_postings_to_one_unit_do_not_overlap() -> None:
    member.given(admitted, posted, recalled).when(post).then_rejected("posting-overlap")


def test_a_posting_does_not_end_before_it_began() -> None:
    end = c.EndPosting(to_unit=TOWNSHIP, until=date(2020, 1, 1), reason="误登")

    member.given(admitted, posted).when(end).then_rejected("until-before-since")


def test_only_a_posting_that_holds_can_end() -> None:
    end = c.EndPosting(to_unit=VILLAGE, until=date(2024, 1, 31), reason="误登")

    member.given(admitted, posted).when(end).then_rejected("not-posted")


def test_nothing_is_asked_of_somebody_who_is_no_member() -> None:
    member.when(post).then_rejected("member-unknown")


@pytest.mark.parametrize("event", get_args(e.MemberEvent))
def test_events_of_a_member_hold_no_telephone_number(event: type[Event]) -> None:  # design 8
    assert not {"phone", "id_number", "address"} & set(event.model_fields)


def test_a_member_leaves_and_postings_end() -> None:
    leave = c.EndMembership(on=left.on, ground="resigned")

    member.given(admitted, posted).when(leave).then(left)
    member.given(admitted, posted, left).when(leave).then_nothing()
    member.given(admitted, posted, recalled).when(leave).then(
        left.model_copy(update={"postings": ()})
    )
    assert (
        MEMBER.fold([(admitted, COUNTY), (posted, COUNTY), (left, COUNTY)]).present(TOWNSHIP)
        is None
    )


def test_a_member_leaves_on_a_known_ground_and_a_day_that_has_come() -> None:
    leave = c.EndMembership(on=left.on, ground="resigned")
    bored = leave.model_copy(update={"ground": "bored"})
    tomorrow = leave.model_copy(update={"on": date(2026, 3, 3)})
    early = leave.model_copy(update={"on": date(2020, 10, 30)})

    member.given(admitted, posted).when(bored).then_rejected("unknown-code")
    member.given(admitted, posted).when(tomorrow).then_rejected("future-day")
    member.given(admitted, posted).when(early).then_rejected("left-too-early")


@pytest.mark.parametrize("command", [post, c.LinkMembership(with_member="m-620100-009")])
def test_who_has_left_stays_as_they_were(command: object) -> None:
    member.given(admitted, left).when(command).then_rejected("member-left")
    member.given(admitted, left).when(admit).then_nothing()


def test_two_memberships_of_one_person_are_linked() -> None:
    command = c.LinkMembership(with_member="m-620100-009")
    other = MEMBER.fold([(admitted, "620100000000")])
    by = replace(office, states={"member/m-620100-009": other})

    member.given(admitted).when(command, by).then(linked)
    member.given(admitted, linked).when(command, by).then_nothing()


def test_the_memberships_of_two_persons_are_not_linked() -> None:
    command = c.LinkMembership(with_member="m-620100-009")
    someone = MEMBER.fold([(admitted.model_copy(update={"name": "样乙丑"}), "620100000000")])
    by = replace(office, states={"member/m-620100-009": someone})

    member.given(admitted).when(command, by).then_rejected("other-person")
