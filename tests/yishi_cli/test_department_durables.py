"""The durables of a department: each is as the list says, and goes on where it stood."""

import json
from typing import Any

import pytest
from nats.aio.client import Client

from tests.yishi_cli.departments import Town, added, connected, read, told
from yishi import nats_conf
from yishi.commands import streams
from yishi.departments import consumers, durables
from yishi.departments.register import DepartmentError, consumer
from yishi.doctor import durables as looking

pytestmark = pytest.mark.servers


async def test_it_begins_behind_a_position(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    assert await read(
        await added(capsys, "dept", "--streams", "TOPICS", "--after", "2"), "dept"
    ) == [b"2"]


async def test_its_durable_is_as_the_list_says(town: Town) -> None:
    assert await told("add", "dept", "--streams", "TOPICS", "--place", "620123") == 0
    [mine] = town.listed()
    async with connected(town.url, nats_conf.DEPLOY) as deploy:
        reply = await deploy.request("$JS.API.CONSUMER.INFO.TOPICS.dept", b"", timeout=5)
    config = json.loads(reply.data)["config"]
    wanted = consumer(mine, "TOPICS")
    assert {key: config.get(key) for key in wanted} == wanted


async def test_a_durable_that_is_gone_is_told_and_made_again(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    url = await added(capsys, "dept", "--streams", "TOPICS")
    async with connected(town.url, nats_conf.DEPLOY) as deploy:
        await deploy.jetstream().delete_consumer("TOPICS", "dept")
    assert await told("list") == 0
    assert "TOPICS, what is open or internal: THE DURABLE IS MISSING" in capsys.readouterr().out
    assert await told("anew", "dept", "TOPICS", "--after", "1") == 0
    assert await read(url, "dept") == [b"1", b"2"]


async def test_one_durable_begins_anew_and_all_else_stays(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    url = await added(capsys, "dept", "--streams", "TOPICS,OUTCOMES")
    assert await read(url, "dept") == [b"0", b"1", b"2"]
    assert await told("add", "dept", "--after", "1") == 0
    assert "`yishi department anew dept TOPICS --after 1` lets it begin there" in (
        capsys.readouterr().out
    )
    assert await read(url, "dept") == []

    assert await told("anew", "dept", "TOPICS", "--after", "1") == 0

    assert await read(url, "dept") == [b"1", b"2"]
    assert await told("anew", "dept", "topics", "--after", "0") == 0
    assert await read(url, "dept") == [b"0", b"1", b"2"]
    with pytest.raises(DepartmentError, match="dept reads TOPICS, OUTCOMES, and not MEMBERS"):
        await told("anew", "dept", "MEMBERS", "--after", "0")
    with pytest.raises(DepartmentError, match="There is no department nobody"):
        await told("anew", "nobody", "TOPICS", "--after", "0")
    for position in ("-1", "x", ""):
        with pytest.raises(SystemExit):
            await told("anew", "dept", "TOPICS", f"--after={position}")


async def test_a_durable_that_begins_anew_is_there_whenever_that_is_killed(
    town: Town, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await added(capsys, "dept", "--streams", "TOPICS")
    await read(url, "dept")
    asked = consumers.asked

    async def dead(client: Client, verb: str, *more: Any) -> Any:
        if verb == "CREATE":
            raise KeyboardInterrupt
        return await asked(client, verb, *more)

    with monkeypatch.context() as patched:
        patched.setattr(consumers, "asked", dead)
        with pytest.raises(KeyboardInterrupt):
            await told("anew", "dept", "TOPICS", "--after", "1")
    async with connected(town.url, nats_conf.DEPLOY) as deploy:
        assert await deploy.jetstream().consumers_info("TOPICS") == []
        assert await streams.declare(deploy) == 0

    assert await read(url, "dept") == [b"1", b"2"]


@pytest.mark.parametrize(
    "changed",
    [
        {"ack_policy": "none"},
        {"ack_policy": "all"},
        {"mem_storage": True},
        {"replay_policy": "original"},
        {"max_waiting": 1},
        {"max_deliver": 5},
        {"headers_only": True},
        {"max_ack_pending": 7},
        {"inactive_threshold": 60 * 10**9},
        {"deliver_subject": "yishi.meetings.x", "max_waiting": 0},
        {"filter_subjects": ["yishi.topics.Nothing.>"]},
    ],
)
async def test_a_durable_that_somebody_changed_is_mended_as_doctor_says(
    town: Town, capsys: pytest.CaptureFixture[str], changed: dict[str, Any]
) -> None:
    """Also where NATS lets nobody change it: then it is made anew, where it stood."""
    url = await added(capsys, "dept", "--streams", "TOPICS", "--after", "1")
    [mine] = town.listed()
    async with connected(town.url, nats_conf.DEPLOY) as deploy:
        await deploy.jetstream().delete_consumer("TOPICS", "dept")
        await durables.make(deploy, "TOPICS", consumer(mine, "TOPICS", 1) | changed)
        wanted = {"dept": consumer(mine, "TOPICS")}
        [(grade, said)] = [each async for each in looking.durables(deploy, "TOPICS", wanted)]
        assert grade == "BAD"
        assert "`yishi department add dept`" in said

        assert await told("add", "dept") == 0

        [(grade, said)] = [each async for each in looking.durables(deploy, "TOPICS", wanted)]
        assert grade == "GOOD", said
    assert await read(url, "dept") == [b"1", b"2"]


async def test_a_durable_of_nobody_is_removed_and_not_made_again(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    async with connected(town.url, nats_conf.DEPLOY) as deploy:
        for name in ("Evil", "dept-old"):
            config = {"name": name, "durable_name": name, "ack_policy": "explicit"}
            await durables.make(deploy, "TOPICS", config | {"deliver_policy": "all"})
        assert await streams.declare(deploy) == 0  # which has learned both
        await deploy.jetstream().delete_consumer("TOPICS", "dept-old")
        for name in ("Evil", "dept-old"):
            with pytest.raises(DepartmentError, match=rf"{name} is on no list\.[^\n]*\n  TOPICS: "):
                await told("remove", name)
            assert await told("remove", name, "--yes") == 0
        assert "TOPICS: durable Evil is gone" in capsys.readouterr().out

        assert await streams.declare(deploy) == 0

        assert await deploy.jetstream().consumers_info("TOPICS") == []
        for nobody in ("Evil", "no.body", "*", ">", "a b", ""):
            with pytest.raises(DepartmentError, match="There is no department"):
                await told("remove", nobody, "--yes")
