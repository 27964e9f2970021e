"""`yishi doctor` on one real database: each tampering is named, and what it says mends it."""

import re
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest

from runtime.proving.prepare import prepare
from tests.support import keys
from tests.support.servers import PostgresServer, empty_database
from yishi.commands import doctor
from yishi.deployment import Deployed, deployed

pytestmark = pytest.mark.servers

ROLE, OWNER, OTHER = "doctor_topics", "doctor_topics_owner", "doctor_mallory"


@dataclass
class Topics:
    """The database of topics as `yishi prepare` leaves it, as a superuser and as its owner."""

    deployed: Deployed
    superuser: Any
    owner: Any

    async def said(self) -> list[str]:
        found = [each async for each in doctor._database("topics", self.deployed, self.owner)]
        return [sentence for grade, sentence in found if grade != "GOOD"]

    async def prepare(self) -> None:
        await prepare(self.owner, self.deployed.service, ROLE, self.deployed.personal)

    async def forget(self) -> None:
        """What keeps a database from being dropped."""
        for row in await self.superuser.fetch("SELECT subname FROM pg_subscription"):
            subscription = row["subname"]
            await self.superuser.execute(
                f"ALTER SUBSCRIPTION {subscription} SET (slot_name = NONE)"
            )
            await self.superuser.execute(f"DROP SUBSCRIPTION {subscription}")

    async def follow(self, sentence: str) -> None:
        """Do as it says."""
        for who, sql in re.findall(
            r"(?:In the database \S+ as|As) ([\w ]+): (.*?);(?: |$)", sentence
        ):
            await {OWNER: self.owner, "a superuser": self.superuser}[who].execute(sql)
        if "`yishi prepare topics`" in sentence:
            await self.prepare()


@pytest.fixture(scope="module")
async def topics(
    postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Topics]:
    folder = tmp_path_factory.mktemp("keys")
    keys.write(folder, ["topics"])
    async with empty_database(postgres) as dsn:
        patch = pytest.MonkeyPatch()
        patch.setenv("YISHI_DATA", str(folder))
        database = dsn.rpartition("/")[2]
        superuser = await asyncpg.connect(dsn)
        for role in (ROLE, OWNER, OTHER):
            await superuser.execute(f"DROP ROLE IF EXISTS {role}; CREATE ROLE {role} LOGIN")
        await superuser.execute(f"ALTER DATABASE {database} OWNER TO {OWNER}")
        environment = {
            "YISHI_TOPICS_DATABASE_URL": postgres.dsn(database, ROLE),
            "YISHI_TOPICS_OWNER_DATABASE_URL": postgres.dsn(database, OWNER),
        }
        found = deployed("topics", environment)
        owner = await asyncpg.connect(found.owner_url)
        made = Topics(found, superuser, owner)
        await made.prepare()
        yield made
        patch.undo()
        await made.forget()
        await owner.close()
        await superuser.close()


async def test_nothing_is_said_of_what_prepare_has_made(topics: Topics) -> None:
    assert await topics.said() == []
    await topics.prepare()  # as often as one likes
    assert await topics.said() == []


async def test_a_trigger_that_fires_always_is_as_good(topics: Topics) -> None:
    await topics.superuser.execute("ALTER TABLE ledger ENABLE ALWAYS TRIGGER ledger_stays")
    assert await topics.said() == []


async def test_a_stranger_who_may_do_everything_is_named(topics: Topics) -> None:
    await topics.superuser.execute(f"ALTER ROLE {OTHER} SUPERUSER")
    [sentence] = await topics.said()
    assert sentence.startswith(f"The role {OTHER} of PostgreSQL is SUPERUSER and none of Yishi's")
    await topics.follow(sentence)
    assert await topics.said() == []


GONE = (
    asyncpg.DependentObjectsStillExistError,
    asyncpg.UndefinedObjectError,
    asyncpg.UndefinedTableError,
)
"""What one sentence says was already done by another, or waits for it."""
TRIGGER = "CREATE OR REPLACE TRIGGER ledger_rows_stay BEFORE {} ON ledger FOR EACH STATEMENT {}"
TRIGGER += " EXECUTE FUNCTION ledger_is_append_only()"
HARMLESS = "RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
PREPARE = "Run `yishi prepare topics` and `yishi verify topics`."


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (
            "ALTER TABLE ledger DISABLE TRIGGER ledger_rows_stay",
            [f"state of trigger ledger_rows_stay on ledger is off, should be on. {PREPARE}"],
        ),
        (
            "ALTER TABLE ledger ENABLE REPLICA TRIGGER ledger_stays",
            ["state of trigger ledger_stays on ledger is off but for replicas, should be on."],
        ),
        (
            "ALTER TABLE ledger DISABLE TRIGGER ALL",
            ["ledger_rows_stay on ledger is off", "ledger_stays on ledger is off"],
        ),
        (
            f"CREATE OR REPLACE FUNCTION ledger_is_append_only() {HARMLESS}",
            ["function ledger_is_append_only() is …", "should be …"],
        ),
        (
            "ALTER FUNCTION ledger_is_append_only() SET session_replication_role = replica",
            ["function ledger_is_append_only() is …"],
        ),
        (
            TRIGGER.format("UPDATE OR DELETE", "WHEN (false)"),
            [
                "trigger ledger_rows_stay on ledger is CREATE TRIGGER ledger_rows_stay BEFORE"
                " DELETE OR UPDATE ON ledger FOR EACH STATEMENT WHEN (false) EXECUTE FUNCTION"
                " ledger_is_append_only(), should be CREATE TRIGGER ledger_rows_stay BEFORE DELETE"
                f" OR UPDATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()."
                f" {PREPARE}"
            ],
        ),
        (TRIGGER.format("DELETE", ""), ["trigger ledger_rows_stay on ledger is CREATE TRIGGER"]),
        (
            "DROP TRIGGER ledger_stays ON ledger",
            [
                "trigger ledger_stays on ledger is missing, should be CREATE TRIGGER",
            ],
        ),
        (
            f"CREATE FUNCTION mine() {HARMLESS};"
            " CREATE TRIGGER mine BEFORE INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION mine();"
            f" ALTER FUNCTION mine() OWNER TO {OWNER}",
            [
                "trigger mine on ledger is none of Yishi's: CREATE TRIGGER mine BEFORE INSERT ON"
                " ledger FOR EACH ROW EXECUTE FUNCTION mine(). Find out who made it, then remove"
                f" it. In the database {{database}} as {OWNER}: DROP TRIGGER mine ON ledger;",
                "function mine() is none of Yishi's",
            ],
        ),
        (
            f"ALTER TABLE ledger ENABLE ROW LEVEL SECURITY;"
            f" CREATE POLICY hide ON ledger FOR SELECT TO {ROLE} USING (position <> 5)",
            [
                'policy hide on ledger is none of Yishi\'s: r ("position" <> 5).',
                f"row security of ledger is on, should be off. In the database {{database}} as"
                f" {OWNER}: ALTER TABLE ledger DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL"
                " SECURITY;",
            ],
        ),
        (
            "ALTER TABLE ledger SET UNLOGGED",
            ["durability of ledger is UNLOGGED, empty after a crash, should be LOGGED. In"],
        ),
        (
            "DO $$ BEGIN EXECUTE 'CREATE OR REPLACE VIEW ledger_readable AS ' || replace("
            "pg_get_viewdef('ledger_readable'), 'encode(hash, ''hex''::text)', quote_literal("
            "'sound') || '::text'); END $$",
            [
                "view ledger_readable is ",
                "'sound'::text AS hash",
                ", should be ",
                "Run `yishi prep",
            ],
        ),
        (
            "DROP VIEW ledger_readable; CREATE VIEW ledger_readable AS SELECT 1 AS one;"
            f" ALTER VIEW ledger_readable OWNER TO {OWNER};"
            f" GRANT SELECT ON ledger_readable TO {ROLE}",
            ["view ledger_readable is SELECT 1 AS one;, should be SELECT"],
        ),
        (
            "ALTER TABLE ledger DROP CONSTRAINT ledger_stream_version",
            [
                "constraint UNIQUE (stream, version) on ledger is missing, should be valid. In the"
                f" database {{database}} as {OWNER}: ALTER TABLE ledger ADD CONSTRAINT"
                " ledger_stream_version UNIQUE (stream, version);"
            ],
        ),
        (
            "ALTER TABLE topics DROP CONSTRAINT topics_pkey",
            [
                "constraint PRIMARY KEY (topic_id) on topics is missing, should be valid. In the"
                f" database {{database}} as {OWNER}: DROP TABLE topics; Then `yishi prepare topics`"
                " and `yishi rebuild topics --references`."
            ],
        ),
        ("DROP INDEX ledger_command_id", ["index INDEX ON ledger USING btree (command_id) is mis"]),
        (
            "UPDATE pg_index SET indisvalid = false"
            " WHERE indexrelid = 'ledger_command_id'::regclass",
            ["index INDEX ON ledger USING btree (command_id) is not valid, should be valid."],
        ),
        (
            f"GRANT UPDATE (body, hash) ON ledger TO {ROLE}",
            [
                f"{ROLE} may UPDATE (body), UPDATE (hash) on ledger and should not. In the"
                f" database {{database}} as {OWNER}: REVOKE UPDATE (body), UPDATE (hash) ON ledger"
                f" FROM {ROLE};"
            ],
        ),
        (
            f"GRANT ALL ON ledger TO {OTHER}",
            [f"{OTHER} may DELETE, INSERT, ", "SELECT, TRIGGER, TRUNCATE, UPDATE on ledger and"],
        ),
        ("GRANT SELECT ON people TO PUBLIC", ["PUBLIC may SELECT on people and should not."]),
        (
            f"GRANT SELECT ON ledger TO {ROLE} WITH GRANT OPTION",
            [f"{ROLE} may GRANT OPTION FOR SELECT on ledger and should not."],
        ),
        (
            f"REVOKE INSERT ON ledger FROM {ROLE}",
            [f"{ROLE} may not INSERT on ledger and must. Run `yishi prepare topics`."],
        ),
        (
            "CREATE RULE mine AS ON INSERT TO command_keys DO INSTEAD NOTHING",
            ["rule mine on command_keys is none of Yishi's: CREATE RULE mine AS ON INSERT TO"],
        ),
        (
            f"CREATE TABLE more () INHERITS (ledger); ALTER TABLE more OWNER TO {OWNER}",
            [
                "inheritance more from ledger is none of Yishi's",
                "relation more is none of Yishi's: table.",
            ],
        ),
        (
            "ALTER TABLE ledger_head ALTER epoch DROP NOT NULL, ALTER epoch SET DEFAULT"
            " gen_random_uuid()",
            [
                "column ledger_head.epoch is uuid DEFAULT gen_random_uuid(), should be uuid NOT"
                f" NULL. In the database {{database}} as {OWNER}: ALTER TABLE ledger_head ALTER"
                " epoch TYPE uuid, ALTER epoch SET NOT NULL, ALTER epoch DROP DEFAULT;"
            ],
        ),
        (
            "ALTER TABLE people DROP COLUMN phone",
            ["column people.phone is missing, should be "],
        ),
        (
            f"ALTER TABLE ledger OWNER TO {OTHER}",
            [
                f"owner of ledger is {OTHER}, should be {OWNER}. In the database {{database}} as a"
                f" superuser: ALTER TABLE ledger OWNER TO {OWNER};"
            ],
        ),
        (
            f"ALTER FUNCTION ledger_is_append_only() OWNER TO {OTHER}",
            [f"owner of ledger_is_append_only() is {OTHER}, should be {OWNER}."],
        ),
        (
            "DROP TABLE topics",
            ["relation topics is missing, should be table. Run `yishi prepare topics` and `yishi"],
        ),
        ("DROP TABLE unanswered", ["relation unanswered is missing, should be table."]),
        (
            "CREATE DOMAIN uuid2 AS uuid; CREATE TYPE mood AS ENUM ('good');"
            f" ALTER DOMAIN uuid2 OWNER TO {OWNER}; ALTER TYPE mood OWNER TO {OWNER}",
            ["cast type mood is none of Yishi's", "cast type uuid2 is none of Yishi's"],
        ),
        *(
            (f"ALTER ROLE {role} {flag}", [f"{role} is {flag} and should not be. As a superuser:"])
            for role in (ROLE, OWNER)
            for flag in ("SUPERUSER", "BYPASSRLS", "CREATEROLE", "CREATEDB", "REPLICATION")
        ),
        (
            f"ALTER ROLE {ROLE} CONNECTION LIMIT 5",
            [f"{ROLE} may open 5 connections, and a process"],
        ),
        (
            f"ALTER ROLE {ROLE} VALID UNTIL '2026-01-01'",
            [f"the password of {ROLE} counts until 2026-01-01"],
        ),
        (
            f"GRANT {OWNER} TO {ROLE}",
            [
                f"{ROLE} is a member of {OWNER}, and should not be. As a superuser:"
                f" REVOKE {OWNER} FROM {ROLE};",
                f"its own role {ROLE} could change the ledger",
            ],
        ),
        (
            f"GRANT postgres TO {ROLE} WITH INHERIT FALSE, SET TRUE",
            [f"{ROLE} is a member of postgres, and should not be. As a superuser: REVOKE postgres"],
        ),
        (
            f"GRANT pg_write_all_data TO {OTHER}; GRANT {OTHER} TO {ROLE}",
            [
                f"{ROLE} is a member of {OTHER}, and so of pg_write_all_data, and should not be.",
                f"{OTHER} is a member of pg_write_all_data, and so are {ROLE}, and should not be.",
            ],
        ),
        (
            f"GRANT {OWNER} TO {OTHER} WITH INHERIT FALSE, SET TRUE",
            [f"{OTHER} is a member of {OWNER}, and should not be."],
        ),
        (
            f"GRANT SET ON PARAMETER session_replication_role TO {ROLE}",
            [f"{ROLE} may SET session_replication_role and should not. As a superuser: REVOKE ALL"],
        ),
        (
            "ALTER DATABASE {database} SET synchronous_commit = off",
            [
                "topics: for everybody in {database} synchronous_commit is set to off, and nothing"
                " should be. As a superuser: ALTER DATABASE {database} RESET synchronous_commit;",
                "topics: PostgreSQL synchronous_commit is off in its own session: a power cut loses"
                f" acknowledged commands. Take it out of what is set for {ROLE}, then restart top",
            ],
        ),
        (
            f"ALTER ROLE {ROLE} SET synchronous_commit = local",
            [f"topics: for {ROLE} synchronous_commit is set to local, and nothing should be."],
        ),
        (
            f"ALTER ROLE {ROLE} IN DATABASE {{database}} SET statement_timeout = '1s'",
            [
                f"topics: for {ROLE} in {{database}} statement_timeout is set to 1s, and nothing"
                f" should be. As a superuser: ALTER ROLE {ROLE} IN DATABASE {{database}} RESET",
                "topics: PostgreSQL statement_timeout is 1000 in its own session: what takes long",
            ],
        ),
        (
            f"ALTER ROLE {OWNER} SET session_replication_role = replica",
            [f"for {OWNER} session_replication_role is set to replica, and nothing should be."],
        ),
        *(
            (f"ALTER ROLE {ROLE} SET {setting} = {value}", [f"{ROLE} {setting} is set to {value}"])
            for setting, value in (
                ("default_transaction_read_only", "on"),
                ("row_security", "off"),
                ("session_replication_role", "replica"),
                ("search_path", "elsewhere"),
                ("zero_damaged_pages", "on"),
            )
        ),
        (
            f"ALTER DATABASE {{database}} OWNER TO {OTHER}",
            [f"the database {{database}} belongs to {OTHER}, should be {OWNER}'s. As a superuser:"],
        ),
        (
            f"GRANT CREATE ON DATABASE {{database}} TO {ROLE}",
            [f"{ROLE} may make schemas in the database {{database}} and should not."],
        ),
        (
            "GRANT CREATE ON SCHEMA public TO PUBLIC",
            ["PUBLIC may make things in the schema public and should not. In the database"],
        ),
        (
            f"CREATE SCHEMA {ROLE}; CREATE TABLE {ROLE}.ledger (LIKE ledger)",
            [f"the schema {ROLE} is none of Yishi's, and a table in it hides the real one."],
        ),
        (
            "CREATE FUNCTION public.quiet() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';"
            f" ALTER FUNCTION quiet() OWNER TO {OWNER};"
            " CREATE EVENT TRIGGER quiet ON sql_drop EXECUTE FUNCTION quiet()",
            ["the event trigger quiet is none of Yishi's: it runs quiet at sql_drop. In the"],
        ),
        (
            "CREATE SUBSCRIPTION mine CONNECTION 'dbname=elsewhere' PUBLICATION theirs"
            " WITH (connect = false); ALTER SUBSCRIPTION mine SET (slot_name = 'mine');"
            " ALTER SUBSCRIPTION mine ENABLE",
            ["the subscription mine writes into this database. In the database {database} as a"],
        ),
        (
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT SELECT ON TABLES TO {OTHER}",
            [f"what {OWNER} makes will be open to others. In the database {{database}} as a"],
        ),
        (
            "CREATE CAST (text AS uuid) WITH INOUT AS IMPLICIT",
            ["the cast from text to uuid is none of Yishi's. In the database {database} as a"],
        ),
    ],
)
async def test_each_tampering_is_named_and_mended_as_it_says(
    topics: Topics, done: str, said: list[str]
) -> None:
    database = topics.deployed.url.rpartition("/")[2]
    await topics.superuser.execute(done.replace("{database}", database))
    found = await topics.said()
    every = "\n".join(found)
    for each in said:
        assert each.replace("{database}", database) in every, every
    assert all(each.startswith("topics: ") for each in found)
    for _ in range(3):  # what is removed may rest on what is removed with it
        for sentence in found:
            with suppress(*GONE):
                await topics.follow(sentence)
        if not (found := await topics.said()):
            break
    assert not found
