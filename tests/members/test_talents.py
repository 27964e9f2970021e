"""Talents: from nomination to exit (001-30, 001-31, domain 6.2)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from contracts.members import talent as e
from contracts.members.draw import Why
from services.members.talent import commands as c
from services.members.talent.api import figures
from services.members.talent.decider import TALENT
from services.members.talent.decider.state import Talent
from tests.members import draws as d
from tests.members import situations as s
from tests.members.draw_examples import CORRECT, NOMINATE
from tests.members.draws import OFFICE, talent
from tests.members.measure import MEASURE
from tests.support.scenario import TODAY

CHECK = c.CheckTalent(**dict(d.checked))
APPROVE = c.ApproveTalent(consent=d.CONSENT)
APPOINT = c.AppointTalent(**dict(d.appointed))
nominated = d.nominated.model_copy(update={"by": "office"})
CHOSEN = (d.nominated, d.checked, d.approved, d.appointed)
PARTY = replace(d.of("branch", "yz-party", "party"), scope="620123")


def test_a_talent_is_chosen_from_nomination_to_certificate() -> None:  # 001-30
    talent.when(NOMINATE).then(nominated)
    talent.given(d.nominated).when(CHECK).then(d.checked)
    talent.given(d.nominated, d.checked).when(APPROVE).then(d.approved)
    talent.given(d.nominated, d.checked, d.approved).when(APPOINT).then(d.appointed)


def test_the_same_again_changes_nothing() -> None:
    talent.given(nominated).when(NOMINATE).then_nothing()
    talent.given(*CHOSEN).when(APPOINT).then_nothing()
    talent.given(d.nominated, d.corrected).when(CORRECT).then_nothing()
    turned_down = c.TurnDownTalent(**dict(d.turned_down))
    talent.given(d.nominated, d.turned_down).when(turned_down).then_nothing()
    leave = c.ExitTalent(**dict(d.exited))
    talent.given(*CHOSEN, d.exited).when(leave).then_nothing()


def test_an_id_is_one_person_s() -> None:
    other = NOMINATE.model_copy(update={"reason": "另一人"})

    talent.given(nominated).when(other).then_rejected("talent-nominated")


@pytest.mark.parametrize("name", ["tier", "way"])
def test_words_are_those_of_the_county(name: str) -> None:  # 001-31
    talent.when(NOMINATE.model_copy(update={name: "national"})).then_rejected("unknown-code")
    unknown = NOMINATE.model_copy(update={"fields": ("alchemy",)})
    talent.when(unknown).then_rejected("unknown-code")
    twice = NOMINATE.model_copy(update={"fields": ("transport", "transport")})
    talent.when(twice).then_rejected("listed-twice")


def test_who_nominates_is_said_where_a_body_does_and_only_there() -> None:
    talent.when(NOMINATE.model_copy(update={"body": None})).then_rejected("nominating-body")
    talent.when(NOMINATE.model_copy(update={"way": "self"})).then_rejected("nominating-body")


def test_nobody_checks_what_they_entered() -> None:
    own = replace(OFFICE, known_as=frozenset({"office", "zhao"}))

    talent.given(d.nominated).when(CHECK, own).then_rejected("own-nomination")


def test_days_are_in_order_and_have_come() -> None:
    early = CHECK.model_copy(update={"on": date(2026, 1, 31)})
    tomorrow = CHECK.model_copy(update={"on": TODAY + timedelta(days=1)})

    talent.given(d.nominated).when(early).then_rejected("before-nomination")
    talent.given(d.nominated).when(tomorrow).then_rejected("future-day")


def test_the_approval_is_the_tier_s_chain() -> None:  # 001-30
    of_town = nominated.model_copy(update={"tier": "town", "way": "self", "body": None})
    first = d.approved.model_copy(update={"last": False})
    consent = d.CONSENT.model_copy(update={"bodies": ("yz-party",)})
    party = s.BodyRegistered(name="县委", kind="party", consents=True)
    states = {**d.STATES, "body/yz-party": d.BODY.fold([(party, s.COUNTY)])}
    by_party = replace(PARTY, states=states)
    last = e.TalentApproved(step="party", word="党组织同意", consent=consent, last=True)

    talent.given(of_town, d.checked).when(APPROVE).then(first)
    talent.given(of_town, d.checked, first).when(c.ApproveTalent(consent=consent), by_party).then(
        last
    )
    talent.given(of_town, d.checked, first).when(APPROVE).then_rejected("same-level")


def test_others_than_those_of_the_step_approve_nothing() -> None:
    water = c.ApproveTalent(consent=d.CONSENT.model_copy(update={"bodies": ("yz-water",)}))

    talent.given(d.nominated, d.checked).when(water).then_rejected("not-consenting")


def test_after_a_refusal_it_is_checked_anew() -> None:
    refuse = c.RefuseTalent(**d.approval_refused.model_dump(exclude={"step", "word"}))
    talent.given(d.nominated, d.checked).when(refuse).then(d.approval_refused)
    refused = (d.nominated, d.checked, d.approval_refused)

    talent.given(*refused).when(APPROVE).then_rejected("not-its-turn")
    talent.given(*refused).when(CHECK).then(d.checked)


def test_a_term_has_the_length_of_the_tier() -> None:
    approved = (d.nominated, d.checked, d.approved)
    too_long = APPOINT.model_copy(update={"until": date(2029, 1, 2)})
    backward = APPOINT.model_copy(update={"until": date(2025, 12, 31)})

    talent.given(*approved).when(too_long).then_rejected("term-length")
    talent.given(*approved).when(backward).then_rejected("term-length")


def test_a_term_is_renewed_after_the_one_before() -> None:
    renew = c.RenewTerm(**dict(d.renewed))
    overlapping = renew.model_copy(update={"since": date(2028, 12, 31)})

    talent.given(*CHOSEN).when(renew).then(d.renewed)
    talent.given(*CHOSEN, d.renewed).when(renew).then_nothing()
    talent.given(*CHOSEN).when(overlapping).then_rejected("term-runs")


def test_a_tier_that_was_approved_stays() -> None:
    town = CORRECT.model_copy(update={"tier": "town"})

    talent.given(*CHOSEN).when(town).then_rejected("tier-approved")
    talent.given(*CHOSEN).when(CORRECT).then(d.corrected)


def test_who_is_suspended_is_not_drawn_and_comes_back() -> None:
    suspend = c.SuspendTalent(**dict(d.suspended))
    backward = suspend.model_copy(update={"until": date(2026, 2, 19)})

    talent.given(*CHOSEN).when(suspend).then(d.suspended)
    talent.given(*CHOSEN, d.suspended).when(suspend).then_nothing()
    talent.given(*CHOSEN).when(backward).then_rejected("until-before-since")
    talent.given(*CHOSEN).when(c.ResumeTalent(on=TODAY)).then_nothing()
    assert why(*CHOSEN, d.suspended) is Why.SUSPENDED
    assert why(*CHOSEN, d.suspended, d.resumed) is None
    assert why(*CHOSEN, d.suspended, on=date(2026, 3, 21)) is None


def test_interests_are_kept_until_they_end() -> None:
    record = c.RecordInterest(**d.interest.model_dump(exclude={"interest"}))
    nothing = c.RecordInterest(about="无")
    again = d.interest.model_copy(update={"interest": 2})

    talent.given(*CHOSEN, d.interest).when(record).then_nothing()
    talent.given(*CHOSEN, d.interest, d.interest_ended).when(record).then(again)
    talent.given(*CHOSEN).when(nothing).then_rejected("interest-in-nothing")
    end = c.EndInterest(**dict(d.interest_ended))
    talent.given(*CHOSEN).when(end).then_rejected("no-such-interest")
    talent.given(*CHOSEN, d.interest, d.interest_ended).when(end).then_nothing()
    assert why(*CHOSEN, d.interest) is Why.INTEREST
    assert why(*CHOSEN, d.interest, d.interest_ended) is None


def test_outside_a_term_nobody_is_drawn() -> None:
    assert why(*CHOSEN, on=date(2029, 1, 1)) is Why.TERM
    assert why(*CHOSEN, on=date(2028, 12, 31)) is None
    assert why(*CHOSEN, d.renewed, on=date(2029, 1, 1)) is None


def noted(draw: str, what: e.Drawn, on: date = TODAY) -> e.DrawNoted:
    return e.DrawNoted(draw=draw, round=1, what=what, on=on)


def test_nobody_is_drawn_more_often_than_the_measure_says() -> None:
    twice = (noted("a:session", e.Drawn.DRAWN), noted("b:session", e.Drawn.ATTENDED))
    long_ago = noted("b:session", e.Drawn.ATTENDED, date(2025, 3, 1))

    assert why(*CHOSEN, *twice) is Why.OFTEN
    assert why(*CHOSEN, twice[0], long_ago) is None
    assert why(*CHOSEN, *twice, noted("a:session", e.Drawn.DECLINED)) is None


def test_refusals_without_reason_end_it() -> None:
    refused = tuple(noted(f"{each}:session", e.Drawn.WITHOUT_REASON) for each in "abc")
    leave = c.ExitTalent(on=TODAY, ground="refusals")
    left = e.TalentExited(on=TODAY, ground="refusals")

    assert why(*CHOSEN, *refused[:2]) is None
    assert why(*CHOSEN, *refused) is Why.REFUSED
    talent.given(*CHOSEN, *refused[:2]).when(leave).then_rejected("too-few-refusals")
    talent.given(*CHOSEN, *refused).when(leave).then(left)
    excused = noted("c:session", e.Drawn.DECLINED)
    assert why(*CHOSEN, *refused, excused) is None


def test_with_a_new_term_refusals_count_anew() -> None:
    before = date(2025, 12, 31)
    refused = tuple(noted(f"{each}:session", e.Drawn.WITHOUT_REASON, before) for each in "abc")

    assert why(*CHOSEN, *refused) is None


def test_a_draw_is_noted_once_and_the_last_word_counts() -> None:
    note = c.NoteDraw(**dict(d.noted))

    talent.given(*CHOSEN, d.noted).when(note).then_nothing()
    accepted = note.model_copy(update={"what": e.Drawn.ACCEPTED})
    talent.given(*CHOSEN, d.noted).when(accepted).then(e.DrawNoted(**dict(accepted)))
    talent.given(*CHOSEN, d.exited).when(note).then(d.noted)


def test_who_has_gone_stays_as_they_were() -> None:
    early = c.ExitTalent(on=date(2025, 12, 31), ground="request")

    talent.given(*CHOSEN, d.exited).when(CORRECT).then_rejected("talent-closed")
    talent.given(*CHOSEN).when(early).then_rejected("exit-too-early")
    talent.when(CORRECT).then_rejected("talent-unknown")


def test_the_figures_of_the_assessment_come_from_events() -> None:  # 001-30, domain 6.2
    seen = [e.Drawn.ATTENDED, e.Drawn.ABSENT, e.Drawn.ACCEPTED, e.Drawn.DECLINED, e.Drawn.DRAWN]

    assert figures([*seen, e.Drawn.WITHOUT_REASON]) == {
        "drawn": 6,
        "accepted": 3,
        "declined": 1,
        "without_reason": 1,
        "attended": 1,
    }


def why(*events: e.TalentEvent, on: date = TODAY) -> Why | None:
    """Why the talent is not in a pool for a matter of the water bureau."""
    state: Talent = TALENT.fold((each, s.COUNTY) for each in events)
    return state.kept_out(MEASURE, frozenset({"yz-water"}), frozenset(), on)
