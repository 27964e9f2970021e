"""The persons one may be in the demonstration, and the services, with their secrets."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from contracts.roles import Role
from runtime.actor import Grant
from runtime.settings import PORTS, WrongSetting
from yishi.passwords import passwords

DEFAULT_PORT = 8110
PEOPLE = Path(__file__).parents[3] / "deploy" / "profiles" / "yuzhong.people.toml"


class IssuerError(WrongSetting):
    """The issuer cannot start. The message is a sentence for the operator."""


class Person(BaseModel):
    """Somebody one may be in the demonstration."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    office: str
    grants: tuple[Grant, ...]


class _People(BaseModel):
    people: tuple[Person, ...]


def people_in(file: Path = PEOPLE) -> dict[str, Person]:
    """The persons of a people file by their id."""
    try:
        found = _People.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else _first(error)
        raise IssuerError(
            f"The people file {file} (YISHI_PEOPLE) cannot be used: {why}. Correct it, or leave"
            " YISHI_PEOPLE away for the people of the demonstration."
        ) from error
    return {person.id: person for person in found.people}


def _first(error: ValueError) -> str:
    """What is wrong with the file, on one line; of several faults the first."""
    if isinstance(error, ValidationError):
        fault = error.errors(include_input=False, include_url=False)[0]
        return f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
    return " ".join(str(error).split())


def people(environment: Mapping[str, str]) -> dict[str, Person]:
    """The persons this installation knows: those of `YISHI_PEOPLE`, else the demonstration's."""
    return people_in(Path(environment.get("YISHI_PEOPLE") or PEOPLE))


def services() -> dict[str, Person]:
    """The services as clients of their own: they read ledgers of all units."""
    grant = Grant(role=Role.SERVICE, scope="")
    return {
        f"service-{name}": Person(id=f"service-{name}", name=name, office=name, grants=(grant,))
        for name in PORTS
    }


def client_secrets(folder: Path, people: Mapping[str, Person]) -> dict[str, str]:
    """The client secrets of services and persons, kept in the data folder."""
    return passwords(folder / "client-secrets.json", [*services(), *people])
