"""The same bytes everywhere, whatever people write (traps 11, T1)."""

import asyncio
import json
import os
import sys
import unicodedata
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from contracts.text import DocumentNumber, Passage, Sentence, Title
from runtime.carrying.relay import Relay
from runtime.refusals import Misfit
from runtime.writing import ledger, staged
from tests.faults.exactness import LEAST, UNITS, anything, pipeline, wishes
from tests.noting import Noted

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
CASES = int(os.environ.get("YISHI_CONTENTS", "120"))


@contextmanager
def flowing(postgres, nats, relay=Relay):
    """`check(batch)` sends a batch through everything; in a loop of its own, for Hypothesis waits
    for nobody."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        made = pipeline(postgres, nats.url, relay)
        found = runner.run(made.__aenter__())
        try:
            yield found, lambda batch: runner.run(found.check(batch))
        finally:
            runner.run(made.__aexit__(*sys.exc_info()))


def for_all(check, cases):
    """Try so many contents, in batches."""

    @settings(
        max_examples=-(-cases // LEAST),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(wishes)
    def run(batch):
        check(batch)

    run()


@pytest.mark.timeout(120 + CASES // 10)
def test_every_copy_has_the_bytes_that_were_written_first(postgres, fresh_nats):
    with flowing(postgres, fresh_nats) as (found, check):
        for_all(check, CASES)

    print(f"{found.count} contents, {found.bytes} bytes, the largest event {found.largest}")
    assert found.count >= CASES


PLAIN = Noted(title="长", sentence="长", passage="长", number="1", raw="", whole=1, inside=None)


def test_the_largest_events_pass_and_one_byte_more_does_not(postgres, fresh_nats):
    with flowing(postgres, fresh_nats) as (found, check):
        check([(PLAIN, "wei", UNITS[0])])
        room = staged.MOST_BYTES - found.largest
        full = PLAIN.model_copy(update={"raw": "村" * (room // 3) + "x" * (room % 3)})
        check([(full, "wei", UNITS[0])] * 12)
        assert found.largest == staged.MOST_BYTES
        over = full.model_copy(update={"raw": full.raw + "x"})
        with pytest.raises(Misfit, match="cannot hold that much"):
            check([(over, "wei", UNITS[0])])


def dumped(body):
    """Read and written again: the same to every reader of JSON."""
    return json.dumps(json.loads(body), separators=(",", ":")).encode()


def composed(body):
    return unicodedata.normalize("NFC", body.decode()).encode()


def relay_that(changes):
    class Careless(Relay):
        async def _publish(self, rows, reply, epoch):
            changed = [{**row, "body": changes(row["body"])} for row in rows]
            await super()._publish(changed, reply, epoch)

    return Careless


def found_out(postgres, nats, by, relay=Relay):
    with (
        pytest.raises(AssertionError, match=by),
        flowing(postgres, nats, relay) as (_, check),
    ):
        check([(PLAIN.model_copy(update={"raw": "e\u0301"}), "wei", UNITS[0])])  # two characters


@pytest.mark.parametrize("changes", [dumped, composed])
def test_a_relay_that_sends_other_bytes_is_found_out(postgres, fresh_nats, changes):
    """Negative control."""
    found_out(postgres, fresh_nats, "stream against ledger", relay_that(changes))


def test_a_writer_that_composes_what_was_written_is_found_out(postgres, fresh_nats, monkeypatch):
    """Negative control: its chain and all copies agree, on something that nobody said."""
    encode = staged.encode
    monkeypatch.setattr(staged, "encode", lambda record: composed(encode(record)))

    found_out(postgres, fresh_nats, "ledger against what was asked")


def test_a_writer_that_stores_other_bytes_than_it_chained_is_found_out(
    postgres, fresh_nats, monkeypatch
):
    """Negative control."""
    append = ledger.append

    async def stored(connection, rows, previous, beside):
        altered = [row._replace(body=dumped(row.body)) for row in rows]
        await append(connection, altered, previous, beside)

    monkeypatch.setattr(ledger, "append", stored)

    found_out(postgres, fresh_nats, "the ledger's chain")


KINDS = [TypeAdapter(kind) for kind in (Title, Sentence, Passage, DocumentNumber)]


@settings(max_examples=100, database=None, deadline=None)
@given(anything, anything, st.characters(categories=["Cs"]))
def test_half_a_character_and_nul_are_no_text(before, after, half):
    for kind in KINDS:
        with pytest.raises(ValidationError):
            kind.validate_python(f"议{before}{half}{after}")
        with pytest.raises(ValidationError):
            kind.validate_json(f'"议\\u{ord(half):04x}"')
        with pytest.raises(ValidationError):
            kind.validate_python(f"议{before}\0{after}议")
