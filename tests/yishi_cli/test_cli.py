"""The operator's command: lists what it can, and ends in a sentence whatever happens."""

import asyncio
import subprocess
import sys
from pathlib import Path

import asyncpg
import httpx2
import nats.errors
import pytest

from runtime.settings import MissingSetting
from tests.support.tokens import Issuer
from yishi import cli, deployment, environment
from yishi.credentials import NoToken, addresses, token_of


def yishi(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "yishi.cli", *arguments],
        env=settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_without_a_command_it_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in cli.COMMANDS)


def test_an_unknown_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["destroy"]) == 2
    assert "'destroy'" in capsys.readouterr().err


@pytest.mark.parametrize("name", sorted(cli.COMMANDS))
def test_every_command_is_there_and_explains_itself(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    module = cli.module_of(name)
    assert asyncio.iscoroutinefunction(module.run)
    with pytest.raises(SystemExit) as ended:
        cli.main([name, "--help"])
    assert ended.value.code == 0
    assert f"yishi {name}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MissingSetting("Set YISHI_NATS_URL: the NATS server."), "Set YISHI_NATS_URL"),
        (httpx2.ConnectError("refused"), "A service does not answer (refused). Does it run?"),
        (asyncpg.InvalidPasswordError("wrong password"), "PostgreSQL says: wrong password"),
        (nats.errors.TimeoutError(), "NATS says"),
        (FileNotFoundError(2, "No such file", "x.toml"), "No such file: 'x.toml'"),
        (TimeoutError(), "No answer in time."),
        (ModuleNotFoundError("x", name="yishi.nothing"), "not part of this installation"),
        (ZeroDivisionError("division by zero"), "YISHI_TRACEBACK=1"),
        (ExceptionGroup("", [NoToken("One."), NoToken("One."), NoToken("Two.")]), "One.; Two."),
    ],
)
def test_errors_become_sentences(error: Exception, said: str) -> None:
    assert said in cli.sentence(error)


@pytest.mark.parametrize(
    "arguments",
    [
        ("token", "xinying-clerk"),
        ("verify",),
        ("streams",),
        ("prepare",),
        ("replay",),
        ("apply", "nowhere.toml"),
        ("import", "roster", "nowhere.xlsx", "--jurisdiction", "620123000000"),
        ("up", "--free-ports"),
    ],
)
def test_no_traceback_where_nothing_runs(arguments: tuple[str, ...], tmp_path: Path) -> None:
    nowhere = tmp_path / "a-file"
    nowhere.write_text("")
    done = yishi(*arguments, YISHI_DATA=str(nowhere / "data"))
    assert done.returncode not in (0, 130)
    assert done.stderr + done.stdout
    assert "Traceback" not in done.stderr + done.stdout


async def test_nobody_waits_for_ever_for_a_nats_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deployment, "PATIENCE", 0.5)
    nowhere = {"YISHI_NATS_URL": "nats://127.0.0.1:1", "YISHI_DEPLOY_NATS_PASSWORD": "x"}
    with pytest.raises(deployment.DeploymentError, match="no answer within 0.5 s. Does it run?"):
        async with deployment.deploy_identity(nowhere):
            pass


@pytest.mark.parametrize("command", ["verify", "rebuild"])
def test_an_unknown_service_is_named_together_with_those_there_are(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([command, "topcis"]) == 1
    assert "There is no service topcis. Choose one of topics, meetings" in capsys.readouterr().err


def test_up_refuses_production(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YISHI_ENV", "production")
    assert cli.main(["up"]) == 1
    assert "deploy/" in capsys.readouterr().err


def test_the_kept_settings_fill_in_what_the_environment_leaves_open(tmp_path: Path) -> None:
    environment.write(tmp_path, {"YISHI_NATS_URL": "nats://kept", "YISHI_A": "x=y"})
    assert environment.file_in(tmp_path).stat().st_mode & 0o777 == 0o600
    given = {"YISHI_DATA": str(tmp_path), "YISHI_NATS_URL": "nats://given"}
    environment.adopt(given)
    assert given["YISHI_NATS_URL"] == "nats://given"
    assert given["YISHI_A"] == "x=y"


def test_addresses_are_the_settings_or_the_usual_ports() -> None:
    found = addresses({"YISHI_TOPICS_URL": "http://elsewhere/"})
    assert found["topics"] == "http://elsewhere"
    assert found["meetings"] == "http://127.0.0.1:8102"


async def test_a_given_token_is_used_whoever_asks() -> None:
    assert await token_of({"YISHI_TOKEN": "from-the-county"})("operator") == "from-the-county"


async def test_tokens_are_fetched_once(issuer: Issuer, tmp_path: Path) -> None:
    token = token_of({"YISHI_DATA": str(tmp_path), "YISHI_ISSUER_URL": issuer.url})
    first = await token("operator")
    assert first
    assert await token("operator") == first


@pytest.mark.parametrize(
    ("person", "settings", "said"),
    [
        ("operator", {"YISHI_ISSUER_URL": "http://127.0.0.1:1"}, "does not answer"),
        ("nobody", {}, "Nobody is called nobody"),
    ],
)
async def test_no_token_is_explained(
    tmp_path: Path, person: str, settings: dict[str, str], said: str
) -> None:
    with pytest.raises(NoToken, match=said):
        await token_of({"YISHI_DATA": str(tmp_path), **settings})(person)
