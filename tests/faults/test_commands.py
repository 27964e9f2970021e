"""Whatever is sent again, cut off and crossed: each key is exactly one thing (traps 11, T18)."""

import asyncio
import os
import sys
from contextlib import contextmanager
from dataclasses import fields, replace
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from runtime.ids import uuid7
from runtime.submission import Submission
from runtime.writing.writer import Writer
from tests.faults.commands import Answered, Wish, commands
from tests.faults.test_cancelled_anywhere import Hasty
from tests.support.servers import empty_database

RUNS = int(os.environ.get("YISHI_COMMANDS", "25"))
STEPS = 12


@contextmanager
def replicas(postgres, kind=Writer):
    """In a loop of its own: `ours(coroutine)` runs one in it, for Hypothesis waits for nobody."""

    async def enter():
        database = empty_database(postgres)
        running = commands(await database.__aenter__(), kind)
        return database, running, await running.__aenter__()

    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        database, running, found = runner.run(enter())
        try:
            yield found, runner.run
        finally:
            runner.run(running.__aexit__(*sys.exc_info()))
            runner.run(database.__aexit__(None, None, None))


places = st.integers(0, 30)
patience = st.none() | st.none() | st.integers(0, 40)
faces = {"over_http": st.booleans(), "patience": patience}
begins = st.fixed_dictionaries(
    {"label": st.sampled_from(["A", "A", "B", "bug", "unwritable"]), **faces}
)
raises = st.fixed_dictionaries(
    {"by": st.sampled_from([1, 1, 2, 3, 0, -1]), "counter": places, "stale": st.none() | places}
    | faces
)
again = st.fixed_dictionaries(
    {"again": places, "change": st.sampled_from(["", "", "label", "by", "who"]), **faces}
)


class Clerks(RuleBasedStateMachine):
    """Several clerks at once; what each wish came to is judged within the wave."""

    found = None
    ours = None

    def __init__(self):
        super().__init__()
        self.sent = []
        self.found.versions.clear()  # the same run again must be the same again

    def wish(self, given):
        """From numbers to a counter, a version, an earlier wish."""
        given = dict(given)
        face = {name: given.pop(name) for name in faces}
        if "again" in given:
            if not self.sent:
                return Wish(uuid7(), "wei", label="A", **face)
            earlier = self.sent[given["again"] % len(self.sent)]
            match given["change"]:
                case "who":
                    changes = {"who": "lin"}
                case "by" if earlier.counter:
                    changes = {"by": earlier.by + 1}
                case "label" if not earlier.counter:
                    changes = {"label": earlier.label + "!"}
                case _:
                    changes = {}
            made = {**vars(earlier), **changes, **face}
        else:
            made = {"key": uuid7(), "who": "wei", **given, **face}
            if "by" in given:
                made["counter"] = self.counter(given["counter"])
                stale = made.pop("stale")
                if stale is not None:
                    version = self.found.versions.get(made["counter"], 0)
                    made["if_match"] = max(0, version - stale % 3)
        return Wish(**made)

    def counter(self, number):
        known = [*self.found.versions, str(UUID(int=number))]
        return known[-1 - number % len(known)]

    @rule(
        given=st.lists(begins | raises | again, min_size=1, max_size=10),
        restart=st.none() | st.none() | st.integers(0, 60),
    )
    def many_at_once(self, given, restart):
        wishes = [self.wish(one) for one in given]
        self.sent += wishes
        self.ours(self.found.wave(wishes, restart))

    @rule(given=again | begins, copies=st.integers(2, 8))
    def the_same_many_times_at_once(self, given, copies):
        wish = self.wish(given)
        self.sent.append(wish)
        self.ours(self.found.wave([wish] * copies))

    @rule(number=places, rivals=st.lists(st.booleans(), min_size=2, max_size=20))
    def all_from_the_same_screen(self, number, rivals):
        counter = self.counter(number)
        if (seen := self.found.versions.get(counter)) is None:
            return
        wishes = [
            Wish(uuid7(), "wei", counter, by=1, if_match=seen, over_http=face) for face in rivals
        ]
        final = self.ours(self.found.wave(wishes))
        assert [isinstance(one, Answered) for one in final].count(True) == 1, "exactly one wins"


def play(found, ours, runs, **more):
    class Playing(Clerks):
        pass

    Playing.found, Playing.ours = found, staticmethod(ours)
    run_state_machine_as_test(
        Playing,
        settings=settings(
            max_examples=runs,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            **more,
        ),
    )


@pytest.mark.timeout(120 + 10 * RUNS)
def test_each_key_is_exactly_one_thing(postgres):
    with replicas(postgres) as (found, ours):
        play(found, ours, RUNS)
        ours(found.audit())

    print(sum(found.seen.values()), "wishes", dict(found.seen), "most together", found.together)
    assert found.together > 1
    ends = {each.removeprefix("outcome-unknown: ") for each in found.seen}
    assert {"recorded", "key-reused", "stale", "fault"} <= ends, "too little was tried"
    assert found.seen["outcome-unknown: recorded"]


class Blind(Writer):
    """Does not look at the version that the screen showed."""

    async def ask(self, request):
        return await super().ask(replace(request, if_match=None))


class Forgetful(Writer):
    """Takes whatever is sent for new."""

    async def ask(self, request):
        return await super().ask(replace(request, command_id=uuid7()))


class Trusted(Submission):
    def fingerprint(self):
        return bytes(32)


class Credulous(Writer):
    """Takes the same key for the same thing."""

    async def ask(self, request):
        return await super().ask(
            Trusted(*(getattr(request, each.name) for each in fields(request)))
        )


@pytest.mark.parametrize("kind", [Blind, Forgetful, Credulous, Hasty])
def test_a_careless_writer_is_found_out(postgres, kind):
    """Negative control. What it does wrong by chance it may not do again when asked to."""
    with pytest.raises((AssertionError, Flaky)), replicas(postgres, kind) as (found, ours):
        play(found, ours, 100, phases=[Phase.generate])
