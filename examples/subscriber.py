"""A department's first subscriber: every event of one stream, once, in order, and verified."""

import asyncio
import hashlib
import json
import os
import signal
import sqlite3
import ssl
import sys
from urllib.parse import urlsplit

import nats
from nats.aio.msg import Msg
from nats.errors import Error

SETTINGS = os.environ
URL = SETTINGS["NATS_URL"]
STREAM = SETTINGS.get("YISHI_STREAM", "TOPICS")
DURABLE = SETTINGS.get("YISHI_DURABLE") or urlsplit(URL).username or ""
PLACE = SETTINGS.get("YISHI_PLACE", "")  # the code of a county, a city; without it all are kept
EVERYTHING = SETTINGS.get("YISHI_PERSONAL") == "all"  # nothing is left out of the stream for us

store = sqlite3.connect(SETTINGS.get("YISHI_STORE", "subscriber.db"))
store.execute(
    "CREATE TABLE IF NOT EXISTS received"
    " (source, sequence, hash, personal, UNIQUE (source, sequence))"
)
store.execute("CREATE TABLE IF NOT EXISTS news (sequence, type, unit)")  # your own work


def receive(message: Msg) -> None:
    """One event, whether new or here before. Raises where it is not what was recorded."""
    event = json.loads(message.data)
    source, sequence = event["source"], int(event["sequence"])
    ends = "SELECT min(sequence), coalesce(max(sequence), 0) FROM received WHERE source = ?"
    first, last = store.execute(ends, (source,)).fetchone()
    if sequence != message.metadata.sequence.stream:
        raise ValueError(f"{source} {sequence} stands at the wrong place")
    if first and sequence < first:
        return  # from before we began, so there is nothing to compare it with
    hashes = "SELECT sequence, hash FROM received WHERE source = ? AND sequence BETWEEN ? AND ?"
    held = {0: bytes(32), **dict(store.execute(hashes, (source, sequence - 1, sequence)))}
    if sequence > last + 1:  # all between are personal events, which are not sent to us, or else:
        if EVERYTHING or event.get("follows") != shared(source).hex():
            raise ValueError(f"{source} {last + 1} to {sequence - 1} are missing")
        held[sequence - 1] = bytes.fromhex(event["previous"])
    link = bytes.fromhex((message.headers or {})["Yishi-Hash"])
    if sequence - 1 in held and link != hashlib.sha256(held[sequence - 1] + message.data).digest():
        raise ValueError(f"the hash chain breaks at {source} {sequence}")
    if sequence not in held:
        with store:  # one transaction: the work, and how far it is done
            kept = (source, sequence, link, event["audience"] == "personal")
            store.execute("INSERT INTO received VALUES (?, ?, ?, ?)", kept)
            if event["unit"].startswith(PLACE):
                row = (sequence, event["type"], event["unit"])
                store.execute("INSERT INTO news VALUES (?, ?, ?)", row)
    elif link != held[sequence]:
        raise ValueError(f"{source} {sequence} is another event than the one received before")


def shared(source: str) -> bytes:
    """The hash of the last event that we have and that is not personal."""
    last = "SELECT hash FROM received WHERE source = ? AND NOT personal ORDER BY sequence DESC"
    found = store.execute(last, (source,)).fetchone()
    return bytes(found[0]) if found else bytes(32)


async def main() -> str | None:
    """Until told to stop: then nothing. Where it halts: why."""
    loop, me = asyncio.get_running_loop(), asyncio.current_task()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, me.cancel)  # type: ignore[union-attr]
    trust = SETTINGS.get("NATS_CA")  # whose certificates are trusted, if not the system's
    tls = ssl.create_default_context(cafile=trust) if trust or URL.startswith("tls:") else None
    try:
        client = await nats.connect(
            URL,
            tls=tls,
            tls_handshake_first=bool(tls),  # else whoever stands between could have it left out
            nkeys_seed=SETTINGS.get("NATS_NKEY"),  # a file with the seed, instead of a password
            max_reconnect_attempts=-1,
        )
        pull = await client.jetstream(prefix="EVENTS").pull_subscribe_bind(DURABLE, STREAM)
        while True:
            try:
                [message] = await pull.fetch(1, timeout=5)  # one at a time, so in order
            except TimeoutError:
                continue
            except Error as error:
                what = f"{STREAM} does not answer {DURABLE} ({type(error).__name__})"
                print(f"{what}. Is the durable there? Trying again.", file=sys.stderr)
                await asyncio.sleep(5)
                continue
            try:
                receive(message)
            except sqlite3.Error as error:  # passes by itself: locked, or full
                print(f"Not kept, trying again: {error}", file=sys.stderr)
                await message.nak(delay=5)
            except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
                return f"Halted, and nothing behind it is read: {error!r}"  # not acknowledged
            else:
                await message.ack()
    except asyncio.CancelledError:
        return None


if __name__ == "__main__":
    if halted := asyncio.run(main()):
        print(halted, file=sys.stderr)
        sys.exit(3)  # and not 1, with which Python ends where a program fails
