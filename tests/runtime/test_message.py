"""What must be true of a message before anybody acts on it, whoever sent it."""

import pytest

from runtime.carrying.message import (
    CONTENT_TYPE,
    Message,
    chained,
    header_lines,
    misfit,
    of_headers,
    of_wire,
    vouched,
)
from runtime.envelope import GENESIS, chain, subject
from runtime.keys import Trust, Trusted
from runtime.signer import Signer
from runtime.writing.ledger import Broken
from tests.faults.simulation.databases import history
from tests.support.keys import private

ROW = history()[0]


def message(**changes):
    """The first message of counting, as its relay sends it, but for the changes."""
    said = {
        "position": 1,
        "subject": subject(ROW["type"], "internal", ROW["unit"]),
        "body": ROW["body"],
        "hash": ROW["hash"].hex(),
        "epoch": "0" * 32,
        "signature": ROW["signature"],
        "claimed": "1",
        "content_type": CONTENT_TYPE,
    } | changes
    return Message(**said)


HEADERS = {
    "content-type": CONTENT_TYPE,
    "Yishi-Position": "7",
    "Yishi-Hash": "ab" * 32,
    "Yishi-Epoch": "0" * 32,
}


@pytest.mark.parametrize(
    "headers",
    [
        HEADERS,
        HEADERS | {"Yishi-Signature": "0123456789abcdef:AA+/==", "traceparent": "00-ab-cd-01"},
        HEADERS | {"Nats-Batch-Id": "x", "Nats-Batch-Sequence": "1", "Nats-Batch-Commit": "1"},
        HEADERS | {"Nats-Expected-Stream": "COUNTING", "Yishi-Hash": "not one"},
        HEADERS | {"Yishi-Epoch": "议事", "X-Other": "a: b"},
        dict(reversed(HEADERS.items())),
        {"Yishi-Position": "7"},
        {},
    ],
)
def test_headers_read_at_once_say_what_they_say_line_by_line(headers):
    lines = [f"{name}: {value}\r\n" for name, value in headers.items()]
    wire = "".join(["NATS/1.0\r\n", *lines, "\r\n"])

    assert header_lines(wire) == headers
    found = of_wire(7, "a.subject", b"{}", wire.encode(), 3)
    assert found == of_headers(7, "a.subject", b"{}", headers, 3)


def test_of_a_header_that_comes_twice_the_last_counts_either_way():
    wire = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    twice = f"NATS/1.0\r\n{wire}Yishi-Hash: {'cd' * 32}\r\n\r\n".encode()

    assert of_wire(7, "a.subject", b"{}", twice, 0).hash == "cd" * 32


def test_a_message_as_its_service_sends_it_fits():
    assert chained("COUNTING", [message()], GENESIS) == ROW["hash"]
    assert misfit(message()) is None


@pytest.mark.parametrize(
    "where",
    [
        *("", ".", "..", "...", "x", "yishi", "yishi.counting", "yishi.counting.Begun"),
        *(
            "yishi.counting.Begun.internal.620123",
            "yishi.counting.Begun.internal.62.01.23.109.200.x",
            "é.ü.ß.1.2.3",
        ),
        *(
            "yishi.counting.Begun.internal.620123109200",
            "yishi.counting.Begun.internal.6201231.09.200",
        ),
    ],
)
def test_a_strange_subject_is_no_fault_of_the_program(where):
    with pytest.raises(Broken, match="position 1"):
        chained("COUNTING", [message(subject=where)], GENESIS)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b"null", b"7", b"\xff", b"[" * 100_000]
    + [b'{"type": 1, "unit": 2, "sequence": "x"}', b'{"type": "a", "unit": "b", "sequence": "1"}'],
    ids=lambda body: repr(body[:12]),
)
def test_a_strange_body_is_no_fault_of_the_program(body):
    with pytest.raises(Broken, match="position 1"):
        chained("COUNTING", [message(body=body, hash=chain(GENESIS, body).hex())], GENESIS)


@pytest.mark.parametrize("hash_", ["", "x", "00", "é" * 64, ROW["hash"].hex().upper()])
def test_a_strange_hash_vouches_for_nothing(hash_):
    trusted = Trusted()
    trusted.add("counting", Trust(private("counting").public_key().public_bytes_raw()))

    assert vouched(trusted, "counting")(message())
    if hash_.lower() != ROW["hash"].hex():
        assert not vouched(trusted, "counting")(message(hash=hash_))
    with pytest.raises(Broken):
        chained("COUNTING", [message(hash=hash_)], GENESIS)


def test_what_is_older_than_signing_is_taken_in_up_to_the_hash_from_which_it_goes_on():
    later = Signer("counting", private("counting"), Trusted())
    trusted = Trusted()
    key = private("counting").public_key().public_bytes_raw()
    trusted.add("counting", Trust(key, since=4, after=history()[2]["hash"]))
    says = vouched(trusted, "counting")

    assert says(message(position=2, signature=None))
    assert says(message(position=3, hash=history()[2]["hash"].hex(), signature=None))
    assert not says(message(position=3, signature=None)), "another past than the one that is fixed"
    assert not says(message(position=4, signature=None))
    assert says(message(position=4, signature=later.sign(4, ROW["hash"])))
