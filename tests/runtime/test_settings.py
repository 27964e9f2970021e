"""A setting that is wrong stops the start by its name: what it was, and what it may be."""

import subprocess
import sys
from pathlib import Path

import pytest

from runtime.settings import WrongSetting, from_environment
from yishi import deployment
from yishi.commands import streams
from yishi.departments.durables import Durables
from yishi.development.issuer import server

ROOT = Path(__file__).parents[2]
GOOD = {
    "YISHI_ISSUER_URL": "http://issuer.invalid",
    "YISHI_NATS_URL": "nats://127.0.0.1:1",
    "YISHI_TOPICS_DATABASE_URL": "postgresql://127.0.0.1:1/x",
}

PORTS = ("9l16", "0", "65536", "-1", "８１０１", "8101.0", "1e3", "0x1f", "8_101", "+1", "9" * 5000)
HOURS = ("24h", "nan", "inf", "-inf", "-1", "0", "1e400", "1_0", "２４", "a day", "99999")
ADDRESSES = (
    "issuer.invalid",
    "issuer.invalid:8110",
    "//issuer.invalid",
    "http:/issuer.invalid",
    "http://",
    "ftp://issuer.invalid",
    "file:///etc/passwd",
    "http://issuer.invalid:port",
    "http://issuer.invalid:99999",
    "http://[::1",
    "http://is suer.invalid",
    "http://issuer.invalid/?x=1",
    "http://issuer.invalid/#x",
    "http://议事.invalid",
)
WRONG = [
    *(("YISHI_TOPICS_PORT", value) for value in PORTS),
    *(("YISHI_SCRUB_HOURS", value) for value in HOURS),
    *(("YISHI_KEEP_ALIVE_SECONDS", value) for value in ("75s", "0", "-5", "nan", "inf")),
    *(("YISHI_LOG_LEVEL", value) for value in ("verbose", "10", "INFO,DEBUG", "信息")),
    *(
        (name, value)
        for name in ("YISHI_ISSUER_URL", "YISHI_JWKS_URL", "YISHI_TOKEN_URL", "YISHI_MEMBERS_URL")
        for value in ADDRESSES
    ),
    ("YISHI_CONSOLE_URL", "https://host.example/yishi"),
    ("YISHI_CONSOLE_URL", "https://host.example/yishi/"),
    ("YISHI_CONSOLE_URL", "https://host.example//x"),
    ("YISHI_CONSOLE_URL", "https://host.example?x"),
    ("YISHI_CONSOLE_URL", "host.example"),
    ("YISHI_TOPICS_HOST", "http://0.0.0.0"),
    ("YISHI_TOPICS_HOST", "0.0.0.0:8101"),
    ("YISHI_TOPICS_HOST", "[::1]:8101"),
    ("YISHI_TOPICS_HOST", "::1::"),
    ("YISHI_HOST", "127.0.0.1, ::1"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_it_is_named_with_what_it_was_and_may_be(name, value):
    with pytest.raises(WrongSetting) as refused:
        from_environment("topics", {**GOOD, name: value})

    said = str(refused.value)
    assert said.startswith(f"{name} is {value[:200]!r}: it must be ")
    assert len(said) < 500


SECRET = "s3cret"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("YISHI_TOPICS_DATABASE_URL", f"u:{SECRET}@host/x"),
        ("YISHI_TOPICS_DATABASE_URL", f"mysql://u:{SECRET}@host/x"),
        ("YISHI_TOPICS_DATABASE_URL", f"postgresql://u:{SECRET}@host:port/x"),
        ("YISHI_TOPICS_DATABASE_URL", f"postgresql://u:{SECRET}#@host/x"),
        ("YISHI_TOPICS_DATABASE_URL", f"postgresql://u:{SECRET}/@host/x"),
        ("YISHI_TOPICS_DATABASE_URL", f"postgresql://u:{SECRET}@[::1/x"),
        ("YISHI_NATS_URL", f"http://u:{SECRET}@host"),
        ("YISHI_NATS_URL", f"nats://u:{SECRET}@host:4222,"),
        ("YISHI_NATS_URL", f"nats://u:{SECRET}@host:port"),
        ("YISHI_NATS_URL", f"nats://u:{SECRET}@"),
        ("YISHI_ISSUER_URL", f"https://u:{SECRET}@host"),
        ("YISHI_CONSOLE_URL", f"https://u:{SECRET}@host"),
        ("YISHI_MEMBERS_URL", f"https://{SECRET}@host"),
    ],
)
def test_what_may_hold_a_password_is_named_and_not_shown(name, value):
    with pytest.raises(WrongSetting, match=name) as refused:
        from_environment("topics", {**GOOD, name: value})

    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "field", "found"),
    [
        ("YISHI_ISSUER_URL", "https://idp.example/o/yishi/", "issuer", None),
        ("YISHI_ISSUER_URL", "https://idp.example/o/", "jwks_url", "https://idp.example/o/jwks"),
        ("YISHI_ISSUER_URL", "https://idp.example//", "token_url", "https://idp.example/token"),
        ("YISHI_JWKS_URL", "https://idp.example/keys/", "jwks_url", None),
        (
            "YISHI_TOKEN_AUDIENCE",
            " https://yishi.example ",
            "token_audience",
            "https://yishi.example",
        ),
        ("YISHI_TOKEN_SCOPE", "", "token_scope", ""),
        ("YISHI_TOPICS_PORT", " 9116 ", "port", 9116),
        ("YISHI_TOPICS_PORT", "", "port", 8101),
        ("YISHI_TOPICS_HOST", "[::1]", "host", "::1"),
        ("YISHI_TOPICS_HOST", "fe80::1%eth0", "host", None),
        ("YISHI_TOPICS_HOST", "", "host", "127.0.0.1"),
        ("YISHI_HOST", "0.0.0.0", "host", None),
        ("YISHI_SCRUB_HOURS", "0.5", "scrub_hours", 0.5),
        ("YISHI_KEEP_ALIVE_SECONDS", "", "keep_alive", 75),
        ("YISHI_LOG_LEVEL", "warning", "log_level", "WARNING"),
        ("YISHI_NATS_URL", "nats://a:1, b:2 ,tls://c", "nats_url", "nats://a:1,b:2,tls://c"),
        ("YISHI_TOPICS_DATABASE_URL", "postgres://u:p%40@[::1]:5432/x", "database_url", None),
        ("YISHI_TOPICS_DATABASE_URL", "postgresql://u@/x?host=/run/a b", "database_url", None),
        ("YISHI_TOPICS_DATABASE_URL", "postgresql://u@a:1,b:2/x", "database_url", None),
    ],
)
def test_what_may_be_is_taken(name, value, field, found):
    settings = from_environment("topics", {**GOOD, name: value})

    assert getattr(settings, field) == (value if found is None else found)


def test_an_address_below_a_path_is_taken_for_all_but_the_console():
    given = {**GOOD, "YISHI_MEMBERS_URL": "https://h/members/", "YISHI_CONSOLE_URL": "https://h/"}

    peers = from_environment("topics", given).peers

    assert (peers["members"], peers["console"]) == ("https://h/members", "https://h")


@pytest.mark.parametrize(
    ("program", "name", "value"),
    [
        (("runtime.run", "topics"), "YISHI_TOPICS_PORT", "9l16"),
        (("runtime.run", "topics"), "YISHI_LOG_LEVEL", "verbose"),
        (("runtime.run", "topics"), "YISHI_CONSOLE_URL", "https://h/yishi"),
        (("yishi.development.issuer.server",), "YISHI_ISSUER_PORT", "many"),
        (("yishi.development.issuer.server",), "YISHI_ISSUER_URL", "issuer"),
        (("yishi.development.issuer.server",), "YISHI_CONSOLE_URL", "h/x"),
        (("yishi.cli", "streams"), "YISHI_NATS_URL", "nats://a,"),
        (("yishi.cli", "prepare", "topics"), "YISHI_TOPICS_DATABASE_URL", "topics"),
        (("yishi.cli", "prepare", "topics"), "YISHI_TOPICS_OWNER_DATABASE_URL", "topics"),
        (("yishi.cli", "prepare", "topics"), "YISHI_ADMIN_DATABASE_URL", "admin"),
        (("yishi.cli", "replay"), "YISHI_TOPICS_URL", "topics"),
        (("yishi.cli", "up"), "YISHI_NATS_PORT", "65536"),
        (("yishi.cli", "up"), "YISHI_DATA", "/dev/null"),
        (("yishi.cli", "up"), "YISHI_DATA", "/proc/none"),
        (("yishi.cli", "doctor"), "YISHI_DATA", "/dev/null"),
        (("yishi.cli", "token", "clerk"), "YISHI_PEOPLE", "/no/such/file"),
        (("yishi.cli", "token", "clerk"), "YISHI_PEOPLE", __file__),
        (("yishi.development.issuer.server",), "YISHI_PEOPLE", str(ROOT / "pyproject.toml")),
        (("yishi.cli", "up"), "YISHI_DATA", "/tmp/a\nb"),
    ],
)
def test_every_program_ends_with_2_and_one_sentence(tmp_path, program, name, value):
    data = str(tmp_path / "data")
    done = subprocess.run(
        [sys.executable, "-m", *program],
        env={"YISHI_DATA": data, **GOOD, name: value},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (done.returncode, name in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("arguments", [(), ("nosuch",), ("topics", "meetings"), ("../topics",)])
def test_whoever_starts_no_service_is_told_which_there_are(arguments):
    done = subprocess.run(
        [sys.executable, "-m", "runtime.run", *arguments], capture_output=True, text=True
    )

    assert done.returncode == 2
    assert done.stderr.startswith("Say which service: python -m runtime.run console | meetings")


@pytest.mark.parametrize(
    ("name", "value"),
    [("YISHI_STREAM_REPLICAS", "3x"), ("YISHI_STREAM_GIB", "nan"), ("YISHI_PAPERS_GIB", "0")],
)
def test_streams_are_declared_with_numbers(monkeypatch, tmp_path, name, value):
    monkeypatch.setenv(name, value)

    kept = Durables({"YISHI_DATA": str(tmp_path)})
    with pytest.raises(WrongSetting, match=name):
        [each.wanted(kept) for each in streams.every()]
    if name == "YISHI_STREAM_REPLICAS":  # as the doctor asks for them
        with pytest.raises(WrongSetting, match=name):
            deployment.replicas()


@pytest.mark.parametrize("name", ["YISHI_DATA", "YISHI_TOPICS_KEY", "YISHI_TRUSTED_KEYS"])
def test_an_empty_variable_is_none(name):
    assert from_environment("topics", {**GOOD, name: ""}) == from_environment("topics", GOOD)


def test_the_issuer_bears_the_name_that_it_is_given(tmp_path):
    given = {"YISHI_DATA": str(tmp_path), "YISHI_ISSUER_URL": "http://127.0.0.1:8110/o/yishi/"}

    found, _ = server.from_environment(given)

    assert found.url == "http://127.0.0.1:8110/o/yishi/"
