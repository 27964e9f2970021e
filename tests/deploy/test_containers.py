"""`make test-containers` says what it uses, and fails with a sentence where it cannot."""

import os
import subprocess
import sys

import pytest

from tests.deploy.composed import DEPLOY, compose, example


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:///nowhere/docker.sock"])
def test_without_an_engine_it_fails_with_a_sentence(address: str) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "tests.support.containers"],
        env={**os.environ, "DOCKER_HOST": address},
        cwd=DEPLOY.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 1
    assert asked.stderr.startswith("make test-containers: No container engine answers. Start")
    assert len(asked.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["postgres", "nats"])
def test_the_images_are_those_of_compose(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.support.containers import image

    variable = f"YISHI_{name.upper()}_IMAGE"
    monkeypatch.delenv(variable, raising=False)
    assert image(name) == compose(example())["services"][name]["image"]
    monkeypatch.setenv(variable, "mirror/other:1")
    assert image(name) == "mirror/other:1"
