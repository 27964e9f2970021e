"""Contents of every kind, through writer, ledger, relay, stream and reader, compared byte by byte.

What is compared is computed here, with hashlib and json: nothing of the runtime says what is right.
"""

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from types import SimpleNamespace
from typing import Any

import httpx2
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from contracts import text
from contracts.text import DocumentNumber, Passage, Sentence, Title
from runtime.actor import Actor, Grant
from runtime.carrying.peers import Peers
from runtime.carrying.reader import StreamReader
from runtime.carrying.relay import Relay
from runtime.submission import Answer
from runtime.web.app import create_app
from tests.noting import NOTING, QUOTING, Note, Noted
from tests.runtime.test_writer import wish
from tests.support.keys import signer, trusted
from tests.support.servers import PostgresServer, empty_database
from tests.support.service import bench, by
from tests.support.streams import connected, declare, eventually, running

TRICKY = [
    *("e\u0301", "\u212b", "\uf900", "\u1e9b\u0323", "\u0f73", "\U0002f800", "ﬁ", "가"),
    *('"', "\\", "\\u0041", "/", "</", "\u2028", "\u2029", "\x7f", "\x1f", "\x85", "\r\n", "\t"),
    *("\ufeff", "\u202e", "\u200d", "\U0001f469\u200d\U0001f33e", "\ufffe", "\uffff", "\U0010ffff"),
    *("村", "〇", "\U00020000", "ü", "ß", "İ", "ǆ", "１", "null", "NaN", "1e5", "-0", ',"data":'),
    *(
        "\ud7ff",
        "\ue000",
        "\uf8ff",
        "\U0001f3fb",
        "༽",
        "ক্ষ",
        "{",
        "}",
        "'",
        "`",
        "%s",
        "$1",
        "\x1b[",
    ),
]
"""Where encoders and normalisers part."""

anything = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8),
        st.sampled_from(TRICKY),
    ),
    max_size=8,
).map("".join)
"""All of Unicode but lone surrogates and NUL, which nothing here lets in."""


def _repeated(drawn: tuple[str, int]) -> str:
    piece, times = drawn
    while len(json.dumps(piece * times)) > 300_000:
        times //= 2
    return piece * times


long = st.tuples(anything, st.sampled_from([1] * 12 + [30, 1000, 20_000])).map(_repeated)


_UNSEEN = re.compile(f"[{text._LINE}]")


def written(kind: Any) -> st.SearchStrategy[str]:
    """What the contract makes of anything that it lets in; what it does not see is taken out."""
    adapter: TypeAdapter[str] = TypeAdapter(kind)

    def accepted(drawn: str) -> str:
        for said in (drawn, _UNSEEN.sub("", drawn)):
            with suppress(ValidationError):
                return adapter.validate_python(f"议{said}")
        return "议"

    return anything.map(accepted)


numbers = st.integers() | st.integers(-(2**70), 2**70) | st.sampled_from([2**53 + 1, 10**40, -1])
inside = st.recursive(
    st.none()
    | st.booleans()
    | numbers
    | st.floats(allow_nan=False, allow_infinity=False)
    | anything,
    lambda each: st.lists(each, max_size=3) | st.dictionaries(anything, each, max_size=3),
    max_leaves=6,
)
contents = st.builds(
    Noted,
    title=written(Title),
    sentence=written(Sentence),
    passage=written(Passage),
    number=written(DocumentNumber),
    raw=long,
    whole=numbers,
    inside=inside,
)
actors = anything.map(lambda drawn: re.sub("[\x00-\x1f\x7f-\x9f]", "", drawn)[:255] or "wei")
"""As `runtime.web.auth` lets them in."""

NAMES = ["新营镇样例一村", 'e\u0301\U00020000“村”\\"', "\u0f62\u0f92\u0fb1\u0f63 /</ 村%s"]
UNITS = tuple((f"62012310920{n}", name, "village") for n, name in enumerate(NAMES))
LEAST = 8
wishes = st.lists(
    st.tuples(contents, actors, st.sampled_from(UNITS)), min_size=LEAST, max_size=2 * LEAST
)
"""A batch, so that a thousand take seconds."""


class NearPeers(Peers):
    """The ledger of noting through its real routes, without a network."""

    def __init__(self, noting: Any) -> None:
        app = create_app(NOTING, [], noting, noting.tokens)
        self._settings = SimpleNamespace(peers={"noting": "http://noting"})  # type: ignore[assignment]
        self._http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app))

    async def _own_token(self) -> str:
        return by("service-quoting", "service@")["Authorization"].removeprefix("Bearer ")


class Pipeline:
    """Noting, its relay, its stream, and quoting, which reads it and does the same."""

    def __init__(self, noting: Any, quoting: Any, client: Any, relay: type[Relay]) -> None:
        self.noting, self.quoting, self.client = noting, quoting, client
        self.peers = NearPeers(noting)
        self.relay = relay(signer("noting"), noting.pool, client, noting.writer.committed)
        self.reader = StreamReader(
            QUOTING, "noting", quoting.pool, client, quoting.writer, self.peers, trusted()
        )
        self.count = self.bytes = self.largest = 0
        self._hash = bytes(32)
        self._handed: dict[int, bytes] = {}
        self._overhear()

    def _overhear(self) -> None:
        """What the reader hands on to policies and projections, as bytes."""
        effects: Any = self.reader._effects
        of = effects.of

        def overheard(stream: str, message: Any) -> Any:
            self._handed[message.position] = message.body
            return of(stream, message)

        effects.of = overheard

    async def check(self, batch: Sequence[tuple[Noted, str, tuple[str, str, str]]]) -> None:
        """All of these at once, and then every copy against every other."""
        first, last = self.count + 1, self.count + len(batch)
        self.count = last
        answers = await asyncio.gather(
            *(
                self.noting.writer.ask(wish(Note(unit=unit[0], noted=noted), actor=_actor(name)))
                for noted, name, unit in batch
            )
        )
        rows = await self.noting.pool.fetch(
            "SELECT position, stream, body, hash FROM ledger WHERE position >= $1 ORDER BY 1", first
        )
        assert [row["position"] for row in rows] == [*range(first, last + 1)], "positions"
        self._chained(rows)
        self._as_meant(rows, batch, answers)
        await self._in_stream(rows)
        await self._as_served(rows)
        await self._as_handed_on(rows)

    def _chained(self, rows: Sequence[Any]) -> None:
        for row in rows:
            self._hash = hashlib.sha256(self._hash + row["body"]).digest()
            assert row["hash"] == self._hash, "the ledger's chain"
            self.bytes += len(row["body"])
            self.largest = max(self.largest, len(row["body"]))

    def _as_meant(self, rows: Sequence[Any], batch: Any, answers: Sequence[Answer]) -> None:
        """The stored text says what was asked, and the answer was the stored text."""
        bodies = {row["position"]: row["body"] for row in rows}
        for (noted, name, unit), answer in zip(batch, answers, strict=True):
            [body] = answer.bodies
            said = json.loads(body.decode("utf-8", "strict"))
            assert bodies[int(said["sequence"])] == body, "answer against ledger"
            meant = {each: getattr(noted, each) for each in type(noted).model_fields}
            assert said["data"] == meant, "ledger against what was asked"
            assert (said["actor"], said["unitname"]) == (name, unit[1])

    async def _in_stream(self, rows: Sequence[Any]) -> None:
        """Message by message, asked of the server by number."""
        last = rows[-1]["position"]
        jetstream = self.client.jetstream()

        async def carried() -> bool:
            info = await jetstream.stream_info("NOTING")
            return bool(info.state.last_seq >= last)

        await eventually(carried, f"the stream reaches {last}", 60)
        found = await asyncio.gather(*(jetstream.get_msg("NOTING", r["position"]) for r in rows))
        for row, message in zip(rows, found, strict=True):
            assert message.data == row["body"], "stream against ledger"
            assert message.headers["Yishi-Hash"] == row["hash"].hex()

    async def _as_served(self, rows: Sequence[Any]) -> None:
        """Over HTTP, as a reader with a hole gets them."""
        found = self.peers.ledger("noting", rows[0]["position"] - 1, rows[-1]["position"])
        served = [one.body async for page in found for one in page]
        assert served == [row["body"] for row in rows], "HTTP against ledger"

    async def _as_handed_on(self, rows: Sequence[Any]) -> None:
        """What the reader gave to policies, and what became of it: a row, and events of its own."""
        last = rows[-1]["position"]

        async def read() -> bool:
            at = "SELECT position FROM readers WHERE source = 'NOTING'"
            return bool(await self.quoting.pool.fetchval(at) >= last)

        await eventually(read, f"quoting has read up to {last}", 60)
        streams = [row["stream"] for row in rows]
        quoted = await self.quoting.pool.fetch(
            "SELECT stream, body FROM ledger WHERE stream = ANY($1) ORDER BY position", streams
        )
        assert [row["stream"] for row in quoted] == streams
        for row, effect in zip(rows, quoted, strict=True):
            assert self._handed.pop(row["position"]) == row["body"], "reader against ledger"
            assert _data(effect["body"]) == _data(row["body"]), "effect against cause"
        keys = [each.split("/")[1] for each in streams]
        kept = await self.quoting.pool.fetch("SELECT * FROM quotes WHERE slip = ANY($1)", keys)
        texts = {row["slip"]: (row["title"], row["raw"], row["unit_name"]) for row in kept}
        for key, row in zip(keys, rows, strict=True):
            said = json.loads(row["body"])
            meant = (said["data"]["title"], said["data"]["raw"], said["unitname"])
            assert texts[key] == meant, "read model against ledger"


def _actor(name: str) -> Actor:
    return Actor(name, (Grant.model_validate({"role": "clerk", "scope": "620123"}),))


def _data(body: bytes) -> bytes:
    """The bytes of the content, which no attribute before it can contain unescaped."""
    return body[body.index(b',"data":{') :]


@asynccontextmanager
async def pipeline(
    postgres: PostgresServer, nats_url: str, relay: type[Relay] = Relay
) -> AsyncIterator[Pipeline]:
    async with (
        empty_database(postgres) as one,
        empty_database(postgres) as two,
        bench(NOTING, one, UNITS) as noting,
        bench(QUOTING, two, UNITS) as quoting,
        connected(nats_url) as client,
    ):
        await declare(client, "noting")
        found = Pipeline(noting, quoting, client, relay)
        async with running(found.relay.run(), found.reader.run()):
            yield found
        await found.peers.close()
