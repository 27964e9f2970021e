"""`yishi replay` asks for what can be meant, and tells it so that a person can read on."""

import json
from pathlib import Path
from typing import Any, get_args

import httpx2
import pytest

from contracts.operations import OperationsEvent
from runtime.envelope import GENESIS, chain
from runtime.settings import DECIDING
from runtime.writing.ledger import Broken
from services.console.lines.names import Names
from yishi import cli
from yishi.commands.replay import Known, in_words, merged, name_all, of_matter
from yishi.contract.events import event_types
from yishi.ledgers import PAGE, Ledger, Line

SAMPLES = Path(__file__).parents[1] / "contracts" / "samples"


def line(position: int, event: str, **data: Any) -> Line:
    """A line of the ledger with the sample of this event, changed where asked."""
    service, kind = event.split(".")
    deeds = {each.__name__ for each in get_args(OperationsEvent)}
    deed = f"operations.{kind}" if kind in deeds else event  # every service's own
    sample = json.loads((SAMPLES / f"{deed}.json").read_text("utf-8"))
    stream = "rules/620123000000" if kind == "ProceduresIssued" else "topic/t-1"
    body = {
        "specversion": "1.0",
        "id": f"00000000-0000-7000-8000-{position:012d}",
        "source": f"/{service}",
        "type": f"yishi.{service}.{kind}",
        "audience": "internal",
        "subject": stream,
        "time": "2026-03-02T01:02:03.000004Z",
        "datacontenttype": "application/json",
        "dataschema": f"/schemas/{service}/{kind}",
        "sequence": f"{position:016d}",
        "streamversion": position,
        "unit": "620123109210",
        "unitname": "样例村",
        "actor": "somebody",
        "actorrole": "clerk",
        "commandid": "00000000-0000-7000-8000-000000000000",
        "correlationid": stream.split("/")[1],
        "data": {**sample, **data},
    }
    return Line(service, position, "", json.dumps(body, ensure_ascii=False))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (92 * 86400 + 3 * 3600, "改为模拟时间，比真实时间快92天3小时。以下时间均非实际时间。"),
        (-61, "改为模拟时间，比真实时间慢1分1秒。"),
        (0, "本服务的时钟恢复为真实时间。"),
    ],
)
def test_a_simulated_clock_is_told(seconds: int, said: str) -> None:
    assert said in in_words(line(1, "topics.ClockSimulated", seconds=seconds), known())


def known(*lines: Line) -> Names:
    found = Known()
    for each in lines:
        found.learn(each)
    return found.names


def test_a_topic_is_told_with_the_number_of_its_case() -> None:
    told = in_words(line(1, "topics.TopicProposed", title="样例议题"), known())

    assert told.startswith("2026-03-02 09:02:03")
    assert "提出议题“样例议题”。来源：" in told
    assert told.endswith("[TopicProposed, 联络员, matter t-1]")
    assert "。；" not in told


@pytest.mark.parametrize("event", sorted(event_types()))
def test_every_event_is_told_in_words(event: str) -> None:
    _, service, kind = event.split(".")
    told = in_words(line(1, f"{service}.{kind}"), known())

    sentence = told.split("样例村  ", 1)[1]
    assert not sentence.startswith(("{", "—")), sentence
    assert "。；" not in sentence
    assert "None" not in sentence


def test_a_posting_is_told_with_the_members_name() -> None:
    admitted = line(1, "members.MemberAdmitted", name="例知行")
    told = in_words(line(2, "members.MemberPosted"), known(admitted))

    assert "委员例知行自" in told


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--until", "2026-13-01"), "2026-13-01 is no day. Write it like 2026-03-31."),
        (("--unit", "abc"), "abc is no division code."),
        (("--unit", "1234567890123"), "Write 2 to 12 digits"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_an_example(
    asked: tuple[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["replay", *asked])

    assert ended.value.code == 2
    assert said in " ".join(capsys.readouterr().err.split())


def rows_of(*lines: Line, hidden: int = 0) -> list[dict[str, Any]]:
    """Rows of one matter as a service shows them, `hidden` more without bodies."""
    shown = [{"position": one.position, "hash": "", "body": one.body} for one in lines]
    return [*shown, *({"position": 1000 + n, "hash": ""} for n in range(hidden))]


def ledgers_of(**kept: dict[str, list[dict[str, Any]]]) -> tuple[list[Ledger], list[str]]:
    """The four ledgers, which keep these rows of these matters, and what they were asked for."""
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        service, matter = request.url.host.split(".")[0], request.url.params["matter"]
        asked.append(matter)
        after = int(request.url.params["after"])
        rows = [row for row in kept.get(service, {}).get(matter, []) if row["position"] > after]
        return httpx2.Response(200, content="".join(f"{json.dumps(row)}\n" for row in rows))

    async def token(_: str) -> str:
        return "t"

    http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
    return [Ledger(http, each, "auditor", token, None) for each in DECIDING], asked


@pytest.fixture
def addressed(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in DECIDING:
        monkeypatch.setenv(f"YISHI_{each.upper()}_URL", f"http://{each}.invalid")


@pytest.mark.usefixtures("addressed")
async def test_a_matter_is_told_over_all_services_and_what_is_outside_is_counted() -> None:
    proposed, closed = line(1, "topics.TopicProposed"), line(7, "topics.TopicClosed")
    held = line(3, "meetings.SittingHeld")
    ledgers, _ = ledgers_of(
        topics={"t-1": rows_of(proposed, closed, hidden=2)}, meetings={"t-1": rows_of(held)}
    )

    found = await of_matter(ledgers, "t-1")

    assert [each.position for each in found] == [3, 1, 7], "the same second: by service"
    assert [each.hidden for each in ledgers if each.service == "topics"] == [2]


@pytest.mark.usefixtures("addressed")
async def test_what_a_matter_was_merged_with_is_told_from_both_ends() -> None:
    other = line(2, "topics.TopicMerged", into="t-2")
    back = line(5, "topics.TopicTookIn", merged="t-1")
    kept = {"t-1": rows_of(line(1, "topics.TopicProposed", part_of=None), other)}
    kept["t-2"] = rows_of(back)

    for end in ("t-1", "t-2"):
        ledgers, asked = ledgers_of(topics=kept)
        assert [each.position for each in await of_matter(ledgers, end)] == [1, 2, 5]
        assert sorted(asked) == sorted(["t-1", "t-2"] * len(ledgers)), "each matter once"


@pytest.mark.usefixtures("addressed")
async def test_what_a_matter_was_part_of_is_told_from_both_ends() -> None:
    whole, note = line(1, "topics.TopicProposed"), line(3, "topics.TopicPartBegun", part="t-2")
    part = line(2, "topics.TopicProposed", part_of="t-1")
    kept = {"t-1": rows_of(whole, note), "t-2": rows_of(part)}

    for end in ("t-1", "t-2"):
        ledgers, _ = ledgers_of(topics=kept)
        assert [each.position for each in await of_matter(ledgers, end)] == [1, 2, 3]


@pytest.mark.usefixtures("addressed")
async def test_ids_in_a_matter_are_called_by_the_events_of_whoever_bears_them() -> None:
    posted = line(9, "members.MemberPosted")
    key = posted.event["subject"].split("/")[1]
    admitted = line(2, "members.MemberAdmitted", name="例知行")
    ledgers, _ = ledgers_of(members={key: rows_of(admitted)})
    names = Known()

    await name_all(ledgers, [posted], names)

    assert "委员例知行自" in in_words(posted, names.names)


@pytest.mark.usefixtures("addressed")
async def test_a_procedure_in_a_matter_is_called_as_the_rules_in_force_call_it() -> None:
    issued = line(2, "meetings.ProceduresIssued")
    procedure = issued.event["data"]["procedures"]["procedures"][0]
    upgraded = line(9, "meetings.ConsultationUpgraded", from_procedure=procedure["code"])
    upgraded.event["rules"] = "620123000000/2026.1"
    ledgers, _ = ledgers_of(meetings={"620123000000": rows_of(issued)})
    names = Known()

    await name_all(ledgers, [upgraded], names)

    assert f"“{procedure['name']}”" in in_words(upgraded, names.names)


def shown(count: int, *hours: int, hidden: tuple[int, ...] = ()) -> list[dict[str, Any]]:
    """The rows of a ledger as a service shows them; the hours in which they were recorded, in
    turns. Of those `hidden` there is no body."""
    rows: list[dict[str, Any]] = []
    previous = GENESIS
    for position in range(1, count + 1):
        time = f"2026-03-02T{hours[position % len(hours)]:02d}:00:00.000000Z"
        body = json.dumps({"time": time, "n": position})
        previous = chain(previous, body.encode())
        row = {"position": position, "hash": previous.hex()}
        rows.append(row if position in hidden else {**row, "body": body})
    return rows


def ledger(
    service: str, rows: list[dict[str, Any]], until: int | None = None
) -> tuple[Ledger, list[int]]:
    """And how many rows were asked for, page by page."""
    asked: list[int] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        after, limit = (int(request.url.params[name]) for name in ("after", "limit"))
        page = [row for row in rows if row["position"] > after][:limit]
        asked.append(len(page))
        return httpx2.Response(200, content="".join(f"{json.dumps(row)}\n" for row in page))

    async def token(_: str) -> str:
        return "t"

    http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
    return Ledger(http, service, "auditor", token, until), asked


async def places(*ledgers: Ledger) -> list[tuple[str, int]]:
    return [(line.service, line.position) async for line in merged(ledgers)]


async def test_ledgers_are_merged_by_time_and_each_stays_in_its_order() -> None:
    topics, _ = ledger("topics", shown(4, 1, 9))  # the clock went back at 2 and at 4
    meetings, _ = ledger("meetings", shown(2, 5))

    assert await places(topics, meetings) == [
        *(("meetings", 1), ("meetings", 2)),
        *(("topics", 1), ("topics", 2), ("topics", 3), ("topics", 4)),
    ]
    assert topics.hidden == meetings.hidden == 0


async def test_a_long_ledger_is_never_held_whole() -> None:
    found, asked = ledger("topics", shown(3 * PAGE, 1))
    lines = found.lines()
    for _ in range(PAGE):
        await anext(lines)
    assert asked == [PAGE]

    assert len([line async for line in lines]) == 2 * PAGE
    assert asked == [PAGE, PAGE, PAGE, 0]


async def test_a_changed_event_ends_the_tale_where_it_stands() -> None:
    rows = shown(5, 1)
    rows[2]["body"] = rows[2]["body"].replace("3", "4", 1)
    found, _ = ledger("topics", rows)

    with pytest.raises(Broken, match="ledger topics position 3"):
        await places(found)


async def test_the_chain_goes_through_what_an_office_may_not_see() -> None:
    found, _ = ledger("topics", shown(5, 1, hidden=(1, 3)))

    assert [position for _, position in await places(found)] == [2, 4, 5]
    assert found.hidden == 2


@pytest.mark.parametrize("changed", [2, 4])
async def test_a_changed_event_is_found_between_those_not_seen(changed: int) -> None:
    rows = shown(5, 1, hidden=(1, 3))
    rows[changed - 1]["body"] += " "
    found, _ = ledger("topics", rows)

    with pytest.raises(Broken, match=f"ledger topics position {changed}"):
        await places(found)


@pytest.mark.parametrize("hidden", [(), (3,)])
async def test_a_row_left_out_is_found_seen_or_not(hidden: tuple[int, ...]) -> None:
    rows = shown(5, 1, hidden=hidden)
    del rows[2]
    found, _ = ledger("topics", rows)

    with pytest.raises(Broken, match="ledger topics position 3"):
        await places(found)


async def test_up_to_a_position_is_up_to_there() -> None:
    found, _ = ledger("topics", shown(5, 1), until=3)

    assert [position for _, position in await places(found)] == [1, 2, 3]
