"""`yishi doctor` on one real NATS: rights and accounts, and what mends each."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from runtime.carrying import jetstream
from runtime.carrying.jetstream import stream_name
from runtime.carrying.streams import call, declaration
from runtime.settings import DECIDING
from yishi import nats_conf
from yishi.departments import durables as made
from yishi.departments.register import Department, consumer
from yishi.development.servers.nats import Nats
from yishi.doctor import accounts, rights

pytestmark = pytest.mark.servers


PASSWORDS = {
    name: f"of-{name}" for name in (nats_conf.DEPLOY, *nats_conf.SERVICES, *nats_conf.READERS)
}


MADE = [("TOPICS", "dept-transport"), ("TOPICS", "dept-water"), ("OUTCOMES", "dept-water")]


DEPARTMENTS = [
    Department("dept-transport", {"TOPICS": ""}, password="of-transport"),
    Department("dept-water", {"TOPICS": "", "OUTCOMES": ""}, password="of-water"),
]


def configuration(store_dir: Path, port: int, http_port: int) -> str:
    """All in one file, departments too."""
    text = nats_conf.nats_config(store_dir, port, http_port, PASSWORDS, "departments.conf")
    included = nats_conf.departments_config(DEPARTMENTS)
    return text.replace('  include "departments.conf"\n', included)


class Tampered:
    """A server whose configuration is written anew for each case, over the same streams."""

    def __init__(self, server: Nats, more: str = "") -> None:
        self.server, self.more = server, more

    def text(self) -> str:
        where = (self.server.store_dir, self.server.port, self.server.http_port)
        return self.more + configuration(*where)

    async def with_text(self, text: str) -> None:
        self.server._conf = lambda *_: text
        self.server.stop()
        self.server.start()

    async def said(self, of: str, instead: str, count: int = 1) -> list[tuple[str, str]]:
        """What is found of the rights where this stands instead of that."""
        text = self.text()
        assert of in text
        await self.with_text(text.replace(of, instead, count))
        return [each async for each in rights.rights(self.server.url, PASSWORDS, MADE)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tampered]:
    with Nats(tmp_path_factory.mktemp("nats"), conf=configuration) as server:
        yield Tampered(server)


async def test_rights_as_they_are_written_are_good(server: Tampered) -> None:
    [(grade, sentence)] = await server.said("", "", 0)
    assert grade == "GOOD", sentence
    who = "topics, meetings, members, outcomes, console, audit, exchange may do what they should"
    assert who in sentence


async def test_who_cannot_be_asked_as_is_named(server: Tampered) -> None:
    known = {name: password for name, password in PASSWORDS.items() if name != "audit"}
    found = [each async for each in rights.rights(server.server.url, known, MADE)]
    assert [grade for grade, _ in found] == ["GOOD", "NOTE"]
    assert "set YISHI_AUDIT_NATS_PASSWORD for `yishi doctor`" in found[1][1]


@pytest.mark.parametrize(
    ("of", "instead", "sentences"),
    [
        (
            """  "$JS.API.CONSUMER.CREATE.TOPICS.dept-transport"
  "$JS.API.CONSUMER.MSG.NEXT.TOPICS.dept-transport"
""",
            "",
            [
                f"{user} may publish on $JS.API.CONSUMER.CREATE.TOPICS.dept-transport,"
                " $JS.API.CONSUMER.MSG.NEXT.TOPICS.dept-transport and should not."
                for user in (*nats_conf.SERVICES, *nats_conf.READERS)
            ],
        ),
        (
            '"yishi.meetings.>"',
            '"yishi.>"',
            ["meetings may publish on yishi.topics.YishiDoctor.00.00.00.000.000, yishi.members."],
        ),
        (
            '"yishi.meetings.>"',
            '"yishi.meetings.>", "$JS.API.STREAM.DELETE.OUTCOMES"',
            ["meetings may publish on $JS.API.STREAM.DELETE.OUTCOMES and should not."],
        ),
        (
            '"yishi.members.>"',
            '"yishi.members.>", "$JS.>"',
            [
                "members may publish on $JS.API.STREAM.CREATE.YISHI-DOCTOR,"
                " $JS.API.STREAM.CREATE.TOPICS, $JS.API.STREAM.UPDATE.TOPICS and "
            ],
        ),
        (
            '"yishi.members.>"',
            '"yishi.members.>", "$JS.ACK.>"',
            [
                "members may publish on $JS.ACK.TOPICS.dept-transport.1.0.0.0.0,"
                " $JS.ACK._._.TOPICS.dept-transport.1.0.0.0.0, $JS.ACK.TOPICS.dept-water.1.0.0.0.0"
                " and 3 more and should not."
            ],
        ),
        (
            '"yishi.topics.>"',
            '"yishi.other.>"',
            ["topics may not publish on yishi.topics.YishiDoctor.00.00.00.000.000 and must."],
        ),
        (
            '["_INBOX.console.>"]',
            '[">"]',
            ["console may subscribe to >, yishi.>, $JS.> and 3 more and should not."],
        ),
        (
            '["_INBOX.console.>"]',
            '["_INBOX.>"]',
            ["console may subscribe to _INBOX.>, _INBOX.yishi-doctor.> and should not."],
        ),
        ('"of-audit"', '"another"', ["does not let audit in: nats: 'Authorization Violation'."]),
        (
            "system_account: SYS",
            'no_auth_user: "audit"\nsystem_account: SYS',
            ["lets in anybody without a password."],
        ),
    ],
)
async def test_rights_that_are_more_or_less_are_named(
    server: Tampered, of: str, instead: str, sentences: list[str]
) -> None:
    found = await server.said(of, instead)
    bad = [sentence for grade, sentence in found if grade == "BAD"]
    assert len(bad) == len(sentences), bad
    for sentence, expected in zip(bad, sentences, strict=True):
        assert expected in sentence


@pytest.fixture(params=["", "feature_flags { js_ack_fc_v2: true }\n"], scope="module")
async def apart(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Tampered]:
    """Accounts, streams and durables, with the acknowledgements of today and with those to come."""

    def conf(*where: Any) -> str:
        return request.param + configuration(*where)

    with Nats(tmp_path_factory.mktemp("nats"), conf=conf) as server:
        client = await jetstream.connect(server.url, "deploy", PASSWORDS["deploy"])
        for service in DECIDING:
            await call(client, "CREATE", stream_name(service), declaration(service))
        for each in DEPARTMENTS:
            for stream in each.streams:
                await made.make(client, stream, consumer(each, stream))
        await client.close()
        yield Tampered(server, request.param)


async def apart_said(server: Nats) -> list[str]:
    found = [each async for each in accounts.accounts(server.monitor_url, DEPARTMENTS)]
    found += [each async for each in accounts.reach(server.url, DEPARTMENTS)]
    return [sentence for grade, sentence in found if grade == "BAD"]


async def test_departments_as_they_are_written_are_good(apart: Tampered) -> None:
    await apart.said("", "", 0)
    assert await apart_said(apart.server) == []
    [(_, sentence)] = [each async for each in accounts.reach(apart.server.url, DEPARTMENTS)]
    assert "dept-transport, dept-water reach their own durables and nothing else" in sentence
    more = [*DEPARTMENTS, Department("dept-new", {"TOPICS": ""}, password="x")]
    monitor = apart.server.monitor_url
    [(grade, sentence)] = [each async for each in accounts.accounts(monitor, more)]
    assert grade == "BAD"
    assert "does not know dept-new. Run `yishi department add dept-new`" in sentence


@pytest.mark.parametrize(
    ("of", "instead", "sentences"),
    [
        (  # one of the two forms of acknowledgement
            '{ service: { account: YISHI, subject: "$JS.ACK.*.*.TOPICS.dept-transport.>" } }',
            "",
            [
                "dept-transport does not reach $JS.ACK.*.*.TOPICS.dept-transport.> as"
                " $JS.ACK.*.*.TOPICS.dept-transport.> and must. Run `yishi department add"
                " dept-transport`"
            ],
        ),
        (
            '{ service: { account: YISHI, subject: "$JS.ACK.TOPICS.dept-transport.>" } }',
            "",
            ["dept-transport does not reach $JS.ACK.TOPICS.dept-transport.> as"],
        ),
        (  # another's events
            '{ service: { account: YISHI, subject: "$JS.ACK.TOPICS.dept-transport.>" } }',
            '{ service: { account: YISHI, subject: "$JS.ACK.*.dept-water.>" } }\n'
            '{ service: { account: YISHI, subject: "$JS.ACK.TOPICS.dept-transport.>" } }',
            [
                "dept-transport reaches $JS.ACK.*.dept-water.> as $JS.ACK.*.dept-water.> and should"
                " not.",
                "dept-transport reaches $JS.ACK.OUTCOMES.dept-water.1.0.0.0.0,",
            ],
        ),
        (
            "accounts {\n",
            'accounts {\n  "another": { users: [ { user: "m", password: "m" } ] }\n',
            ["has the account another, which is no department's."],
        ),
        (
            'users: [ { user: "dept-transport", password: "of-transport" } ]',
            "",
            ["does not let dept-transport in: nats: 'Authorization Violation'. Run `yishi"],
        ),
        (
            'mappings: { "$JS.API.>": "unheard.>", "$SYS.>": "unheard.>" }',
            'mappings: { "$JS.API.>": "unheard.>" }',
            [
                "dept-transport may ask the server by $SYS.> and should not.",
                "dept-transport reaches $SYS.REQ.USER.INFO and should not.",
            ],
        ),
        (
            '"dept-transport": {\n',
            '"dept-transport": {\n  jetstream: enabled\n',
            ["dept-transport has JetStream and should not."],
        ),
        (
            "    exports: [\n",
            '    exports: [\n      { service: "$JS.API.>" }\n',
            ["the account YISHI offers $JS.API.> to others and should not."],
        ),
    ],
)
async def test_a_department_that_reaches_more_or_less_is_named(
    apart: Tampered, of: str, instead: str, sentences: list[str]
) -> None:
    await apart.said(of, instead)
    bad = await apart_said(apart.server)
    for sentence in sentences:
        assert any(sentence in line for line in bad), bad
    assert len(bad) == len(sentences), bad


async def test_a_department_that_is_one_of_ours_is_named(apart: Tampered) -> None:
    """As before there were accounts: with the right to publish what it likes."""
    text = apart.text().replace(
        '{ user: "dept-transport", password: "of-transport" }', '{ user: "x", password: "y" }'
    )
    await apart.with_text(
        text.replace(
            "    users: [\n",
            '    users: [\n      { user: "dept-transport", password: "of-transport" }\n',
            1,
        )
    )
    bad = await apart_said(apart.server)
    assert any("dept-transport reaches yishi.meetings.YishiDoctor" in line for line in bad), bad
