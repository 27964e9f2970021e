"""Whoever owns PostgreSQL or NATS changes something, and the auditor names it: a row for each.

As in the adversary's table (28 November 2026): a superuser with `session_replication_role=replica`,
who meets no trigger, and whoever may make a stream anew. Each deed is undone before the next.
"""

import json
import re
from pathlib import Path
from uuid import uuid4

import pytest

from runtime.envelope import chain
from runtime.keys import Trusted
from runtime.proving.verify import copies
from runtime.proving.verify.findings import MOST, Finding, Telling
from tests.hostile.tampering import (
    COPIES,
    EFFECTS,
    LEDGER,
    READER,
    STREAM,
    Place,
    a_place,
    retold,
    seen,
)


@pytest.fixture(scope="module")
async def place(postgres, nats_server):
    async with a_place(postgres, nats_server) as found:
        yield found


async def test_nothing_is_found_before_anything_is_done(place: Place):
    async with place.tampered() as connections:
        assert await place.findings(connections) == []
        for table in ("unanswered", "already_so"):
            row = await connections["echo"].fetchrow(f"SELECT source, position FROM {table}")
            assert row["source"] == "COUNTING", "there is something to look for"


def body(position: int, old: str, new: str) -> str:
    """Replace text in one body, and nothing else."""
    changed = f"replace(convert_from(body, 'UTF8'), '{old}', '{new}')"
    return f"UPDATE ledger SET body = convert_to({changed}, 'UTF8') WHERE position = {position}"


NO_KEYS = "ALTER TABLE {0} DROP CONSTRAINT {0}_pkey CASCADE"

DEEDS = {
    "one character of a body": ([("counting", body(5, '"label":"4"', '"label":"9"'))],
        {(LEDGER, 5), (STREAM, 5), (COPIES, 5), ("table counting.counters", 5)}),
    "one character of JSON's own": ([("counting", body(5, '{"specversion"', '!"specversion"'))],
        {(LEDGER, 5), (STREAM, 5), (COPIES, 5), ("read models counting", 5)}),
    "two unreadable bodies": (
        [("counting", "UPDATE ledger SET body = '[]' WHERE position = 3"),
         ("counting", "UPDATE ledger SET body = '\\xff'::bytea WHERE position = 7")],
        {(LEDGER, 3), (LEDGER, 7), ("read models counting", 3), ("read models counting", 7)}),
    "a body as deep as JSON goes": (
        [("counting", "UPDATE ledger SET body = convert_to(repeat('[', 100000), 'UTF8')"
                      " WHERE position = 4")],
        {(LEDGER, 4), ("read models counting", 4), (EFFECTS, 4)}),
    "wrong data in a body": ([("counting", body(5, '"label":"4"', '"lebal":"4"'))],
        {(LEDGER, 5), ("read models counting", 5), (EFFECTS, 5)}),
    "a body that is a number, and one that is text": (
        [("counting", "UPDATE ledger SET body = '7' WHERE position = 3"),
         ("counting", "UPDATE ledger SET body = '\"x\"' WHERE position = 4")],
        {(LEDGER, 3), (LEDGER, 4)}),
    "a number too long to be one": (
        [("counting", body(5, '"sequence":"0000000000000005"',
                           '"sequence":"' + "9" * 5000 + '"'))],
        {(LEDGER, 5), ("ledger counting column position", 5)}),
    "an unknown type": (
        [("counting", "UPDATE ledger SET type = 'yishi.counting.Nothing' WHERE position = 5")],
        {("ledger counting type", 5), ("ledger counting column type", 5)}),
    "a hash": ([("counting", "UPDATE ledger SET hash = sha256('x') WHERE position = 7")],
        {(LEDGER, 7), (LEDGER, 8), (STREAM, 7)}),
    "the last event": ([("counting", "DELETE FROM ledger WHERE position = 15")],
        {("ledger counting head", 15), (STREAM, 15), (READER, 15)}),
    "an event in the middle": ([("counting", "DELETE FROM ledger WHERE position = 6")],
        {(LEDGER, 6), (STREAM, 6), (COPIES, 0)}),
    "a doubled event": (
        [("counting", NO_KEYS.format("ledger")),
         ("counting", "ALTER TABLE ledger DROP CONSTRAINT ledger_stream_version"),
         ("counting", "INSERT INTO ledger SELECT * FROM ledger WHERE position = 6")],
        {(LEDGER, 6), ("ledger counting id", 0)}),
    "the time of a row": (
        [("counting", "UPDATE ledger SET recorded_at = recorded_at + interval '1 s'"
                      " WHERE position = 5")],
        {("ledger counting column recorded_at", 5)}),
    "who asked, and which stream": (
        [("counting", "UPDATE ledger SET command_id = gen_random_uuid() WHERE position = 5"),
         ("counting", "UPDATE ledger SET stream = 'counter/x' WHERE position = 6")],
        {("ledger counting column command_id", 5), ("ledger counting column stream", 6)}),
    "to which matter it belongs": (
        [("counting", "UPDATE ledger SET matter = 'another' WHERE position = 5")],
        {("ledger counting column matter", 5)}),
    "a clock that went ahead and came back": (
        [("counting", "UPDATE ledger SET recorded_at = now() + interval '400 days'"
                      " WHERE position = 5")],
        {("ledger counting clock", 5), ("ledger counting clock", 6)}),
    "the head's position": ([("counting", "UPDATE ledger_head SET position = 16")],
        {("ledger counting head", 16)}),
    "the head's hash": ([("counting", "UPDATE ledger_head SET hash = sha256('x')")],
        {("ledger counting head", 15)}),
    "no head": ([("counting", "DELETE FROM ledger_head")], {("ledger counting head", 0)}),
    "two heads": (
        [("counting", NO_KEYS.format("ledger_head")),
         ("counting", "INSERT INTO ledger_head SELECT * FROM ledger_head")],
        {("ledger counting head", 0)}),
    "no ledger": ([("counting", "DROP TABLE ledger CASCADE")],
        {(LEDGER, 0), (STREAM, 0), ("read models counting", 0), ("effects echo", 0)}),
    "no table of heads": ([("counting", "DROP TABLE ledger_head")], {(LEDGER, 0)}),
    "a row of a read model": ([("counting", "UPDATE counters SET label = '?' WHERE as_of = 2")],
        {("table counting.counters", 2)}),
    "a row less and one more": (
        [("counting", "DELETE FROM counters WHERE as_of = 2"),
         ("counting", "INSERT INTO counters VALUES ('x', 'x', 1, '0', '0', 1)")],
        {("table counting.counters", 2), ("table counting.counters", 1)}),
    "a doubled row of a read model": (
        [("counting", NO_KEYS.format("counters")),
         ("counting", "INSERT INTO counters SELECT * FROM counters WHERE as_of = 3")],
        {("table counting.counters", 0)}),
    "no read model": ([("counting", "DROP TABLE counters")], {("table counting.counters", 0)}),
    "a column less": ([("counting", "ALTER TABLE counters DROP COLUMN label")],
        {("table counting.counters", 2)}),
    "rows of others": ([("echo", "UPDATE echoes SET position = 99 WHERE position = 3")],
        {("table echo.echoes", 0)}),
    "the shape of read models": (
        [("echo", "UPDATE read_model_shape SET digest = 'x' WHERE name = 'references'")],
        {("read models echo", 0)}),
    "a reader's hash": ([("echo", "UPDATE readers SET hash = sha256('x') WHERE position > 0")],
        {(READER, 15)}),
    "a reader beyond the end": ([("echo", "UPDATE readers SET position = 99 WHERE position > 0")],
        {(READER, 99)}),
    "a reader back at the beginning": (
        [("echo", "UPDATE readers SET position = 0, hash = decode(repeat('00', 32), 'hex')")],
        {(READER, 0), ("table echo.echoes", 0)}),
    "no reader": ([("echo", "DELETE FROM readers WHERE source = 'COUNTING'")], {(READER, 0)}),
    "no readers at all": ([("echo", "DROP TABLE readers")],
        {("reader echo", 0), ("effects echo", 0), ("read models echo", 0)}),
    "a doubled reader, and one too many": (
        [("echo", NO_KEYS.format("readers")),
         ("echo", "INSERT INTO readers SELECT * FROM readers"),
         ("echo", "INSERT INTO readers VALUES ('ELSEWHERE', 0, '')")],
        {("reader echo", 0)}),
    "a refusal less": ([("echo", "DELETE FROM unanswered")], {(EFFECTS, 13)}),
    "a refusal more": (
        [("echo", "INSERT INTO unanswered (command_id, source, position, policy, key, rule,"
                  " chinese, english) VALUES (gen_random_uuid(), 'COUNTING', 4,"
                  " 'when_begun_begin_here', 'x', 'not-found', 'x', 'x')")],
        {("unanswered echo", 4)}),
    "an answer `already so` less": ([("echo", "DELETE FROM already_so")], {(EFFECTS, 15)}),
    "an answer `already so` more": (
        [("echo", "INSERT INTO already_so VALUES (gen_random_uuid(), 'COUNTING', 99,"
                  " 'when_begun_begin_here')")],
        {("already_so echo", 99)}),
    "from where effects are known": ([("echo", "DELETE FROM policies")], {(EFFECTS, 0)}),
    "a key of nothing": (
        [("counting", "INSERT INTO command_keys VALUES (gen_random_uuid(), 'x')")],
        {("command_keys counting", 0)}),
}  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS)
async def test_what_is_changed_in_postgresql_is_named(place: Place, deed: str):
    statements, expected = DEEDS[deed]

    async with place.tampered(*statements) as connections:
        found = await place.findings(connections)

    assert expected <= seen(found), "\n".join(map(str, found))


async def test_a_reader_that_somebody_moved_forward_left_no_effects(place: Place):
    """S12: over the events 14 and 15 with the right hash, their effects taken away."""
    async with place.tampered(
        ("echo", "DELETE FROM ledger WHERE position > 12"),
        ("echo", "DELETE FROM unanswered"),
        ("echo", "DELETE FROM already_so"),
    ) as connections:
        found = await place.findings(connections)

    missing = [each for each in found if each.kind == EFFECTS]
    assert [each.position for each in missing] == [13, 14, 15]
    assert missing[0].what.startswith("when_begun_begin_here of ")


async def test_what_was_before_effects_were_kept_and_what_was_passed_is_not_missed(place: Place):
    row = await place.world.echo.pool.fetchrow("SELECT * FROM ledger WHERE position = 1")
    deed = json.dumps({"data": {"position": 15}}).encode()
    async with place.tampered(
        ("echo", "DELETE FROM unanswered"),
        ("echo", "DELETE FROM already_so"),
        ("echo", "UPDATE policies SET since = 13"),
    ) as connections:
        await connections["echo"].execute(
            "INSERT INTO ledger SELECT 99, $2, 'reader/COUNTING', 1, type, unit, matter,"
            " recorded_at, id, $1, hash FROM ledger WHERE position = 1",
            deed,
            uuid4(),
        )
        found = await place.findings(connections)

    assert row is not None
    assert [each for each in found if each.kind == EFFECTS] == []


@pytest.mark.parametrize(
    ("deed", "left"), [("TimeSetBack", []), ("ClockSimulated", [1, 2, 3, 4, 5])]
)
async def test_time_that_went_back_on_record_is_no_finding(
    place: Place, deed: str, left: list[int]
):
    async with place.tampered(
        ("counting", "UPDATE ledger SET recorded_at = recorded_at + interval '1 hour'"
                     " WHERE position <= 5"),
        ("counting", f"UPDATE ledger SET type = 'yishi.counting.{deed}' WHERE position = 6"),
    ) as connections:  # fmt: skip
        found = await place.findings(connections)

    clock = [each.position for each in found if each.kind == "ledger counting clock"]
    assert clock == left, "which are of a time that is not yet, and nobody said so"


async def rewritten(connection, position: int, old: str, new: str):
    """A body, and the chain after it, made anew with all hashes, and the head."""
    await connection.execute(body(position, old, new))
    rows = await connection.fetch("SELECT position, body, hash FROM ledger ORDER BY position")
    previous = bytes(32)
    for row in rows:
        previous = chain(previous, row["body"])
        await connection.execute(
            "UPDATE ledger SET hash = $1 WHERE position = $2", previous, row["position"]
        )
    await connection.execute("UPDATE ledger_head SET hash = $1", previous)


async def test_where_both_copies_are_sound_neither_is_given_up(place: Place):
    """S3: the ledger rewritten with all its hashes; the true copy is the stream. No key is known:
    of a history from before there were any, it is the same."""
    async with place.tampered() as connections:
        await rewritten(connections["counting"], 5, '"label":"4"', '"label":"9"')
        found = await place.findings(connections, Trusted())

    [conclusion] = [each for each in found if each.kind == COPIES]
    assert conclusion.position == 5
    assert conclusion.found.count("is sound by itself to its end, position 15") == 2
    assert "rebuild nothing and restore nothing yet" in conclusion.advice
    assert "echo has read what the stream has, up to 15." in conclusion.advice
    assert "streams rebuild" not in conclusion.advice
    assert [each.position for each in found if each.kind == STREAM] == [5, 5], "and not one each"
    assert {"ledger counting signature", "stream COUNTING signature"} <= {f.kind for f in found}
    assert not [each for each in found if each.kind == LEDGER], "its chain is perfect"


async def test_the_copy_that_its_service_has_signed_is_the_true_one(place: Place):
    async with place.tampered() as connections:
        await rewritten(connections["counting"], 5, '"label":"4"', '"label":"9"')
        found = await place.findings(connections)

    [conclusion] = [each for each in found if each.kind == COPIES]
    assert (
        "stream COUNTING is sound by itself to its end, position 15, and signed by its service"
        in (conclusion.found)
    )
    assert "The stream is the copy that its service has signed" in conclusion.advice
    assert "Do not rebuild the stream" in conclusion.advice
    [unsigned] = [each for each in found if each.kind.endswith("signature")]
    assert unsigned.kind == "ledger counting signature"
    assert unsigned.position <= 5


async def test_both_copies_rewritten_readers_and_read_models_too_are_not_signed(place: Place):
    """The table's rows 3 and 4: before, nothing stood against it."""
    async with place.tampered() as connections:
        counting, echo = connections["counting"], connections["echo"]
        await rewritten(counting, 5, '"label":"4"', '"label":"9"')
        rows = await counting.fetch("SELECT position, body, hash FROM ledger")
        await counting.execute("UPDATE counters SET label = '9' WHERE as_of = 5")
        await echo.execute(
            "UPDATE readers SET hash = $1 WHERE source = 'COUNTING'",
            await counting.fetchval("SELECT hash FROM ledger WHERE position = 15"),
        )
        bodies = {row["position"]: row["body"] for row in rows}
        hashes = {row["position"]: row["hash"].hex() for row in rows}
        async with retold(place, body=bodies, hash=hashes):
            found = await place.findings(connections)

    assert {each.kind for each in found} == {
        "ledger counting signature",
        "stream COUNTING signature",
    }


async def test_a_stream_that_is_sound_is_named_where_the_ledger_is_not(place: Place):
    async with place.tampered(("counting", body(5, '"label":"4"', '"label":"9"'))) as connections:
        found = await place.findings(connections)

    [conclusion] = [each for each in found if each.kind == COPIES]
    assert "ledger counting breaks by itself at position 5" in conclusion.found
    assert "The stream is the sound copy: do not rebuild it." in conclusion.advice


async def test_no_more_is_told_than_a_person_reads(place: Place):
    telling = Telling()
    told: list[str] = []
    async with place.tampered(
        ("counting", "INSERT INTO counters SELECT 'x' || n, 'x', 1, '0', '0', 1"
                     " FROM generate_series(1, 500) AS n"),
    ) as connections:  # fmt: skip
        for each in await place.findings(connections):
            told += telling.next(each)
    told += telling.rest()

    assert telling.total == 500
    assert len(told) == MOST + 1
    assert told[-1] == "table counting.counters: and 480 more of these"


def test_what_somebody_wrote_does_not_rule_the_terminal():
    said = str(Finding("k", 1, "a\x1b[2J\nledger topics: all is well", "\ud800" + "x" * 1000))
    assert said.isprintable()
    assert "\\x1b[2J\\nledger" in said
    assert len(said) < 500


@pytest.mark.parametrize(
    "advice", ["_STREAM_IS_SOUND", "_LEDGER_IS_SOUND", "_ONE_IS_REWRITTEN", "_STREAM_IS_SIGNED"]
)
def test_the_guide_shows_each_advice_as_it_is_given(advice: str):
    said = getattr(copies, advice).format("topics")
    guide = (Path(__file__).parents[2] / "docs/guides/operator.md").read_text("utf-8")

    assert said.split(". ")[0].split(" yet.")[0] in guide
    for section in re.findall(r"6\.\d", said):
        assert f"### {section} " in guide
