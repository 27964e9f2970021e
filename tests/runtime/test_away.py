"""What a service leans on goes away, or is not itself: people are told when to come again, readers
wait, and nobody takes a part for the whole."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from unittest.mock import patch

import asyncpg
import httpx2
import pytest
import uvicorn
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import create_async_engine

from runtime.carrying.jetstream import Doubt
from runtime.carrying.peers import Peers
from runtime.carrying.reader import StreamReader
from runtime.envelope import GENESIS, chain
from runtime.ids import uuid7
from runtime.refusals import unsure
from runtime.settings import from_environment
from runtime.web import every_service
from runtime.web.app import create_app
from runtime.writing import ledger
from tests.counting import COUNTING
from tests.runtime.test_http import CLERK, VILLAGE, begun, routes
from tests.runtime.test_reader import ECHO, a_world, remake_without, stored
from tests.runtime.test_relay import fill
from tests.support.keys import trusted
from tests.support.service import bench, by
from tests.support.streams import eventually, running
from yishi.development.servers.postgres import Postgres

AUDITOR = by("a", "auditor@")


@pytest.fixture
def own(tmp_path):
    """A PostgreSQL of this test's own, which may be stopped."""
    with Postgres(tmp_path / "pg") as server:
        yield server


def client_of(found):
    app = create_app(COUNTING, [routes()], found, found.tokens)
    transport = ASGITransport(app, raise_app_exceptions=False)
    return AsyncClient(transport=transport, base_url="http://test")


def not_now(answer):
    return answer.status_code, answer.json()["rule"], int(answer.headers["retry-after"]) > 0


async def test_reading_while_the_database_is_away_is_503_and_works_again_afterwards(own):
    async with bench(COUNTING, own.dsn("postgres")) as found, client_of(found) as client:
        where = (await begun(client)).headers["location"]
        own.stop()

        for path, headers in ((where, CLERK), ("/ledger", AUDITOR), ("/unanswered", AUDITOR)):
            answer = await client.get(path, headers=headers)
            assert not_now(answer) == (503, "database-away", True), path

        own.start()
        for path, headers in ((where, CLERK), ("/ledger", AUDITOR), ("/unanswered", AUDITOR)):
            assert (await client.get(path, headers=headers)).status_code == 200, path


async def test_a_command_without_a_key_is_told_the_one_to_send_it_again_with(own):
    async with bench(COUNTING, own.dsn("postgres")) as found, client_of(found) as client:
        own.kill()
        lost = await begun(client)
        own.start()
        key = {"Idempotency-Key": lost.headers["idempotency-key"]}

        async def again():
            return (await begun(client, **key)).status_code == 201

        await eventually(again, "the command is recorded")

    assert not_now(lost) == (503, "outcome-unknown", True)


async def test_what_was_recorded_and_not_answered_is_not_recorded_twice(database, monkeypatch):
    async with bench(COUNTING, database) as found, client_of(found) as client:
        with monkeypatch.context() as broken:
            ask = found.writer.ask

            async def losing_the_answer(request):
                await ask(request)
                raise unsure()

            broken.setattr(found.writer, "ask", losing_the_answer)
            lost = await begun(client)

        again = await begun(client, **{"Idempotency-Key": lost.headers["idempotency-key"]})

        assert (lost.status_code, again.status_code) == (503, 201)
        assert await found.pool.fetchval("SELECT count(*) FROM ledger") == 1


async def test_each_refusal_of_a_command_bears_its_key(database):
    async with bench(COUNTING, database) as found, client_of(found) as client:
        for body, status in (
            ({"unit": VILLAGE, "label": "bug"}, 500),
            ({"unit": "511623100000", "label": "x"}, 403),
            ({"unit": 5}, 422),
        ):
            given = "7f1c1f0e-58a5-4b4c-9c8f-0d9f3f3f3a11"
            for headers in (CLERK, {**CLERK, "Idempotency-Key": given}):
                answer = await client.post("/counters", json=body, headers=headers)
                assert answer.status_code == status
                assert (answer.headers["idempotency-key"] == given) == (headers is not CLERK)


async def test_more_readers_than_connections_are_told_to_come_again(database):
    async with bench(COUNTING, database) as found:
        await found.engine.dispose()
        found.engine = create_async_engine(
            database.replace("postgresql:", "postgresql+asyncpg:"),
            pool_size=1,
            max_overflow=0,
            pool_timeout=0.1,
        )
        async with client_of(found) as client, found.engine.connect():
            answer = await client.get("/counters/x", headers=CLERK)

    assert not_now(answer) == (503, "busy", True)


async def test_a_mistake_in_a_query_is_a_fault_and_not_the_database_s(database):
    async with bench(COUNTING, database) as found, client_of(found) as client:
        await found.pool.execute("DROP TABLE counters")

        assert (await client.get("/counters/x", headers=CLERK)).status_code == 500


async def test_a_ledger_whose_database_goes_away_while_it_is_sent_has_no_end(own, monkeypatch):
    """Else whoever checks it would take the part for the whole."""
    monkeypatch.setattr(every_service, "ROWS", 20)
    async with bench(COUNTING, own.dsn("postgres")) as found:
        await wide_rows(found.pool, 40)
        async with (
            listening(found) as url,
            AsyncClient(base_url=url) as client,
            client.stream("GET", "/ledger", headers=AUDITOR) as answer,
        ):
            chunks = answer.aiter_raw()
            await anext(chunks)  # the rest of the first page does not fit into the sockets
            own.stop()
            with pytest.raises(httpx2.RemoteProtocolError):
                async for _ in chunks:
                    pass

    assert answer.status_code == 200


async def wide_rows(pool, count):
    """Rows of a megabyte each."""
    rows, previous = [], GENESIS
    for position in range(1, count + 1):
        body = b'"%s"' % (b"x" * 1_000_000)
        previous = chain(previous, body)
        rows.append(
            ledger.Row(
                position,
                uuid7(),
                f"counter/{position}",
                1,
                "yishi.counting.Begun",
                VILLAGE,
                str(position),
                await pool.fetchval("SELECT now()"),
                uuid7(),
                body,
                previous,
            )
        )
    async with pool.acquire() as connection, connection.transaction():
        await ledger.append(connection, rows, GENESIS)


@asynccontextmanager
async def listening(found):
    """The service on a port, as uvicorn serves it."""
    config = uvicorn.Config(
        create_app(COUNTING, [], found, found.tokens),
        port=0,
        ws="none",
        log_config=None,
        lifespan="off",
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving


async def test_a_database_that_may_only_be_read_for_a_while_is_503_and_then_goes_on(
    postgres, database
):
    """A failover to a standby does so, and providers lock a full disk that way."""
    async with bench(COUNTING, database) as found, client_of(found) as client:
        async with only_to_be_read(postgres, database):
            refused = [await begun(client), await begun(client)]

        assert (await begun(client)).status_code in (201, 503)
        assert (await begun(client)).status_code == 201

    assert {not_now(answer) for answer in refused} == {(503, "outcome-unknown", True)}


PAGE = "<html>We are mending something. Come back soon.</html>"
TOKEN = '{"access_token": "abc", "token_type": "Bearer"}'
WHERE = "yishi.x.Begun.internal.62.01.23.109.200"
ROW = f'{{"position": 1, "subject": "{WHERE}", "body": "x", "hash": "y"}}'


@asynccontextmanager
async def answering(token, rows):
    """Peers whose issuer and whose ledger of counting answer so, with status 200."""

    async def serve(reader, writer):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            body = (token if head.startswith(b"POST /token") else rows).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n")
            writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            await writer.drain()
        finally:
            writer.close()  # also where the other side went first

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        given = {
            "YISHI_ISSUER_URL": url,
            "YISHI_NATS_URL": "nats://127.0.0.1:1",
            "YISHI_ECHO_DATABASE_URL": "postgresql://127.0.0.1:1/x",
        }
        settings = from_environment("echo", given)
        peers = Peers(replace(settings, peers={"counting": url}))
        try:
            yield peers
        finally:
            await peers.close()


async def test_the_rows_of_a_peer_are_read():
    async with answering(TOKEN, f"{ROW}\n") as peers:
        [found] = [rows async for rows in peers.ledger("counting", 0, 1)]

    assert [(row.position, row.body, row.hash) for row in found] == [(1, b"x", "y")]


@pytest.mark.parametrize(
    ("settings", "asked"),
    [
        ({}, {}),
        ({"token_audience": "https://yishi.example"}, {"audience": "https://yishi.example"}),
        ({"token_scope": "api://yishi/.default"}, {"scope": "api://yishi/.default"}),
    ],
)
async def test_a_provider_is_asked_for_audience_and_scope_where_it_wants_them(settings, asked):
    async with answering(TOKEN, f"{ROW}\n") as peers:
        peers._settings = replace(peers._settings, **settings)
        with patch.object(peers._http, "post", wraps=peers._http.post) as post:
            assert [rows async for rows in peers.ledger("counting", 0, 1)]

    client = {"client_id": "service-echo", "client_secret": ""}
    sent = post.call_args.kwargs["data"]
    assert sent == {"grant_type": "client_credentials", **client, **asked}


@pytest.mark.parametrize(
    ("token", "rows"),
    [
        *((strange, ROW) for strange in (PAGE, "", "{}", "[]", "null", '{"access_token": 5}')),
        ('{"access_token": "abc", "expires_in": null}', ROW),
        ('{"access_token": "a\\nb: 议"}', ROW),
        *((TOKEN, strange) for strange in (PAGE, "{}", "[]", "7", ROW[:-9], "\x00", "[" * 9999)),
        (TOKEN, ROW.replace('"x"', "null")),
    ],
)
async def test_a_strange_answer_of_issuer_or_proxy_is_a_doubt_and_no_end(token, rows):
    async with answering(token, rows) as peers:
        with pytest.raises(Doubt, match="strange answer"):
            [found async for found in peers.ledger("counting", 0, 1)]


async def test_a_reader_with_a_hole_lives_on_while_the_issuer_is_being_mended(postgres, fresh_nats):
    async with a_world(postgres, fresh_nats) as world, answering(PAGE, PAGE) as strange:
        echo, client = world.echo, world.client
        await fill(world.counting, 2)
        async with running(world.relay.run()):
            await stored(world, 2)
        await remake_without(client, 1, 1)
        reader = StreamReader(ECHO, "counting", echo.pool, client, echo.writer, strange, trusted())
        async with running(reader.run()):

            async def tried():
                return reader.holes > 1

            await eventually(tried, "the reader tries again")
        assert (reader.halted, await world.position()) == (None, 0)
        async with running(world.reader.run()):
            await world.at(2)
        await world.same()


async def test_a_reader_waits_while_the_database_may_only_be_read_and_then_goes_on(
    postgres, fresh_nats
):
    async with a_world(postgres, fresh_nats) as world:
        counting, other = world.counting, world.dsn
        async with running(world.relay.run(), world.reader.run()):
            await fill(counting, 1)
            await world.at(1)
            async with only_to_be_read(postgres, other):
                await fill(counting, 2)
                await asyncio.sleep(1)
                assert (world.reader.halted, await world.position()) == (None, 1)
            await world.at(3)
        await world.same()


@asynccontextmanager
async def only_to_be_read(postgres, database):
    """New sessions of this database may not write, and there are no old ones."""
    name = database.rpartition("/")[2]
    alter = f"ALTER DATABASE {name} SET default_transaction_read_only = "
    operator = await asyncpg.connect(postgres.dsn("postgres"))
    try:
        await operator.execute(alter + "on")
        await operator.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", name
        )
        yield
        await operator.execute(alter + "off")
    finally:
        await operator.close()
