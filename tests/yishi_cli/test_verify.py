"""`yishi verify` tells what it could not check, and checks the rest."""

import argparse

import asyncpg
import pytest

from runtime.proving.prepare import prepare
from tests.support.servers import PostgresServer, empty_database
from yishi import deployment
from yishi.commands import verify
from yishi.deployment import DECIDING, deployed


async def test_what_cannot_be_reached_is_told_and_the_rest_is_checked(
    postgres: PostgresServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """NATS is away, the database of topics too; one row of members was changed."""
    monkeypatch.setattr(deployment, "PATIENCE", 0.5)
    monkeypatch.setenv("YISHI_NATS_URL", "nats://127.0.0.1:1")
    async with empty_database(postgres) as dsn:
        for name in (*DECIDING, "console"):
            monkeypatch.setenv(f"YISHI_{name.upper()}_DATABASE_URL", "postgresql://127.0.0.1:1/x")
            monkeypatch.delenv(f"YISHI_{name.upper()}_OWNER_DATABASE_URL", raising=False)
        monkeypatch.setenv("YISHI_MEMBERS_DATABASE_URL", dsn)
        connection = await asyncpg.connect(dsn)
        try:
            await prepare(connection, deployed("members").service)
            await connection.execute("UPDATE ledger_head SET position = 7")
        finally:
            await connection.close()

        code = await verify.run(argparse.Namespace(service=[], without_streams=False))

    said = capsys.readouterr()
    assert code == 1
    for away in ("database of topics: found", "database of console: found", "streams: found"):
        assert away in said.out
    assert "127.0.0.1:1 cannot be reached" in said.out
    assert "ledger members head position 7" in said.out
    assert "Nothing found" not in said.out
    assert "findings in" in said.err
