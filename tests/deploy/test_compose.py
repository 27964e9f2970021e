"""compose.yaml: every service is told what it needs and no more, and holds no privilege."""

import re
import shutil
import stat
import subprocess
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from runtime.run import main
from runtime.settings import PORTS, from_environment, key_file
from tests.deploy.composed import DEPLOY, compose, example, variables
from yishi import nats_conf
from yishi.departments.durables import file_in
from yishi.departments.register import path
from yishi.deployment import SERVICES, deployed, user
from yishi.development.up.child import HOPELESS
from yishi.doctor import rights
from yishi.nats_conf import READERS

COMPOSED = compose(example())["services"]
JOBS = {name for name, each in COMPOSED.items() if each["restart"] == "no"}
SECRETS = {name for name in example() if name.endswith(("_PASSWORD", "_SECRET"))}


def test_it_runs_every_service_that_has_a_database() -> None:
    servers, jobs = {"postgres", "nats", "issuer"}, {"prepare", "departments", "yishi"}
    assert set(COMPOSED) == {*SERVICES, *servers, *jobs}
    assert jobs == JOBS


@pytest.mark.parametrize("name", COMPOSED)
def test_nothing_holds_a_privilege(name: str) -> None:
    each = COMPOSED[name]
    assert each["read_only"] is True
    assert each["cap_drop"] == ["ALL"]
    assert each["security_opt"] == ["no-new-privileges:true"]
    forbidden = {"privileged", "cap_add", "ulimits", "network_mode", "pid", "ipc", "devices"}
    assert not forbidden & set(each)
    assert not any("docker.sock" in volume for volume in each.get("volumes", ()))
    assert not each["image"].endswith(":latest")


@pytest.mark.parametrize("name", sorted(set(COMPOSED) - JOBS))
def test_whoever_stays_has_a_health_check_and_is_started_again(name: str) -> None:
    each = COMPOSED[name]
    of_the_image = "build" in each and "target" not in each["build"]
    assert "healthcheck" in each or of_the_image  # the Dockerfile's own
    assert each["restart"] == "unless-stopped"


@pytest.mark.parametrize("document", ["deploy/README.md", "docs/guides/operator.md"])
def test_the_documents_explain_every_exit_code(document: str) -> None:
    codes = re.findall(r"\b(\d)\s+(?:when|where|for)\b", main.__doc__ or "")
    explained = re.findall(r"^\| (\d) \|", (DEPLOY.parent / document).read_text(), re.MULTILINE)
    assert set(explained) == set(codes) == {"0", "1", "2", "3", "4"}


@pytest.mark.parametrize("guide", ["operator", "subscriber"])
def test_a_unit_of_systemd_starts_again_for_ever_but_where_that_would_not_help(guide: str) -> None:
    text = (DEPLOY.parent / "docs" / "guides" / f"{guide}.md").read_text("utf-8")
    [block] = re.findall(r"```ini\n(.*?)```", text, re.DOTALL)
    unit = ConfigParser()
    unit.optionxform = str  # type: ignore[assignment]
    unit.read_string(block)
    service = unit["Service"]
    assert service["Restart"] == "on-failure"
    # Five starts in ten seconds, and systemd gives a unit up: its own limits, unless told others.
    assert 5 * int(service["RestartSec"]) > 10
    codes = {int(code) for code in service["RestartPreventExitStatus"].split()}
    _, *program = service["ExecStart"].split()
    if guide == "operator":
        assert codes == set(HOPELESS)
        assert program[:2] == ["-m", "runtime.run"]
        assert program[2] in SERVICES
    else:
        assert f"sys.exit({codes.pop()})" in (DEPLOY.parent / "examples" / program[0]).read_text()


def test_the_servers_are_not_published_and_nothing_leaves_the_machine_unasked() -> None:
    assert "ports" not in COMPOSED["postgres"]
    assert "ports" not in COMPOSED["nats"]
    ports = [port for each in COMPOSED.values() for port in each.get("ports", ())]
    assert len(ports) == len(SERVICES) + 1
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert compose(example())["networks"]["data"] == {"internal": True}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_finds_everything_it_needs(name: str) -> None:
    each = COMPOSED[name]
    given = {key: str(value) for key, value in each["environment"].items()}
    settings = from_environment(name, {**given, "YISHI_HOST": "0.0.0.0"})
    assert settings.database_url.endswith(f"@postgres/yishi_{name}")
    assert user(settings.database_url) == f"yishi_{name}"
    assert settings.nats_password
    assert settings.client_secret
    assert settings.port == PORTS[name]
    assert each["ports"] == [f"127.0.0.1:{PORTS[name]}:{PORTS[name]}"]
    others = set(SERVICES) - {"console"}
    assert {name: settings.peers[name] for name in others} == {
        name: f"http://{name}:{PORTS[name]}" for name in others
    }
    assert each["build"]["args"]["SERVICE"] == name
    assert set(each["networks"]) == {"data", "web"}
    assert {on: when["condition"] for on, when in each["depends_on"].items()} == {
        "postgres": "service_healthy",
        "nats": "service_healthy",
        "prepare": "service_completed_successfully",
    }


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_knows_its_own_secrets_only(name: str) -> None:
    told = str(COMPOSED[name]["environment"])
    known = {secret for secret in SECRETS if secret.lower() in told}
    own = f"YISHI_{name.upper()}_"
    assert known == {f"{own}DATABASE_PASSWORD", f"{own}NATS_PASSWORD", f"{own}CLIENT_SECRET"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_its_own_key_and_no_others(name: str) -> None:
    each = COMPOSED[name]
    assert each["volumes"] == [f"keys_{name}:/keys", "trusted:/trusted:ro"]
    settings = from_environment(name, {k: str(v) for k, v in each["environment"].items()})
    assert (str(settings.key), str(settings.trusted_keys)) == ("/keys/key.pem", "/trusted/keys")
    for job in ("prepare", "yishi"):
        volumes = COMPOSED[job]["volumes"]
        assert {f"keys_{name}:/keys/{name}", "trusted:/trusted"} <= set(volumes)
        assert str(key_file(name, COMPOSED[job]["environment"])) == f"/keys/{name}/key.pem"
    assert f"keys_{name}" in compose(example())["volumes"]


def test_nats_reads_the_departments_file_and_waits_until_it_is_there() -> None:
    nats, job = COMPOSED["nats"], COMPOSED["departments"]
    assert nats["depends_on"] == {"departments": {"condition": "service_completed_successfully"}}
    assert "departments:/etc/nats/departments:ro" in nats["volumes"]
    assert nats["group_add"] == ["10001"]  # the file is not open to everybody
    for each in (job, COMPOSED["prepare"], COMPOSED["yishi"]):
        assert "departments:/departments" in each["volumes"]
        assert path(each["environment"]) == Path("/departments/departments.json")
        assert file_in(each["environment"]).parent == Path("/departments")  # places stay as well
    assert job["command"] == ["department", "write"]
    assert SECRETS.isdisjoint(job["environment"])


@pytest.mark.parametrize("job", ["prepare", "yishi"])
def test_the_operators_command_knows_every_database_twice(job: str) -> None:
    environment: dict[str, str] = COMPOSED[job]["environment"]
    assert environment["YISHI_ADMIN_DATABASE_URL"].startswith("postgresql://postgres:")
    assert set(rights.passwords(environment)) == {nats_conf.DEPLOY, *nats_conf.SERVICES, *READERS}
    for name in SERVICES:
        found = deployed(name, environment)
        assert user(found.url) == f"yishi_{name}"
        assert user(found.owner_url) == f"yishi_{name}_owner"


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize(
    "variable",
    ["OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG", "OTEL_SDK_DISABLED", "OTEL_SERVICE_NAME"],
)
def test_opentelemetrys_own_variables_are_handed_on_where_they_are_set(
    name: str, variable: str
) -> None:
    environment = COMPOSED[name]["environment"]
    assert variable in environment
    assert environment[variable] is None  # handed on as it is, and absent where it is


def test_the_number_of_replicas_is_the_environments() -> None:
    given = compose({**example(), "YISHI_STREAM_REPLICAS": "3"})["services"]
    assert given["prepare"]["environment"]["YISHI_STREAM_REPLICAS"] == 3
    assert given["yishi"]["environment"]["YISHI_STREAM_REPLICAS"] == 3


def test_postgres_keeps_its_data_in_the_volume() -> None:
    [volume] = COMPOSED["postgres"]["volumes"]
    name, _, folder = volume.partition(":")
    assert name in compose(example())["volumes"]
    assert COMPOSED["postgres"]["environment"]["PGDATA"].startswith(f"{folder}/")


def test_every_variable_is_explained_in_the_example_and_none_is_left_over() -> None:
    demonstration = {"YISHI_ISSUER_PORT"}  # stands there as a comment
    assert variables() - demonstration == set(example())
    assert "# YISHI_ISSUER_PORT=8110" in (DEPLOY / ".env.example").read_text()
    for variable in example():
        blank = {**example(), variable: ""}
        if variable in SECRETS:
            with pytest.raises(KeyError, match=variable):
                compose(blank)
    for reader in READERS:
        assert f"YISHI_{reader.upper()}_NATS_PASSWORD" in SECRETS


def test_the_example_holds_no_secret_and_the_readmes_command_draws_them(tmp_path: Path) -> None:
    text = (DEPLOY / ".env.example").read_text()
    assert all(f"\n{secret}=\n" in text for secret in SECRETS)

    shutil.copy(DEPLOY / ".env.example", tmp_path)
    fenced = re.findall(r"```sh\n(.*?)```", (DEPLOY / "README.md").read_text(), re.DOTALL)
    [command] = [each for each in fenced if "<.env.example" in each]
    subprocess.run(["sh", "-ec", command], cwd=tmp_path, check=True)

    made = tmp_path / ".env"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    drawn: dict[str, Any] = dict(re.findall(r"^(\w+)=(.*)$", made.read_text(), re.MULTILINE))
    assert len({drawn[secret] for secret in SECRETS}) == len(SECRETS)
    assert all(re.fullmatch(r"[0-9a-f]{48}", drawn[secret]) for secret in SECRETS)
    assert re.sub(r"[0-9a-f]{48}", "", made.read_text()) == text


def test_secrets_are_not_committed() -> None:
    assert (DEPLOY / ".gitignore").read_text().split() == [".env"]


def test_what_the_readme_adds_for_departments_outside_fits_into_compose() -> None:
    text = (DEPLOY / "README.md").read_text("utf-8")
    [block] = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    nats = yaml.safe_load(block)["services"]["nats"]
    assert set(nats["networks"]) == set(compose(example())["networks"])
    [tls] = re.findall(r"^tls \{.*?^\}", text, re.DOTALL | re.MULTILINE)
    inside = {volume.split(":")[1] for volume in nats["volumes"]}
    assert set(re.findall(r'_file: "(.*?)"', tls)) == inside
