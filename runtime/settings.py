"""What a process is told by its environment, read once and passed on as an argument.

One environment describes a whole deployment; a process reads its own part. A variable of one
service bears its name: `YISHI_TOPICS_DATABASE_URL`. A missing one stops the start by its name.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PORTS = {
    "console": 8100,
    "topics": 8101,
    "meetings": 8102,
    "members": 8103,
    "outcomes": 8104,
    "audit": 8105,
    "exchange": 8106,
}
DECIDING = ("topics", "meetings", "members", "outcomes")
"""The services that keep a ledger and a stream."""


class MissingSetting(Exception):
    """The environment lacks a variable; the message is its name and what it is for."""


@dataclass(frozen=True)
class Settings:
    """One service's settings. URLs without a trailing slash, passwords never logged."""

    service: str
    database_url: str
    nats_url: str
    nats_user: str
    nats_password: str
    issuer: str
    audience: str
    jwks_url: str
    token_url: str
    client_secret: str
    peers: Mapping[str, str]
    host: str
    port: int
    scrub_hours: float
    log_level: str
    key: Path
    """Its private key, which signs what it records."""
    trusted_keys: Path
    """The public keys of all services."""

    @property
    def client_id(self) -> str:
        """Under which the issuer knows this service."""
        return f"service-{self.service}"


def from_environment(service: str, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of one service. Raises `MissingSetting`."""
    given = os.environ if environment is None else environment
    own = f"YISHI_{service.upper()}_"
    issuer = _needed(given, "YISHI_ISSUER_URL", "the address of the OIDC issuer").rstrip("/")
    return Settings(
        service=service,
        database_url=_needed(given, own + "DATABASE_URL", "its PostgreSQL database"),
        nats_url=_needed(given, "YISHI_NATS_URL", "the NATS server"),
        nats_user=given.get(own + "NATS_USER", service),
        nats_password=given.get(own + "NATS_PASSWORD", ""),
        issuer=issuer,
        audience=given.get("YISHI_AUDIENCE", "yishi"),
        jwks_url=given.get("YISHI_JWKS_URL", issuer + "/jwks"),
        token_url=given.get("YISHI_TOKEN_URL", issuer + "/token"),
        client_secret=given.get(own + "CLIENT_SECRET", ""),
        peers={
            name: given.get(f"YISHI_{name.upper()}_URL", f"http://127.0.0.1:{port}").rstrip("/")
            for name, port in PORTS.items()
        },
        host=given.get(own + "HOST", given.get("YISHI_HOST", "127.0.0.1")),
        port=int(given.get(own + "PORT", PORTS.get(service, 8100))),
        scrub_hours=float(given.get("YISHI_SCRUB_HOURS", "24")),
        log_level=given.get("YISHI_LOG_LEVEL", "INFO"),
        key=key_file(service, given),
        trusted_keys=trusted_keys_file(given),
    )


def in_production(environment: Mapping[str, str]) -> bool:
    return environment.get("YISHI_ENV", "").lower().startswith("prod")


def key_file(service: str, given: Mapping[str, str]) -> Path:
    """Where a service's private key is, and beside it how far it has signed."""
    usual = _keys(given) / service / "key.pem"
    return Path(given.get(f"YISHI_{service.upper()}_KEY", usual))


def trusted_keys_file(given: Mapping[str, str]) -> Path:
    """Where the public keys of all services are."""
    return Path(given.get("YISHI_TRUSTED_KEYS", _keys(given) / "trusted"))


def _keys(given: Mapping[str, str]) -> Path:
    return Path(given.get("YISHI_DATA", ".yishi")) / "keys"


def _needed(given: Mapping[str, str], name: str, purpose: str) -> str:
    if not (value := given.get(name)):
        raise MissingSetting(f"Set {name}: {purpose}.")
    return value
