"""A thousand worlds out of a thousand numbers; the number of a bad one is printed."""

import os

import pytest

from runtime.writing.ledger import Broken, WentBack
from tests.faults.simulation.chance import Wrong
from tests.faults.simulation.world import simulate

SEEDS = int(os.environ.get("YISHI_SEEDS", "1000"))
PARTS = 4


@pytest.fixture(autouse=True)
def silence(caplog):
    """What the real relay and reader have to say about a bad world would fill pages."""
    caplog.set_level(100)


def tried(seed: int, **mistakes) -> BaseException | None:
    try:
        simulate(seed, **mistakes)
    except Exception as error:
        return error
    return None


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_relay_and_reader_come_through_every_world(part):
    for seed in range(part * SEEDS // PARTS, (part + 1) * SEEDS // PARTS):
        if error := tried(seed):
            raise AssertionError(
                f"seed {seed}: {error!r}. Again: python -m tests.soak simulation {seed}"
            ) from error


@pytest.mark.parametrize(
    "mistake", [{"forgets": "Nats-Expected-Last-Sequence"}, {"torn": True}, {"skips": True}]
)
def test_a_careless_relay_or_reader_is_found_out(mistake):
    """Negative control: most worlds are too bad for a program with a mistake; some end because the
    relay itself sees that stream and ledger differ."""
    found = [tried(seed, **mistake) for seed in range(60)]
    assert any(isinstance(each, Wrong | Broken | WentBack) for each in found), found


def test_the_same_seed_is_the_same_world():
    seed = next(seed for seed in range(60) if isinstance(tried(seed, torn=True), Wrong))

    first, again = (tried(seed, torn=True) for _ in range(2))

    assert repr(first) == repr(again)
