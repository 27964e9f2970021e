"""`yishi replay` asks for what can be meant, and tells it so that a person can read on."""

import json
from pathlib import Path
from typing import Any

import pytest

from yishi import cli
from yishi.contract.events import event_types
from yishi.replay import Line, _names, in_words

SAMPLES = Path(__file__).parents[1] / "contracts" / "samples"


def line(position: int, event: str, **data: Any) -> Line:
    """A line of the ledger with the sample of this event, changed where asked."""
    service, kind = event.split(".")
    deed = "operations.ReaderPassed" if kind == "ReaderPassed" else event  # every service's own
    sample = json.loads((SAMPLES / f"{deed}.json").read_text("utf-8"))
    stream = "rules/620123" if kind == "ProcedureAdopted" else "topic/t-1"
    body = {
        "specversion": "1.0",
        "id": f"00000000-0000-7000-8000-{position:012d}",
        "source": f"/{service}",
        "type": f"yishi.{service}.{kind}",
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
        "correlationid": "00000000-0000-7000-8000-000000000000",
        "data": {**sample, **data},
    }
    return Line(service, position, "", json.dumps(body, ensure_ascii=False), body)


def test_a_topic_is_told_with_the_number_of_its_case() -> None:
    told = in_words(line(1, "topics.TopicProposed", title="样例议题"), _names([]))

    assert told.startswith("2026-03-02 09:02:03")
    assert "提出议题“样例议题”。来源：" in told
    assert told.endswith("[TopicProposed, 联络员, case t-1]")
    assert "。；" not in told


def test_a_procedure_is_called_by_its_name_where_the_history_tells_it() -> None:
    adopted = line(1, "meetings.ProcedureAdopted")
    procedure = adopted.event["data"]["procedure"]
    approved = line(2, "topics.TopicApproved", procedure=procedure["code"])

    assert f"“{procedure['code']}”" in in_words(approved, _names([]))
    assert f"“{procedure['name']}”" in in_words(approved, _names([adopted]))


@pytest.mark.parametrize("event", sorted(event_types()))
def test_every_event_is_told_in_words(event: str) -> None:
    _, service, kind = event.split(".")
    told = in_words(line(1, f"{service}.{kind}"), _names([]))

    sentence = told.split("样例村  ", 1)[1]
    assert not sentence.startswith(("{", "—")), sentence
    assert "。；" not in sentence
    assert "None" not in sentence


def test_a_posting_is_told_with_the_members_name() -> None:
    admitted = line(1, "members.MemberAdmitted", name="例知行")
    told = in_words(line(2, "members.MemberPosted"), _names([admitted]))

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
