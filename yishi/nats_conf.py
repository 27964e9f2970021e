"""Who may do what on NATS, and the server's configuration that says so.

Allow-lists: a deny-list would miss the requests that the next release brings. One list of refusals
stands beside them, for readers draw the names of their consumers and no pattern can tell such a
name from a department's. A refused request is not answered, so to its client it looks like a
time-out; the reason stands in the server's log. Every user reads replies under `_INBOX.<user>.>`
and nowhere else, so clients connect with `inbox_prefix=b"_INBOX.<user>"`.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

SERVICES = ("topics", "meetings", "members", "outcomes")
READERS = ("console", "audit", "exchange")
DEPLOY = "deploy"

Durable = tuple[str, str]
"""A stream and the durable consumer on it that was made for a department."""

_READING = (
    "$JS.API.INFO",
    "$JS.API.STREAM.INFO.*",
    "$JS.API.STREAM.MSG.GET.*",
    "$JS.API.DIRECT.GET.>",
    # Stream and consumer, no more and no fewer: with the consumer's name in the body alone, or with
    # a filter at the end, a request would get past `_kept`. And no DELETE: the server forgets the
    # consumers of readers by itself.
    "$JS.API.CONSUMER.CREATE.*.*",
    "$JS.API.CONSUMER.INFO.*.*",
    "$JS.API.CONSUMER.MSG.NEXT.*.*",
)


@dataclass(frozen=True)
class User:
    """Somebody who may connect, and the subjects they may publish on."""

    name: str
    password: str
    publish: tuple[str, ...]
    durables: tuple[Durable, ...] = ()
    """What was made for it, and is kept from all services and readers."""

    def url(self, host: str, port: int) -> str:
        """The address with name and password. The password has no character to escape."""
        return f"nats://{self.name}:{self.password}@{host}:{port}"


def users(
    passwords: Mapping[str, str], departments: Mapping[str, Iterable[Durable]] | None = None
) -> list[User]:
    """Everybody: the deploy identity, the services, the readers, and these departments."""
    allowed: dict[str, tuple[str, ...]] = {DEPLOY: ("$JS.API.>",)}
    for name in SERVICES:
        allowed[name] = (f"yishi.{name}.>", *_READING)
    for name in READERS:
        allowed[name] = _READING
    made: dict[str, tuple[Durable, ...]] = {}
    for name, durables in (departments or {}).items():
        if name in allowed:
            raise ValueError(f"A department cannot be called {name}: that is a user of Yishi's.")
        made[name] = tuple(durables)
        # Never CONSUMER.CREATE: it would let them have copies sent to any subject at all.
        allowed[name] = tuple(
            subject
            for stream, consumer in made[name]
            for subject in (
                f"$JS.API.CONSUMER.INFO.{stream}.{consumer}",
                f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{consumer}",
                f"$JS.ACK.{stream}.{consumer}.>",
            )
        )
    return [
        User(name, passwords[name], publish, made.get(name, ()))
        for name, publish in allowed.items()
    ]


def nats_config(store_dir: Path, port: int, http_port: int, users: Iterable[User]) -> str:
    """The configuration of a single server on the loopback interface."""
    everybody = list(users)
    kept = "".join(f"  {quoted(each)}\n" for user in everybody for each in _kept(user))
    return f"""\
# Written anew at every start by `yishi up`. See yishi/nats_conf.py.
server_name: yishi
listen: "127.0.0.1:{port}"
http: "127.0.0.1:{http_port}"
max_payload: 1MB
jetstream {{
  store_dir: {quoted(store_dir)}
  sync_interval: "always"  # otherwise a power cut takes back what was acknowledged
}}
# What services and readers may not touch: two lines for each durable of a department. To pull from
# it would take its events, and to create it once more would change it.
made_for_departments: [
{kept}]
authorization {{
  users: [
{"".join(_entry(user) for user in everybody)}  ]
}}
"""


def quoted(value: str | Path) -> str:
    """A string of the configuration. Its escapes are not JSON's: it knows no `\\u`, and a byte is
    `\\xNN`, so that the file is ASCII whatever this machine's locale is."""
    return '"' + "".join(map(_escaped, os.fsencode(value))) + '"'


def _escaped(byte: int) -> str:
    plain = 0x20 <= byte < 0x7F and byte not in b'"\\'
    return chr(byte) if plain else f"\\x{byte:02x}"


def _kept(user: User) -> list[str]:
    return [
        f"$JS.API.CONSUMER.{verb}.{stream}.{consumer}"
        for stream, consumer in user.durables
        for verb in ("CREATE", "MSG.NEXT")
    ]


def _entry(user: User) -> str:
    subjects = "".join(f"          {quoted(subject)}\n" for subject in user.publish)
    deny = ", deny: $made_for_departments" if user.name in (*SERVICES, *READERS) else ""
    return f"""\
    {{
      user: {quoted(user.name)}
      password: {quoted(user.password)}
      permissions: {{
        publish: {{ allow: [
{subjects}        ]{deny} }}
        subscribe: {{ allow: [{quoted(f"_INBOX.{user.name}.>")}] }}
      }}
    }}
"""
