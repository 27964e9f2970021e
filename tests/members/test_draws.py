"""A draw: its pool, the numbers, the call, the order (001-32, 13.3-7; docs/decisions/0030)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from common.draws import Opening, commitment, pool_digest
from contracts.members import draw as e
from services.members.draw import commands as c
from services.members.talent.decider import TALENT
from tests.members import draws as d
from tests.members import situations as s
from tests.members.draw_examples import ASK, asked
from tests.members.draws import OFFICE, QIAN, SUN, draw
from tests.support.scenario import TODAY

TOMORROW = replace(OFFICE, today=TODAY + timedelta(days=1))
WITHDRAW = c.WithdrawPool(reason=d.withdrawn.reason)
REPEAT = c.RepeatDraw(reason="上次作废")
CALL = c.CallDraw()
WHOEVER = d.of("li", "yz-third")
THIRD_BODY = Opening("yz-third", "999999", "c" * 64)


def among(**lives: tuple[Any, ...]) -> Any:
    """The office, where these are the talents `t_1` and so on."""
    states = {
        f"talent/{name.replace('_', '-')}": TALENT.fold((each, s.COUNTY) for each in life)
        for name, life in lives.items()
    }
    return replace(OFFICE, states=states)


def publish(*talents: str, **more: Any) -> c.PublishPool:
    return c.PublishPool(**{"choose": 1, "talents": talents, **more})


# ------------------------------------------------------------------------------------- asked for


def test_a_draw_is_asked_for_once() -> None:
    draw.when(ASK).then(asked)
    draw.given(asked).when(ASK).then_nothing()
    draw.given(asked).when(ASK.model_copy(update={"least": 3})).then_rejected("draw-asked")
    draw.when(ASK.model_copy(update={"pool": "friends"})).then_rejected("unknown-code")


def test_nothing_goes_before_it_is_asked_for() -> None:
    draw.when(WITHDRAW).then_rejected("not-asked")
    draw.given(d.asked).when(CALL).then_rejected("draw-elsewhere")


# -------------------------------------------------------------------------------------- the pool


def test_the_pool_holds_who_fits_and_says_who_is_left_out_and_why() -> None:  # domain 6.2
    busy = tuple(
        d.noted.model_copy(update={"draw": f"{each}:session"}) for each in ("road", "river")
    )
    by = among(
        t_1=d.SERVING,
        t_2=(*d.SERVING, d.suspended),
        t_3=(*d.SERVING, d.interest),
        t_4=(*d.SERVING, *busy),
        t_5=(*d.SERVING, d.exited),
        t_6=(d.nominated,),
    )
    command = publish("t-1", "t-2", "t-3", "t-4", "t-5", "t-6", bodies_concerned=("yz-water",))
    (event,) = draw.given(d.asked).when(command, by).result

    assert event.candidates == ("t-1",)
    assert [(each.talent, each.why) for each in event.excluded] == [
        ("t-2", e.Why.SUSPENDED),
        ("t-3", e.Why.INTEREST),
        ("t-4", e.Why.OFTEN),
    ]
    assert event.digest == pool_digest(
        ["t-1"], [("t-2", "suspended"), ("t-3", "interest"), ("t-4", "often")]
    )


def test_the_pool_is_made_by_field_tier_and_unit() -> None:  # 001-31
    teacher = d.by_themselves.model_copy(update={"fields": ("education",)})
    of_town = d.by_themselves.model_copy(update={"tier": "town"})
    rest = d.SERVING[1:]
    by = among(t_1=d.SERVING, t_2=(teacher, *rest), t_3=(of_town, *rest))
    all_ = ("t-1", "t-2", "t-3")

    def found(**filter_: Any) -> tuple[str, ...]:
        (event,) = draw.given(d.asked).when(publish(*all_, **filter_), by).result
        return tuple(event.candidates)

    assert found() == all_
    assert found(fields=("education",)) == ("t-2",)
    assert found(tiers=("town",)) == ("t-3",)
    assert found(units=(s.COUNTY,)) == all_
    town = publish(*all_, units=(s.TOWNSHIP,))
    draw.given(d.asked).when(town, by).then_rejected("pool-too-small")


def test_a_pool_of_the_measure_may_only_be_narrowed() -> None:
    roads = d.asked.model_copy(update={"pool": "roads"})
    (event,) = draw.given(roads).when(publish(*d.FOUR)).result

    assert event.fields == ("transport",)
    wider = publish(*d.FOUR, fields=("education",))
    draw.given(roads).when(wider).then_rejected("unknown-code")
    twice = publish(*d.FOUR, tiers=("town", "town"))
    draw.given(roads).when(twice).then_rejected("listed-twice")


def test_a_pool_that_left_the_measure_goes_on_for_what_was_asked() -> None:
    gone = d.asked.model_copy(update={"pool": "gone"})
    (event,) = draw.given(gone).when(publish(*d.FOUR)).result

    assert event.pool == "gone"


def test_a_published_pool_is_not_changed() -> None:
    draw.given(d.asked, d.published).when(d.PUBLISH).then_nothing()
    draw.given(d.asked, d.published).when(publish(*d.FOUR)).then_rejected("pool-published")
    draw.given(*d.PERFORMED).when(publish(*d.FOUR)).then_rejected("pool-published")


def test_a_new_pool_for_the_same_purpose_needs_a_reason_and_stands_beside_the_old() -> None:
    begun = (*d.IN_POOL, d.withdrawn)
    because = d.PUBLISH.model_copy(update={"reason": "补填涉及单位"})

    draw.given(*d.IN_POOL).when(WITHDRAW).then(d.withdrawn)
    draw.given(*begun).when(d.PUBLISH).then_rejected("new-pool-needs-a-reason")
    (event,) = draw.given(*begun).when(because).result
    assert (event.round, event.reason, event.same_as) == (2, "补填涉及单位", None)
    (after,) = draw.given(*d.CLOSED).when(because).result
    assert after.round == 2


def test_a_pool_cannot_be_withdrawn_once_the_draw_is_called() -> None:
    draw.given(*d.CALLED).when(WITHDRAW).then_rejected("draw-elsewhere")
    draw.given(*d.PERFORMED).when(WITHDRAW).then_rejected("draw-elsewhere")
    draw.given(*d.IN_POOL, d.withdrawn).when(WITHDRAW).then_nothing()


# ------------------------------------------------------------------------------------- interests


def test_who_declares_an_interest_is_not_drawn() -> None:  # 13.3-7
    declare = c.DeclareInterest(talent="t-2", what=d.declared.what)
    stranger = declare.model_copy(update={"talent": "t-9"})
    (called,) = draw.given(*d.IN_POOL, d.declared, d.by_a, d.by_b).when(CALL).result

    draw.given(*d.IN_POOL).when(declare).then(d.declared)
    draw.given(*d.IN_POOL, d.declared).when(declare).then_nothing()
    draw.given(*d.IN_POOL).when(stranger).then_rejected("not-in-pool")
    assert (called.size, called.left) == (3, pool_digest(("t-1", "t-3", "t-4")))
    history = (*d.IN_POOL, d.declared, d.by_a, d.by_b, called, d.sealed, d.of_a)
    _, performed = draw.given(*history).when(d.REVEAL_B).result
    assert sorted(performed.order) == ["t-1", "t-3", "t-4"]


def test_after_the_call_no_interest_takes_anybody_out() -> None:
    declare = c.DeclareInterest(talent="t-2", what="晚了")

    draw.given(*d.CALLED).when(declare).then_rejected("draw-elsewhere")


def test_there_is_time_to_declare_before_the_call() -> None:
    history = (d.asked, d.published, d.by_a, d.by_b)
    called = replace(OFFICE, today=d.published.callable_from)

    draw.given(*history).when(CALL).then_rejected("interests-still-open")
    assert draw.given(*history).when(CALL, called).result[0].on == d.published.callable_from


# --------------------------------------------------------------------------------------- numbers


def test_two_persons_of_two_bodies_commit() -> None:  # model 9
    draw.given(*d.IN_POOL).when(d.COMMIT_A, QIAN).then(d.by_a)
    draw.given(*d.IN_POOL, d.by_a).when(d.COMMIT_A, QIAN).then_nothing()
    draw.given(*d.IN_POOL, d.by_a).when(d.COMMIT_B, SUN).then(d.by_b)


def test_one_person_or_one_body_does_not_commit_twice() -> None:
    elsewhere = replace(SUN, known_as=frozenset({"sun", "qian"}))
    of_the_same = c.CommitNumber(body=d.A.body, commitment="0" * 64)
    colleague = d.of("wang", "yz-culture")

    draw.given(*d.IN_POOL, d.by_a).when(d.COMMIT_B, elsewhere).then_rejected("same-hand")
    draw.given(*d.IN_POOL, d.by_a).when(of_the_same, colleague).then_rejected("same-body")


def test_who_publishes_or_calls_does_not_commit() -> None:
    publisher = replace(QIAN, known_as=frozenset({"qian", "office"}))
    caller = replace(OFFICE, known_as=frozenset({"office", "sun"}))

    draw.given(*d.IN_POOL).when(d.COMMIT_A, publisher).then_rejected("same-hand")
    draw.given(*d.COMMITTED).when(CALL, caller).then_rejected("own-number")


def test_nobody_commits_in_the_name_of_another_body_or_of_one_that_ended() -> None:
    ended = d.BODY.fold([(d.committee, s.COUNTY), (s.council_ended, s.COUNTY)])
    over = replace(QIAN, states={**d.STATES, "body/yz-culture": ended})

    draw.given(*d.IN_POOL).when(d.COMMIT_A, SUN).then_rejected("other-body")
    draw.given(*d.IN_POOL).when(d.COMMIT_A, over).then_rejected("other-body")


def test_a_copied_commitment_is_refused_and_could_not_be_opened() -> None:
    copied = c.CommitNumber(body=d.B.body, commitment=d.by_a.commitment)
    as_if = d.by_b.model_copy(update={"commitment": d.by_a.commitment})
    history = (*d.IN_POOL, d.by_a, as_if, *d.LONG_OPEN[-2:], d.of_a)
    same_number = c.RevealNumber(body=d.B.body, number=d.A.number, nonce=d.A.nonce)

    draw.given(*d.IN_POOL, d.by_a).when(copied, SUN).then_rejected("commitment-copied")
    draw.given(*history).when(same_number, SUN).then_rejected("number-does-not-fit")


def test_more_may_commit_but_not_many() -> None:
    others = [
        d.by_a.model_copy(update={"body": f"b-{n}", "by": f"p-{n}", "commitment": f"{n:064}"})
        for n in range(5)
    ]

    draw.given(*d.IN_POOL, *others[:4]).when(d.COMMIT_A, QIAN).then(d.by_a)
    draw.given(*d.IN_POOL, *others).when(d.COMMIT_A, QIAN).then_rejected("enough-committed")


# -------------------------------------------------------------------------------------- the call


def test_the_draw_is_called_once_everything_is_settled() -> None:
    draw.given(*d.COMMITTED).when(CALL).then(d.called)
    draw.given(*d.CALLED).when(CALL).then_nothing()
    draw.given(*d.IN_POOL, d.by_a).when(CALL).then_rejected("too-few-numbers")


def test_after_the_call_nobody_commits_any_more() -> None:
    draw.given(*d.CALLED).when(d.COMMIT_A, WHOEVER).then_rejected("draw-elsewhere")


def test_too_few_that_are_left_are_not_drawn_from() -> None:
    gone = [d.declared.model_copy(update={"talent": each}) for each in d.FOUR[:3]]

    draw.given(*d.IN_POOL, *gone, d.by_a, d.by_b).when(CALL).then_rejected("pool-too-small")


def test_the_call_is_sealed_once() -> None:
    seal = c.SealCall(round=1, digest=d.SEAL)

    draw.given(*d.COMMITTED, d.called).when(seal).then(d.sealed)
    draw.given(*d.CALLED).when(seal.model_copy(update={"digest": "6" * 64})).then_nothing()


# ------------------------------------------------------------------------------ the numbers told


def test_the_last_number_makes_the_order() -> None:  # 13.3-7
    draw.given(*d.CALLED).when(d.REVEAL_A, QIAN).then(d.of_a)
    draw.given(*d.CALLED, d.of_a).when(d.REVEAL_A, QIAN).then_nothing()
    draw.given(*d.CALLED, d.of_a).when(d.REVEAL_B, SUN).then(d.of_b, d.performed)
    draw.given(*d.PERFORMED).when(d.REVEAL_B, SUN).then_nothing()


def test_the_order_does_not_depend_on_who_reveals_first() -> None:
    _, performed = draw.given(*d.CALLED, d.of_b).when(d.REVEAL_A, QIAN).result

    assert performed == d.performed


@pytest.mark.parametrize("change", [{"number": "271829"}, {"nonce": "d" * 64}, {"body": "yz-x"}])
def test_only_what_was_committed_to_is_taken(change: dict[str, str]) -> None:
    other = d.REVEAL_A.model_copy(update=change)

    draw.given(*d.CALLED).when(other, QIAN).then_rejected("number-does-not-fit")


def test_whoever_holds_a_number_may_reveal_it() -> None:
    """From a sealed envelope: so nobody can keep a result back by being silent."""
    (told,) = draw.given(*d.CALLED).when(d.REVEAL_A).result

    assert told == d.of_a.model_copy(update={"by": "office"})


def test_the_call_without_its_numbers_is_void_after_the_limit_and_says_whose() -> None:
    void = c.VoidDraw(reason=d.voided.reason)
    after = replace(OFFICE, today=date(2026, 3, 4))
    nobody = d.voided.model_copy(update={"not_revealed": (d.A.body, d.B.body)})

    draw.given(*d.CALLED, d.of_a).when(void, TOMORROW).then_rejected("reveal-still-open")
    draw.given(*d.CALLED, d.of_a).when(void, after).then(d.voided)
    draw.given(*d.CALLED).when(void, after).then(nobody)
    draw.given(*d.CALLED, d.of_a, d.voided).when(void, after).then_nothing()
    draw.given(*d.CALLED, d.of_a).when(d.REVEAL_B, after).then_rejected("reveal-late")


def test_a_void_draw_is_repeated_from_the_same_pool_by_other_bodies() -> None:
    over = (*d.CALLED, d.declared, d.of_a, d.voided)
    again = (*over, d.repeated)
    of_a = d.committed(d.A, "qian", 2)

    draw.given(*over).when(REPEAT).then(d.repeated.model_copy(update={"by": "office"}))
    draw.given(*over).when(d.PUBLISH).then_rejected("same-pool")
    barred = c.CommitNumber(body=d.B.body, commitment=commitment(d.KEY, 2, d.B))
    draw.given(*again).when(barred, SUN).then_rejected("body-barred")
    used = c.CommitNumber(body=d.A.body, commitment=d.by_a.commitment)
    draw.given(*again).when(used, QIAN).then_rejected("commitment-copied")
    fresh = c.CommitNumber(body=d.A.body, commitment=of_a.commitment)
    draw.given(*again).when(fresh, QIAN).then(of_a)
    body = {"body/yz-third": d.STATES["body/yz-water"]}
    by = replace(WHOEVER, states=body)
    third = d.committed(THIRD_BODY, "li", 2)
    command = c.CommitNumber(body=third.body, commitment=third.commitment)
    draw.given(*again, of_a).when(command, by).then(third)
    (called,) = draw.given(*again, of_a, third).when(CALL).result
    assert (called.digest, called.size) == (d.published.digest, 3), "the interest still counts"
