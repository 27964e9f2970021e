"""The command that writes the contract for others, and that notices when it is stale or broken."""

from pathlib import Path

import pytest

from contracts.event import Event
from yishi.contract import docs
from yishi.contract.events import event_types


class Raised(Event):
    title: str


class Withdrawn(Event):
    """It was taken back."""

    reason: str = ""


class Reworded(Event):
    title: int


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> dict[str, type[Event]]:
    """A contract of two events, which a test may change."""
    events: dict[str, type[Event]] = {
        "yishi.topics.Raised": Raised,
        "yishi.topics.Withdrawn": Withdrawn,
    }
    monkeypatch.setattr(docs, "event_types", lambda: events)
    monkeypatch.setattr(docs, "services", lambda events: [])
    return events


@pytest.fixture
def folder(two: dict[str, type[Event]], tmp_path: Path) -> Path:
    assert docs.main(["--publish"], tmp_path) == 0
    return tmp_path


def test_what_was_just_published_passes_the_check(folder: Path) -> None:
    assert docs.main(["--check"], folder) == 0


def test_a_stale_file_is_named_with_the_command_to_run(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "schemas" / "topics.Raised.json"
    file.write_text(file.read_text("utf-8").replace("title", "subject"), "utf-8")

    assert docs.main(["--check"], folder) == 1
    said = capsys.readouterr().err
    assert said == f"{file} is stale. Run `{docs.WRITE}` and commit the result.\n"


def test_a_missing_file_and_one_too_many_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "asyncapi.json").unlink()
    (folder / "schemas" / "topics.Forgotten.json").write_text("{}", "utf-8")

    assert docs.main(["--check"], folder) == 1
    said = capsys.readouterr().err
    assert "asyncapi.json is missing." in said
    assert "topics.Forgotten.json describes something that no longer exists." in said

    assert docs.main([], folder) == 0
    assert docs.main(["--check"], folder) == 0


def test_without_promises_the_check_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "published.json").unlink()

    assert docs.main(["--check"], folder) == 1
    assert "published.json is missing. Run `python -m yishi.contract.docs --publish`" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize("arguments", [["--check"], [], ["--publish"]])
def test_a_broken_promise_fails_whatever_is_asked_and_nothing_is_written(
    two: dict[str, type[Event]],
    folder: Path,
    arguments: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = {file: file.read_bytes() for file in folder.rglob("*.json")}
    two["yishi.topics.Raised"] = Reworded

    assert docs.main(arguments, folder) == 1
    assert "yishi.topics.Raised: the field `title` was published as" in capsys.readouterr().err
    assert {file: file.read_bytes() for file in folder.rglob("*.json")} == before


def test_what_is_new_is_listed_until_it_is_published(
    two: dict[str, type[Event]], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    two["yishi.topics.Reworded"] = Reworded
    assert docs.main([], folder) == 0

    assert docs.main(["--check"], folder) == 0
    assert capsys.readouterr().out == "new, not yet published: yishi.topics.Reworded\n"

    assert docs.main(["--publish"], folder) == 0
    assert docs.main(["--check"], folder) == 0
    assert capsys.readouterr().out == ""


def test_two_meanings_under_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import contracts.topics.plan
    import contracts.topics.topic

    twin = type("TopicProposed", (Event,), {"__module__": "contracts.topics.plan"})
    monkeypatch.setattr(contracts.topics.plan, "TopicProposed", twin, raising=False)

    with pytest.raises(ValueError, match=r"yishi\.topics\.TopicProposed is defined in"):
        event_types()
