"""Whether a message of a stream is what its ledger's row says: one answer for scrubber and auditor.

Departments choose by the subject, readers and subscribers go by position and hash, and a trace by
its header. So all that stands around a body is compared as well.
"""

import json
from typing import Any

from runtime.carrying.message import Message, misfit
from runtime.envelope import chain, subject


def differences(message: Message, row: Any) -> list[tuple[str, str, str]]:
    """What differs, as (what, found in the stream, expected by the ledger). `row` has position,
    type, unit, body, hash and signature."""
    found: list[tuple[str, str, str]] = []
    if message.body != row["body"]:
        found.append(("body", _digest(message.body), _digest(row["body"])))
    if message.hash != row["hash"].hex():
        found.append(("hash", message.hash or "none", row["hash"].hex()))
    if message.signature != row["signature"]:
        found.append(("signature", message.signature or "none", row["signature"] or "none"))
    if message.subject != subject(row["type"], row["unit"]):
        expected = _subject(row["body"])  # a column may have been changed, and not the stream
        if message.subject != expected:
            found.append(("subject", message.subject, expected))
    elif not found and (wrong := misfit(message)):
        found.append(("what stands around its body", *wrong))
    return found


def _subject(body: bytes) -> str:
    try:
        event = json.loads(body)
        return subject(event["type"], event["unit"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return "that of a body which can be read"


def _digest(body: bytes) -> str:
    return f"a body with SHA-256 {chain(b'', body).hex()}"
