"""The real servers start, survive a kill with what they acknowledged, and refuse politely."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import nats
import pytest

from runtime.settings import WrongSetting
from yishi import environment, nats_conf
from yishi.credentials import data_folder
from yishi.development.servers.nats import Nats
from yishi.development.servers.postgres import Postgres
from yishi.development.servers.process import ServerError, free_port, is_free
from yishi.nats_conf import DEPLOY

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres(tmp_path_factory.mktemp("own"), setting="YISHI_POSTGRES_PORT") as server:
        yield server


async def value(dsn: str, question: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("TimeZone", "UTC"),
        ("server_encoding", "UTF8"),
        ("lc_collate", "C.UTF-8"),
        ("listen_addresses", "127.0.0.1"),
        ("max_connections", "200"),
    ],
)
async def test_postgres_is_set_up_for_a_ledger(
    server: Postgres, setting: str, expected: str
) -> None:
    question = f"SELECT current_setting('{setting}')"
    if setting == "lc_collate":
        question = "SELECT datcollate FROM pg_database WHERE datname = current_database()"
    assert await value(server.dsn("postgres"), question) == expected


async def test_postgres_listens_on_a_socket_too(server: Postgres) -> None:
    connection = await asyncpg.connect(
        host=str(server.socket_dir), port=server.port, user="postgres", database="postgres"
    )
    assert await connection.fetchval("SELECT inet_server_addr() IS NULL")
    await connection.close()


async def test_postgres_comes_back_after_a_kill_on_the_same_port(server: Postgres) -> None:
    port = server.port
    await value(server.dsn("postgres"), "CREATE TABLE IF NOT EXISTS kept AS SELECT 7 AS seven")
    server.kill()
    server.start()
    assert server.port == port
    assert await value(server.dsn("postgres"), "SELECT seven FROM kept") == 7


def test_a_folder_in_use_is_refused(server: Postgres) -> None:
    with pytest.raises(ServerError, match=r"belongs to a running PostgreSQL.*YISHI_DATA"):
        Postgres(server.data_dir).start()


def test_a_taken_port_names_the_setting(server: Postgres, tmp_path: Path) -> None:
    with pytest.raises(ServerError, match=r"taken. Set YISHI_NATS_PORT to another"):
        Nats(tmp_path, port=server.port, setting="YISHI_NATS_PORT").start()


def test_a_number_left_by_a_dead_server_does_not_bar_the_start(tmp_path: Path) -> None:
    with Postgres(tmp_path) as first:
        first.kill()
        left = tmp_path / "cluster" / "postmaster.pid"
        lines = left.read_text().splitlines()
        left.write_text("\n".join([str(os.getpid()), *lines[1:]]))  # alive, but somebody else
        first.start()


def test_a_server_that_does_not_start_shows_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match="no_such_option"):
        Postgres(tmp_path, options={"no_such_option": "1"}).start()


def test_a_deep_folder_does_not_break_the_socket(tmp_path: Path) -> None:
    with Postgres(tmp_path / ("deep" * 20) / ("deeper" * 10)) as server:
        assert len(str(server.socket_dir)) < 60
        socket_dir = server.socket_dir
    assert not socket_dir.exists()


async def test_nats_keeps_what_it_acknowledged_over_a_kill(tmp_path: Path) -> None:
    with Nats(tmp_path) as server:
        client = await nats.connect(server.url)
        stream = client.jetstream()
        await stream.add_stream(name="KEPT", subjects=["kept"])
        for _ in range(20):
            await stream.publish("kept", b"x")
        await client.close()
        server.kill()
        server.start()
        client = await nats.connect(server.url)
        assert (await client.jetstream().stream_info("KEPT")).state.last_seq == 20
        await client.close()


FOLDERS = (
    "桌面/数据",
    "Téléchargements",
    "a blank and a\ttab ",
    'it\'s "quoted"',
    "back\\slash \\u4e2d \\x41",
    "# no comment",
    "$HOME ${PATH} %s `id`",
    "a,b;c=d,{e}[f]",
    "\U0002cc56\u2028",
    os.fsdecode(b"no\xffutf8"),
)


@pytest.mark.parametrize("name", FOLDERS)
def test_both_servers_run_in_a_folder_of_any_name(tmp_path: Path, name: str) -> None:
    known = {user: f'{user} "#$\\' for user in (DEPLOY, *nats_conf.SERVICES, *nats_conf.READERS)}
    store = tmp_path / name / "nats"
    store.mkdir(parents=True)
    (store / "departments.conf").write_text(nats_conf.departments_config([]))

    def conf(folder: Path, port: int, http: int) -> str:
        return nats_conf.nats_config(folder, port, http, known, "departments.conf")

    with (
        Nats(store, conf=conf) as nats,
        Nats(tmp_path / name / "plain") as plain,
        Postgres(tmp_path / name / "postgres") as postgres,
    ):
        for one in (nats, plain):
            assert (one.store_dir / "jetstream").is_dir()  # there and nowhere else
        assert (postgres.socket_dir / f".s.PGSQL.{postgres.port}").is_socket()


@pytest.mark.parametrize("name", FOLDERS)
def test_what_is_kept_there_is_read_again_and_by_a_shell_too(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir(parents=True)
    settings = {"YISHI_DATA": str(folder), "YISHI_URL": "nats://a:b@127.0.0.1:1", "YISHI_EMPTY": ""}
    environment.write(folder, settings)
    script = 'set -a; . "$1/environment"; set +a; printf "%s\\0" "$YISHI_DATA" "$YISHI_URL"'
    said = subprocess.run(
        ["sh", "-euc", script, "sh", folder], env={}, capture_output=True, check=True
    )
    assert said.stdout == b"".join(os.fsencode(settings[n]) + b"\0" for n in list(settings)[:2])
    assert environment.read(folder) == settings


def test_a_folder_with_a_line_break_is_refused_by_name() -> None:
    with pytest.raises(WrongSetting, match="YISHI_DATA is .*without a line break"):
        data_folder({"YISHI_DATA": "/tmp/a\nb"})


def test_settings_of_an_older_version_are_read_as_they_stand(tmp_path: Path) -> None:
    environment.file_in(tmp_path).write_text("YISHI_DATA=/home/o'brien/my data\\x\nYISHI_A=b=c\n")
    assert environment.read(tmp_path) == {
        "YISHI_DATA": "/home/o'brien/my data\\x",
        "YISHI_A": "b=c",
    }


def test_servers_die_with_their_parent_however_it_goes(tmp_path: Path) -> None:
    port, http_port, pg_port = free_port(), free_port(), free_port()
    program = f"""
from pathlib import Path
from runtime.settings import WrongSetting
from yishi import environment, nats_conf
from yishi.credentials import data_folder
from yishi.nats_conf import DEPLOY
from yishi.development.servers.nats import Nats
from yishi.development.servers.postgres import Postgres
Nats(Path({str(tmp_path / "n")!r}), {port}, http_port={http_port}).start()
Postgres(Path({str(tmp_path / "p")!r}), {pg_port}).start()
print("up", flush=True)
input()
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    assert parent.stdin is not None
    assert parent.stdout.readline() == b"up\n"
    assert not is_free(port)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    patience = time.monotonic() + 10
    while not (is_free(port) and is_free(pg_port)) and time.monotonic() < patience:
        time.sleep(0.05)
    assert is_free(port)
    assert is_free(pg_port)
    parent.stdout.close()
    parent.stdin.close()
    with Postgres(tmp_path / "p", pg_port):
        pass  # and the folder is free again


@pytest.mark.parametrize("time", [1, 2])
async def test_every_test_gets_an_empty_database(database: str, time: int) -> None:
    assert (await value(database, "SELECT to_regclass('only_here')::text")) is None
    await value(database, "CREATE TABLE only_here()")
