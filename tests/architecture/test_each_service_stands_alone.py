"""A service starts from contracts, common, runtime and its own folder: what its image holds."""

import ast
import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from yishi.deployment import SERVICES

ROOT = Path(__file__).parents[2]
STARTING = """
import sys
sys.path.insert(0, ".")
from runtime.web.app import create_app
from runtime.run import load

create_app(*load(sys.argv[1]), None).openapi()
"""


@pytest.fixture(params=SERVICES)
def alone(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with what goes into the image of one service."""
    service: str = request.param
    without_caches = shutil.ignore_patterns("__pycache__")
    for folder in ("contracts", "common", "runtime", f"services/{service}"):
        shutil.copytree(ROOT / folder, tmp_path / service / folder, ignore=without_caches)
    shutil.copy(ROOT / "services/__init__.py", tmp_path / service / "services")
    return tmp_path / service


def test_it_starts_without_its_siblings(alone: Path) -> None:
    started = subprocess.run(
        [sys.executable, "-I", "-c", STARTING, alone.name],
        cwd=alone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 0, started.stderr


def test_every_package_it_imports_is_in_the_image(alone: Path) -> None:
    lock = (ROOT / "deploy/requirements.lock").read_text()
    held = set(re.findall(r"^([a-z0-9.-]+)==", lock, re.MULTILINE))
    where = packages_distributions()
    ours = {"contracts", "common", "runtime", "services"}
    for name in imported(alone) - ours - sys.stdlib_module_names:
        packages = {package.lower().replace("_", "-") for package in where[name]}
        assert packages & held, f"{name}: see deploy/requirements.lock"


def imported(folder: Path) -> set[str]:
    """The first names of everything that is imported anywhere below."""
    found: set[str] = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    return found
