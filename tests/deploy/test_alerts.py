"""Alarms that can ring: their metrics exist, their commands exist, and the guide explains each."""

import re
import shutil
import subprocess
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from runtime.carrying.papers import PaperCopy
from runtime.carrying.peers import Peers
from runtime.carrying.reader import StreamReader
from runtime.carrying.relay import Relay
from runtime.proving.scrub import Scrubber
from runtime.sweep import Sweep
from runtime.watching.metrics import Metrics
from runtime.writing.writer import Writer
from tests.counting import COUNTING, echoing
from tests.support.keys import signer, trusted
from yishi.cli import COMMANDS

ROOT = Path(__file__).parents[2]
PROMETHEUS = ROOT / "deploy" / "prometheus"
GUIDE = (ROOT / "docs" / "guides" / "operator.md").read_text()
RULES = [
    rule
    for group in yaml.safe_load((PROMETHEUS / "alerts.yaml").read_text())["groups"]
    for rule in group["rules"]
]
every_alarm = pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])


class FullOfNothing:
    """A database whose ledger is empty."""

    @asynccontextmanager
    async def acquire(self, timeout):
        yield self

    async def fetchrow(self, *args, timeout):
        return {"position": 0, "unanswered": 0, "lag": None}


@pytest.fixture
async def exposed():
    """Every sample's name and labels at /metrics, with all parts of a process there."""
    pool, echo = FullOfNothing(), echoing()
    writer = Writer(echo, pool, signer("echo"))
    process = SimpleNamespace(
        service=echo,
        writer=writer,
        pool=pool,
        connected=True,
        relay=Relay(signer("echo"), pool, None, writer.committed),
        scrubber=Scrubber("echo", pool, None),
        sweep=Sweep(echo, pool, writer),
        papers=PaperCopy("echo", pool, None),
        readers=[
            StreamReader(echo, COUNTING.name, pool, None, writer, Peers.__new__(Peers), trusted())
        ],
    )
    metrics = Metrics(process)
    metrics.batched(1, 0.01)
    page = (await metrics.page()).decode()
    samples = [each for one in text_string_to_metric_families(page) for each in one.samples]
    return {sample.name: set(sample.labels) for sample in samples}


@every_alarm
async def test_an_alarm_asks_only_for_what_metrics_exposes(rule, exposed):
    asked = set(re.findall(r"\b(yishi_\w+|process_\w+)", rule["expr"]))

    assert asked <= set(exposed), f"{asked - set(exposed)} is not at /metrics"
    labels = {label for name in asked for label in exposed[name]} | {"instance", "job"}
    used = re.findall(r"\$labels\.(\w+)", str(rule["annotations"]))
    assert set(used) <= labels


@every_alarm
def test_an_alarm_speaks_both_languages_and_names_a_command_that_exists(rule):
    annotations = rule["annotations"]

    assert re.search("[\u4e00-\u9fff]", annotations["zh"])
    assert annotations["en"].isascii()
    program, *words = annotations["run"].split()
    assert program in ("yishi", "curl", "grep")
    for asked in re.findall(r"\byishi ([a-z]+)", annotations["run"]):
        assert asked in COMMANDS
    assert rule["labels"]["severity"] in ("critical", "warning", "info")


@every_alarm
def test_the_operator_s_guide_explains_every_alarm(rule):
    assert f"| `{rule['alert']}` |" in GUIDE


def test_the_rules_are_tried_on_every_alarm():
    tried = (PROMETHEUS / "alerts.test.yaml").read_text()

    assert [rule["alert"] for rule in RULES if rule["alert"] not in tried] == []


@pytest.mark.parametrize(
    "asked",
    [
        ("check", "config", "prometheus.yaml"),
        ("check", "rules", "alerts.yaml"),
        ("test", "rules", "alerts.test.yaml"),
    ],
)
def test_prometheus_itself_agrees(asked):
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed (Debian: apt-get install prometheus)")
    said = subprocess.run([promtool, *asked], cwd=PROMETHEUS, capture_output=True, text=True)

    assert said.returncode == 0, said.stdout + said.stderr
