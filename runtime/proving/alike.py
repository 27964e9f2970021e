"""Compare a stream's message with its row in the ledger: the same answer for scrubber and auditor.

Departments choose by the subject, readers and subscribers go by position, hash and signature, and a
trace by its header. So all that stands around a body is compared as well.
"""

import json
from typing import Any

from runtime.carrying.message import CONTENT_TYPE, Message, misfit
from runtime.envelope import chain, links, subject, traceparent_in


def differences(message: Message, row: Any) -> list[tuple[str, str, str]]:
    """What differs, as (what, found in the stream, expected by the ledger). `row` has position,
    type, unit, body, hash and signature."""
    found: list[tuple[str, str, str]] = []
    if message.body != row["body"]:
        found.append(("body", _digest(message.body), _digest(row["body"])))
    expected = subject(row["type"], links(row["body"]).audience, row["unit"])
    if message.subject != expected:
        expected = _subject(row["body"])  # a column may have been changed, and not the stream
    for what, there, at_home in (
        ("hash", message.hash, row["hash"].hex()),
        ("subject", message.subject, expected),
        ("Yishi-Position", message.claimed, str(row["position"])),
        ("content-type", message.content_type, CONTENT_TYPE),
        ("Yishi-Signature", message.signature or "", row["signature"] or ""),
        ("traceparent", message.traceparent, traceparent_in(row["body"]) or ""),
    ):
        if there != at_home:
            found.append((what, there or "none", at_home or "none"))
    if not found and (wrong := misfit(message)):
        found.append(("what is around it", *wrong))
    return found


def _subject(body: bytes) -> str:
    try:
        event = json.loads(body)
        return subject(event["type"], event["audience"], event["unit"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return "that of a body which can be read"


def _digest(body: bytes) -> str:
    return f"a body with SHA-256 {chain(b'', body).hex()}"
