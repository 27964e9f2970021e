"""A process's settings, read once from its environment and passed on as an argument.

One environment describes a whole deployment, and a process reads its own part. A variable of one
service has its name: `YISHI_TOPICS_DATABASE_URL`. Where one is missing or wrong, the start ends
with its name.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from runtime import given as read
from runtime.given import MissingSetting as MissingSetting
from runtime.given import WrongSetting as WrongSetting

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

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


@dataclass(frozen=True)
class Settings:
    """One service's settings. Passwords are never logged. `issuer` is to the letter what tokens
    name; all other URLs are without a slash at the end."""

    service: str
    database_url: str
    nats_url: str
    nats_user: str
    nats_password: str
    issuer: str
    audience: str
    jwks_url: str
    token_url: str
    token_audience: str
    """What some providers want to be asked for when they give a service its token; else empty."""
    token_scope: str
    """The same; several scopes stand with blanks between them."""
    client_secret: str
    peers: Mapping[str, str]
    host: str
    port: int
    keep_alive: float
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
    """The settings of one service. Raises `WrongSetting`."""
    given = os.environ if environment is None else environment
    own = f"YISHI_{service.upper()}_"
    read.needed(given, "YISHI_ISSUER_URL", "the address of the OIDC issuer")
    issuer = read.web_address(given, "YISHI_ISSUER_URL")
    endpoints = issuer.rstrip("/")
    return Settings(
        service=service,
        database_url=read.postgres_address(given, own + "DATABASE_URL", "its PostgreSQL database"),
        nats_url=read.nats_addresses(given, "YISHI_NATS_URL", "the NATS server"),
        nats_user=read.text(given, own + "NATS_USER", service),
        nats_password=given.get(own + "NATS_PASSWORD", ""),
        issuer=issuer,
        audience=read.text(given, "YISHI_AUDIENCE", "yishi"),
        jwks_url=read.web_address(given, "YISHI_JWKS_URL", endpoints + "/jwks"),
        token_url=read.web_address(given, "YISHI_TOKEN_URL", endpoints + "/token"),
        token_audience=read.text(given, "YISHI_TOKEN_AUDIENCE"),
        token_scope=read.text(given, "YISHI_TOKEN_SCOPE"),
        client_secret=given.get(own + "CLIENT_SECRET", ""),
        peers=addresses(given),
        host=read.host(given, host_setting(service, given), "127.0.0.1"),
        port=read.port(given, own + "PORT", PORTS.get(service, 8100)),
        keep_alive=read.number(given, "YISHI_KEEP_ALIVE_SECONDS", 75, 1, 3600, "seconds"),
        scrub_hours=read.number(given, "YISHI_SCRUB_HOURS", 24, 0.001, 8784, "hours"),
        log_level=read.choice(given, "YISHI_LOG_LEVEL", "INFO", LEVELS),
        key=key_file(service, given),
        trusted_keys=trusted_keys_file(given),
    )


def in_production(environment: Mapping[str, str]) -> bool:
    return environment.get("YISHI_ENV", "").lower().startswith("prod")


def key_file(service: str, given: Mapping[str, str]) -> Path:
    """The file of a service's private key, beside the one that says how far it has signed."""
    usual = _keys(given) / service / "key.pem"
    return Path(given.get(f"YISHI_{service.upper()}_KEY") or usual)


def trusted_keys_file(given: Mapping[str, str]) -> Path:
    return Path(given.get("YISHI_TRUSTED_KEYS") or _keys(given) / "trusted")


def _keys(given: Mapping[str, str]) -> Path:
    return Path(given.get("YISHI_DATA") or ".yishi") / "keys"


def addresses(given: Mapping[str, str]) -> dict[str, str]:
    """The base address of every service; the console needs a host. Raises `WrongSetting`."""
    return {
        name: read.web_address(
            given, f"YISHI_{name.upper()}_URL", f"http://127.0.0.1:{port}", path=name != "console"
        ).rstrip("/")
        for name, port in PORTS.items()
    }


def host_setting(service: str, given: Mapping[str, str]) -> str:
    """The variable that says where a service listens: its own, else the one of all."""
    own = f"YISHI_{service.upper()}_HOST"
    return own if read.text(given, own) else "YISHI_HOST"
