"""A department's first subscriber: every event of one service, once, in order, and verified."""

import asyncio
import hashlib
import json
import os
import sqlite3
import sys

from faststream import AckPolicy, FastStream
from faststream.nats import JStream, NatsBroker, NatsMessage, PullSub

COUNTY, INBOX = "620123", "_INBOX.dept-transport"

store = sqlite3.connect("subscriber.db")
store.execute(
    "CREATE TABLE IF NOT EXISTS received (source, sequence, hash, UNIQUE (source, sequence))"
)
store.execute("CREATE TABLE IF NOT EXISTS news (sequence, type, unit)")  # your own work
broker = NatsBroker(os.environ["NATS_URL"], inbox_prefix=INBOX, max_reconnect_attempts=-1)
app = FastStream(broker)
halted: list[str] = []


@broker.subscriber(
    "yishi.topics.>",
    stream=JStream("TOPICS", declare=False),  # streams are made by others
    durable="dept-transport",  # and so are durables
    pull_sub=PullSub(batch_size=1),  # one at a time, so in order
    ack_policy=AckPolicy.MANUAL,  # acknowledged by nobody but us
    inbox_prefix=f"{INBOX}.".encode(),
    decoder=lambda message: message.body,  # the bytes that were hashed
)
async def receive(message: NatsMessage) -> None:
    raw = message.raw_message
    try:
        event = json.loads(raw.data)
        source, sequence = event["source"], int(event["sequence"])
        last = "SELECT sequence, hash FROM received WHERE source = ? ORDER BY sequence DESC"
        position, previous = store.execute(last, (source,)).fetchone() or (0, bytes(32))
        if sequence != raw.metadata.sequence.stream:
            raise ValueError(f"{source} {sequence} stands at the wrong place")
        if sequence > position + 1:
            raise ValueError(f"{source} {position + 1} to {sequence - 1} are missing")
        if sequence == position + 1:  # otherwise it was here before
            link = hashlib.sha256(previous + raw.data).digest()
            if link.hex() != raw.headers["Yishi-Hash"]:
                raise ValueError(f"the hash chain breaks at {source} {sequence}")
            with store:  # one transaction: the work, and how far it is done
                store.execute("INSERT INTO received VALUES (?, ?, ?)", (source, sequence, link))
                if event["unit"].startswith(COUNTY):
                    row = (sequence, event["type"], event["unit"])
                    store.execute("INSERT INTO news VALUES (?, ?, ?)", row)
    except (KeyError, TypeError, ValueError) as error:
        halted.append(f"Halted, and nothing behind it is read: {error!r}")
        raise SystemExit from error  # not acknowledged
    await message.ack()


if __name__ == "__main__":
    asyncio.run(app.run())
    sys.exit("\n".join(halted) or None)
