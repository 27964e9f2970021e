"""Whatever is asked of any aggregate, in whatever order, nothing breaks (issue 10, 13.3, model 13).

Lives are lists of numbers, each of which is a deed (tests/lives/drawing.py): where a life breaks
something, hypothesis finds the shortest one. `make test` draws the same few each time, `make soak`
many others.
"""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contracts.event import Event
from runtime.aggregate import Aggregate
from tests.lives.again import AGAIN, SELDOM
from tests.lives.audits import Audit
from tests.lives.audits.every import AUDITS
from tests.lives.drawing import Lives, by_reaction
from tests.lives.watched import Tally
from tests.slices.every import EXAMPLES
from tests.slices.example import Examples

EVERY = [
    (name, aggregate.name) for name, all in EXAMPLES.items() for aggregate in all.service.aggregates
]
each = pytest.mark.parametrize(("service", "kind"), EVERY, ids=map("/".join, EVERY))
FEW, MANY = 40, 1500
SHARE = 0.1
"""Of what is asked, as much is accepted at least: lives in which nothing happens prove little."""


def lived(
    all: Examples,
    aggregate: Aggregate,
    lives: int,
    *,
    same: bool = True,
    phases: Sequence[Phase] = (Phase.generate, Phase.shrink),
) -> tuple[Tally, list[Sequence[Event]]]:
    """What came of so many lives, and some of the histories. `same`: of the same ones each time."""
    drawn, tally = Lives(all, aggregate), Tally()
    histories: list[Sequence[Event]] = []
    small = aggregate.name == "rules"  # each of its commands is a whole profile
    least, most = (5, 9) if small else (25, 45)

    @settings(
        max_examples=lives // 5 if small else lives,
        derandomize=same,
        phases=phases,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 10_000), st.lists(st.integers(0, 2**20), min_size=least, max_size=most))
    def live(start: int, numbers: list[int]) -> None:
        world = drawn.lived(start, numbers, tally)
        if len(histories) < 200:
            mine = f"{aggregate.name}/"
            told = (life for name, life in world.lives.items() if name.startswith(mine))
            histories.extend([event for event, _ in life] for life in told if life)

    live()
    return tally, histories


def test_no_aggregate_is_left_out() -> None:
    """Whoever adds one says what must be true of it (tests/lives/audits/every.py)."""
    assert set(AUDITS) == set(EVERY)


@each
def test_whatever_is_asked_nothing_breaks(service: str, kind: str) -> None:  # 13.3, model 13
    all = EXAMPLES[service]
    aggregate = all.service.by_name[kind]
    asked = Lives(all, aggregate).asked
    tally, histories = lived(all, aggregate, FEW if asked else 3 * FEW)

    assert tally.accepted > SHARE * tally.asked, f"{tally.accepted} of {tally.asked} are accepted"
    names = {event.__name__ for event in aggregate.events}
    never = names - set(tally.events)
    print("never in so few lives:", *sorted(never))
    assert len(never) < len(names) / 2, never
    found_out(AUDITS[service, kind], histories)


@pytest.mark.soak
@pytest.mark.timeout(1200)
@each
def test_many_lives_see_every_event_and_nothing_breaks(service: str, kind: str) -> None:
    all = EXAMPLES[service]
    tally, _ = lived(all, all.service.by_name[kind], MANY, same=False)

    never = {event.__name__ for event in all.service.by_name[kind].events} - set(tally.events)
    assert never <= set(SELDOM), never
    assert {name for name in tally.again if name not in AGAIN} == set()


def found_out(audit: Audit, histories: Sequence[Sequence[Event]]) -> None:
    """The control: an audit finds something in some life of which an event is told twice, left out
    or told before the one that led to it."""
    for life in histories:
        for at in range(len(life)):
            for wrong in (
                [*life[: at + 1], *life[at:]],
                [*life[:at], *life[at + 1 :]],
                [*life[:at], *life[at : at + 2][::-1], *life[at + 2 :]],
            ):
                try:
                    if wrong:
                        audit(wrong)
                except (AssertionError, KeyError, ValueError, AttributeError, IndexError):
                    return
    raise AssertionError("an audit that finds nothing proves nothing")


@pytest.mark.parametrize("service", EXAMPLES)
def test_what_follows_by_reaction_is_asked_by_nobody_else(service: str) -> None:
    """Else lives would leave out what a policy or a person asks."""
    all = EXAMPLES[service]
    people = {type(example.when) for example in all.each if example.by.role != "policy"}

    assert not by_reaction(service) & people


def test_what_is_recorded_again_is_a_command_that_there_is() -> None:
    names = {
        command.__name__
        for all in EXAMPLES.values()
        for aggregate in all.service.aggregates
        for command in aggregate.commands
    }
    assert set(AGAIN) <= names
    assert all(AGAIN.values())
