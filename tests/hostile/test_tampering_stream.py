"""Whoever owns NATS makes a stream anew with something changed, and the auditor names it."""

import json

import pytest

from runtime.envelope import chain
from tests.hostile.tampering import COPIES, STREAM, Place, a_place, retold, seen, tell


@pytest.fixture(scope="module")
async def place(postgres, nats_server):
    async with a_place(postgres, nats_server) as found:
        yield found


TOLD = {
    "subject": (
        "subject",
        "yishi.counting.Nothing.internal.62.01.23.109.200",
        ("stream COUNTING subject", 5),
    ),
    "unit": ("subject", "yishi.counting.Begun.99.99.99.999.999", ("stream COUNTING subject", 5)),
    "body": ("body", b"{}", ("stream COUNTING chain", 5)),
    "hash": ("hash", "00" * 32, ("stream COUNTING chain", 5)),
    "no hash": ("hash", "", ("stream COUNTING chain", 5)),
    "a hash that is none": ("hash", "zz", ("stream COUNTING chain", 5)),
    "position": ("position", "12", ("stream COUNTING Yishi-Position", 5)),
    "content type": ("content_type", "text/html", ("stream COUNTING content-type", 5)),
    "epoch": ("epoch", "x", ("stream COUNTING what is around it", 5)),
    "signature": ("signature", "k:AAAA", ("stream COUNTING Yishi-Signature", 5)),
    "trace": ("trace", f"00-{'a' * 32}-{'b' * 16}-01", ("stream COUNTING traceparent", 5)),
}


@pytest.mark.parametrize("name", TOLD)
async def test_what_is_changed_in_the_stream_is_named(place: Place, name: str):
    what, value, expected = TOLD[name]

    async with retold(place, **{what: {5: value}}), place.tampered() as connections:
        found = await place.findings(connections)

    assert expected in seen(found), "\n".join(map(str, found))
    assert {each.position for each in found} <= {0, 5, 6}, "and nothing else"


async def test_a_message_that_somebody_published_is_named(place: Place):
    last = place.messages[-1]
    forged = json.dumps({**json.loads(last.body), "sequence": f"{16:016d}"}).encode()
    headers = {"Yishi-Hash": chain(bytes.fromhex(last.hash), forged).hex()}
    try:
        await place.world.client.jetstream().publish(last.subject, forged, headers=headers)
        async with place.tampered() as connections:
            found = await place.findings(connections)
    finally:
        await tell(place, {})

    assert (STREAM, 16) in seen(found)
    [conclusion] = [each for each in found if each.kind == COPIES]
    assert "somebody else published" in conclusion.advice
    assert "yishi streams rebuild counting" in conclusion.advice
