"""What differs from nats-py in our client says the same as nats-py."""

import pytest
from nats.aio.client import Client

from runtime.carrying import jetstream


@pytest.mark.parametrize(
    "lines",
    [
        b"Yishi-Position: 7\r\nYishi-Hash: 00ff\r\n\r\n",
        b"traceparent: 00-ab-cd-01\r\ntime: 2026-03-02T01:02:03Z\r\n\r\n",
        b"Spaced:   two words  \r\nTight:value\r\nEmpty: \r\n\r\n",
        "Chinese: 议事\r\n\r\n".encode(),
        b"\r\n",
    ],
)
def test_headers_are_those_nats_py_reads(lines):
    assert jetstream._Client._parse_header_lines(lines) == Client._parse_header_lines(lines)


def test_a_line_that_is_no_header_hides_no_other():
    assert jetstream._Client._parse_header_lines(b"nothing\r\nA: 1\r\n\r\n") == {"A": "1"}
