"""How a process ends: its exit code, a sentence for the operator, and nothing personal."""

import json
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from services.topics.wiring import PERSONAL_TABLES, TOPICS
from tests.support import keys
from tests.support.service import bench
from yishi.development.servers.process import free_port

NAME = "王秀英"

ENDING = """
import asyncio, asyncpg, sys
from runtime import run
from runtime.writing.ledger import Broken, WentBack

async def row():
    connection = await asyncpg.connect({dsn!r})
    await connection.execute("CREATE TEMP TABLE people (name text, unit text NOT NULL)")
    await connection.execute("INSERT INTO people VALUES ($1, NULL)", {name!r})

async def fails(error):
    raise error

async def serve(settings):
    async with asyncio.TaskGroup() as group:
        for each in ({failing}):
            group.create_task(each)

run.serve = {serve}
sys.argv = ["run", "topics"]
sys.exit(run.main())
"""

ENVIRONMENT = {
    "YISHI_ISSUER_URL": "http://issuer.invalid",
    "YISHI_NATS_URL": "nats://127.0.0.1:1",
    "YISHI_TOPICS_DATABASE_URL": "postgresql://127.0.0.1:1/x",
}


def ended(dsn, failing, serve="serve", environment=ENVIRONMENT):
    program = ENDING.format(dsn=dsn, name=NAME, failing=failing, serve=serve)
    return subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize("serve", ["serve", "lambda settings: row()"])
def test_an_unforeseen_end_is_one_line_of_the_log_without_what_the_database_quotes(postgres, serve):
    found = ended(postgres.dsn("postgres"), "row(),", serve)

    [line] = map(json.loads, found.stderr.splitlines())
    assert (found.returncode, line["level"]) == (1, "CRITICAL")
    assert any("NotNullViolationError: 23502 people unit" in each for each in line["exception"])
    assert NAME not in found.stderr + found.stdout


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (
            "Broken('ledger', 7, 'ab', 'cd')",
            3,
            "STOPPED: ledger position 7: found ab, expected cd."
            " Nothing was changed; run `yishi verify`.",
        ),
        ("WentBack('it ends at 3')", 4, "STOPPED: it ends at 3. Start again: the gate restores"),
    ],
)
def test_where_somebody_has_to_act_a_sentence_says_so(postgres, error, code, sentence):
    found = ended(postgres.dsn("postgres"), f"fails({error}), row()")

    *logged, said = found.stderr.splitlines()
    assert found.returncode == code
    assert said.startswith(sentence)
    assert [json.loads(line)["level"] for line in logged] == ["CRITICAL"]
    assert NAME not in found.stderr + found.stdout


def test_a_missing_setting_is_named():
    found = ended("", "row(),", environment={})

    assert (found.returncode, found.stderr) == (
        2,
        "Set YISHI_ISSUER_URL: the address of the OIDC issuer.\n",
    )


def service(database, folder, **settings):
    """A service that finds database and key; NATS is away, so it only comes to listen."""
    keys.write(folder, ["topics"])
    found = {"YISHI_DATA": str(folder), "YISHI_TOPICS_DATABASE_URL": database}
    environment = {**ENVIRONMENT, **found, **settings}
    return subprocess.Popen(
        [sys.executable, "-m", "runtime.run", "topics"],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            {},
            "STOPPED: Port {port} of 127.0.0.1 is taken by another program. Stop that one, or set",
        ),
        (
            {"YISHI_TOPICS_HOST": "localhost"},
            "STOPPED: Port {port} of localhost is taken by another program. Stop that one, or set",
        ),
        ({"YISHI_TOPICS_HOST": "192.0.2.1"}, "STOPPED: 192.0.2.1 port {port} cannot be"),
        ({"YISHI_HOST": "192.0.2.1"}, "STOPPED: 192.0.2.1 port {port} cannot be"),
        ({"YISHI_TOPICS_HOST": "nowhere.invalid"}, "STOPPED: nowhere.invalid cannot be found."),
    ],
)
def test_an_address_that_is_not_to_be_had_is_1_and_a_sentence(
    database, tmp_path, settings, sentence
):
    """3 would say that the hashes disagree, and nobody would start it again."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        process = service(database, tmp_path, YISHI_TOPICS_PORT=str(port), **settings)
        _, said = process.communicate(timeout=60)

    *_, last = said.splitlines()
    assert process.returncode == 1
    assert last.startswith(sentence.format(port=port))
    variable = next(iter(settings), "YISHI_TOPICS_PORT")
    assert (variable if "taken" not in sentence else "YISHI_TOPICS_PORT") in last


@pytest.fixture
async def prepared(database):
    """The address of a database with the tables of topics."""
    async with bench(TOPICS, database, personal=PERSONAL_TABLES):
        return database


def test_brackets_around_an_address_are_taken_off(prepared, tmp_path):
    port = free_port()
    process = service(prepared, tmp_path, YISHI_TOPICS_HOST="[::1]", YISHI_TOPICS_PORT=str(port))
    try:
        patience = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < patience:
            try:
                with urllib.request.urlopen(f"http://[::1]:{port}/livez", timeout=5) as answer:
                    assert answer.read() == b"alive\n"
                    break
            except OSError:
                time.sleep(0.1)
    finally:
        process.terminate()
        _, said = process.communicate()
    assert process.returncode == 0, said


def test_a_librarys_own_exit_code_is_not_ours():
    found = ended("", "row(),", "lambda settings: sys.exit(3)")

    assert found.returncode == 1
    assert "wanted exit code 3" in found.stderr


def test_an_issuer_whose_port_is_taken_is_1_and_a_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "yishi.development.issuer.server"],
            env={"YISHI_DATA": str(tmp_path), "YISHI_ISSUER_PORT": port},
            capture_output=True,
            text=True,
        )

    assert done.returncode == 1
    assert f"Port {port} of 127.0.0.1 is taken" in done.stderr
    assert "YISHI_ISSUER_PORT" in done.stderr
