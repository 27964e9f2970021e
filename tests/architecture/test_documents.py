"""What the documents name exists: links, make targets, commands, slices and rule codes."""

import ast
import re
import subprocess
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from common.conditions import KINDS
from runtime.settings import DECIDING
from tests.architecture import slices
from yishi.cli import COMMANDS
from yishi.client import key_of

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    path
    for pattern in (
        "*.md",
        "docs/**/*.md",
        "services/*/README.md",
        "tests/*/README.md",
        "deploy/**/*.md",
    )
    for path in ROOT.glob(pattern)
    if path.stat().st_size
)
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
LINK = re.compile(r"\]\((?P<link>[^)\s]+)[^)]*\)|(?:src|href)=\"(?P<attribute>[^\"]+)\"")
# Where an address names a server rather than a folder of this repository, and need not be checked.
ELSEWHERE = ("http://", "https://", "mailto:", "nats://")
RAISES = {"Rejected", "Problem", "Misfit", "OutOfScope", "NoSuch", "Stale", "NotNow"}


def called(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(document: Path) -> set[str]:
    """The anchors that a forge gives to the headings of a document."""
    heads = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", DOCUMENTS, ids=called)
def test_every_link_leads_somewhere(document: Path) -> None:
    for found in LINK.finditer(document.read_text("utf-8")):
        link = found["link"] or found["attribute"]
        if link.startswith(ELSEWHERE):
            continue
        file, _, anchor = link.partition("#")
        target = (document.parent / file).resolve() if file else document
        assert target.exists(), f"{called(document)}: {link}"
        assert target.is_relative_to(ROOT), f"{called(document)}: {link} leaves the repository"
        assert not anchor or anchor in anchors(target), f"{called(document)}: no heading {link}"


def targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.M))


def code(document: Path) -> str:
    """Everything in a document that somebody may type: code spans and code blocks."""
    text = document.read_text("utf-8")
    blocks = re.findall(r"^```.*?^```", text, re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`[^`\n]+`", text)])


@pytest.mark.parametrize("document", DOCUMENTS, ids=called)
def test_every_make_target_and_command_that_is_named_exists(document: Path) -> None:
    # `make VAR=value target` names its target too; `make …` names none.
    made = re.findall(r"(?<![\w-])make(?: [A-Z_]+=\S+)* ([a-z][a-z-]*)", code(document))
    asked = re.findall(r"(?<![\w./-])(?:\.venv/bin/)?yishi ([a-z][a-z-]*)", code(document))

    assert set(made) <= targets()
    assert set(asked) <= {*COMMANDS, "COMMAND"}


@pytest.mark.parametrize("readme", READMES, ids=called)
def test_the_readmes_list_every_target_and_every_command(readme: Path) -> None:
    rows = set(re.findall(r"^\| `([^`]+)`", readme.read_text("utf-8"), re.MULTILINE))
    shown = re.findall(r"^([a-z][a-z-]*):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.M)

    assert {f"make {target}" for target in shown} <= rows
    assert {f"yishi {command}" for command in COMMANDS} <= rows


@pytest.mark.parametrize("readme", READMES, ids=called)
def test_the_case_of_the_readme_is_the_one_that_make_up_loads(readme: Path) -> None:
    cases = set(re.findall(r"--matter ([0-9a-f-]{36})", readme.read_text("utf-8")))

    assert cases == {str(key_of("demo/market/topic"))}


def check_py(readme: Path) -> str:
    """The auditor's program, as the README prints it."""
    found = re.search(r"^import hashlib.*?(?=^```)", readme.read_text("utf-8"), re.M | re.S)
    assert found
    return found[0]


@pytest.mark.parametrize("readme", READMES, ids=called)
def test_the_chain_is_checked_by_the_program_of_the_readme(readme: Path, tmp_path: Path) -> None:
    # The auditor's program, run: a true chain passes, a changed body and a missing row are named.
    import hashlib
    import json

    program = tmp_path / "check.py"
    program.write_text(check_py(readme), "utf-8")
    previous, lines = bytes(32), []
    for position in (1, 2, 3):
        body = json.dumps({"sequence": position, "name": "榆中县"}, ensure_ascii=False)
        previous = hashlib.sha256(previous + body.encode()).digest()
        lines.append(
            json.dumps(
                {"position": position, "hash": previous.hex(), "body": body}, ensure_ascii=False
            )
        )

    def run(ledger: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["python3", str(program)], input="\n".join(ledger), text=True, capture_output=True
        )

    sound, changed = run(lines), run([lines[0], lines[1].replace("榆", "渝"), lines[2]])
    assert sound.returncode == 0
    assert previous.hex() in sound.stdout
    assert changed.returncode != 0
    assert "breaks at 2" in changed.stderr

    short = run([lines[0], lines[2]])
    assert short.returncode != 0
    assert "position 2 is missing" in short.stderr


def codes_of(service: str) -> set[str]:
    """Every rule code that the service raises, itself, by what services share, or by a condition of
    a procedure that it tests."""
    found = set()
    for file in (ROOT / "services" / service).rglob("*.py"):
        found |= codes_in(text := ast.parse(file.read_text("utf-8")), called(file))
        if any(getattr(node, "id", "") == "lacking" for node in ast.walk(text)):
            found |= {kind.rule for kind in KINDS.values() if kind.run == service}
    return found


def codes_in(tree: ast.AST, where: str) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        given = {
            each.value
            for each in node.args
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
        }
        if SHARED.get(name) is tree:
            continue  # it calls itself
        if name in SHARED:
            found |= given or codes_in(SHARED[name], where)
        elif isinstance(node.func, ast.Name) and name in RAISES:
            rule = node.args[1 if name == "Problem" else 0]
            if isinstance(rule, ast.Constant):
                found.add(str(rule.value))
            elif isinstance(tree, ast.FunctionDef) and isinstance(rule, ast.Name):
                found |= {str(ast.literal_eval(each)) for each in tree.args.defaults}
            else:  # handed on as it came
                assert isinstance(rule, ast.Attribute), f"{where}:{node.lineno}: no code"
    return found


SHARED = {
    node.name: node
    for file in (*(ROOT / "common").rglob("*.py"), ROOT / "runtime" / "decider.py")
    for node in ast.walk(ast.parse(file.read_text("utf-8")))
    if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
}
"""What services call for rules that they share."""


@pytest.mark.parametrize("service", [*DECIDING, "console"])
def test_the_readme_of_a_service_names_every_rule_code_it_raises(service: str) -> None:
    text = (ROOT / "services" / service / "README.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", text))

    assert not codes_of(service) - named


@pytest.mark.parametrize("service", DECIDING)
def test_the_table_of_rules_names_no_code_that_is_gone(service: str) -> None:
    text = (ROOT / "services" / service / "README.md").read_text("utf-8")
    table = text.split("\n## Rules\n")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    listed = {code for row in rows for code in re.findall(r"`([a-z-]+)`", row)}

    assert listed == codes_of(service)


@pytest.mark.parametrize("service", DECIDING)
def test_the_readme_of_a_service_names_every_slice_and_every_route(service: str) -> None:
    wiring: Any = import_module(f"services.{service}.wiring")
    text = (ROOT / "services" / service / "README.md").read_text("utf-8")
    made: Any = getattr(wiring, service.upper())

    for aggregate in made.aggregates:
        for command in aggregate.commands:
            assert f"`{command.__name__}`" in text, f"no row for {command.__name__}"
        for event in aggregate.events:
            assert f"`{event.__name__}`" in text, event.__name__
    for router in wiring.ROUTERS:
        for route in router.routes:
            tail = route.path.rsplit("/", 1)[1]
            assert tail.startswith("{") or tail in text, route.path


@pytest.mark.parametrize("service", DECIDING)
def test_the_table_of_slices_has_the_routes_and_the_offices_of_the_code(service: str) -> None:
    text = (ROOT / slices.file(service)).read_text("utf-8")

    assert text == slices.written(service), f"`{slices.COMMAND}` writes {slices.file(service)}"
    assert f"|{slices.OPEN}|" not in text, f"{slices.file(service)}: write what … stands for"


def test_the_page_of_refusals_names_every_code_of_the_runtime() -> None:
    # Codes that any service may answer with; those of a service's own rules stand in its README.
    text = (ROOT / "docs" / "guides" / "refusals.md").read_text("utf-8")
    listed = set(re.findall(r"^\| `([a-z-]+)`", text, re.MULTILINE))

    assert listed == runtime_codes()


def runtime_codes() -> set[str]:
    found = {"refused"}  # what the framework refuses without a name of its own
    for file in (ROOT / "runtime").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "")
            if isinstance(node, ast.Call) and name in RAISES | {"NotAuthenticated"}:
                rule = node.args[1 if name == "Problem" else 0] if node.args else None
                if isinstance(rule, ast.Constant) and isinstance(rule.value, str):
                    found.add(rule.value)
    text = (ROOT / "runtime" / "web" / "problems.py").read_text("utf-8")
    tokens = (ROOT / "runtime" / "web" / "http.py").read_text("utf-8")
    found |= set(re.findall(r'"(token-[a-z]+)": \(', tokens))
    return found | set(re.findall(r'40[0-9]: "([a-z-]+)"', text))


@pytest.mark.parametrize("document", DOCUMENTS, ids=called)
def test_no_document_names_a_machine_of_ours_or_a_package_host(document: Path) -> None:
    text = document.read_text("utf-8")
    hosts = set(re.findall(r"https?://([\w.-]+)", text))
    kept = {host for host in hosts if not host.endswith((".invalid", ".example", "localhost"))}

    assert not re.search(r"(?<![\w.])/(?:work|home|root|tmp|opt|mnt|Users)/", text)
    assert not {
        host for host in kept if re.search(r"pypi|pythonhosted|mirror|index|registry", host)
    }
    assert not re.search(r"--(?:extra-)?index-url|--find-links|PIP_", text)
