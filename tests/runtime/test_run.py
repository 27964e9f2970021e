"""How a process ends: its exit code, a sentence for the operator, and nothing personal."""

import json
import subprocess
import sys

import pytest

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
