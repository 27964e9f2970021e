"""Who may do what on NATS, and the server's configuration that says so.

Our own users live in the account YISHI, each department in an account of its own. What a department
may ask reaches us by two services that its account imports, for its own durable alone: the next
message, and its acknowledgement. The server gives each request a reply subject of its own making,
so no answer goes where a department chooses. What else it asks of JetStream or of the server ends
in its own account, unheard: refusing it would write a line of log each time, and answering it
would fill the queue from which ours are answered too (docs/decisions/0009).

In YISHI: allow-lists, for a deny-list would miss the requests that the next release brings. One
list of refusals stands beside them, for readers draw the names of their consumers and no pattern
can tell such a name from a department's. A refused request is not answered, so to its client it
looks like a time-out; the reason stands in the server's log. Every user reads replies under
`_INBOX.<user>.>` and nowhere else, so clients connect with `inbox_prefix=b"_INBOX.<user>"`.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

SERVICES = ("topics", "meetings", "members", "outcomes")
READERS = ("console", "audit", "exchange")
DEPLOY = "deploy"
SYSTEM = "system"
"""The deploy identity in the server's own account, where it may ask for a reload and no more."""
RESERVED = (*SERVICES, *READERS, DEPLOY, SYSTEM, "yishi", "sys")

PREFIX = "EVENTS"
"""What stands in a department's account for `$JS.API`: `client.jetstream(prefix="EVENTS")`."""
ANSWER_SECONDS = 10
"""So long a department's request may be answered; a pull must not wait longer. The server keeps
about 1 KB for each request until then, so this bounds what a flood of them takes of its memory."""

_OF_A_STREAM = (
    "$JS.API.STREAM.MSG.GET.{stream}",
    # Stream and consumer, no more and no fewer: with the consumer's name in the body alone, or with
    # a filter at the end, a request would get past `made_for_departments`. And no DELETE: the
    # server forgets the consumers of readers by itself.
    "$JS.API.CONSUMER.CREATE.{stream}.*",
)
"""Stream by stream: the streams of papers are read by nobody but their own service."""
_READING = (
    "$JS.API.INFO",
    "$JS.API.STREAM.INFO.*",
    *(each.format(stream=name.upper()) for name in SERVICES for each in _OF_A_STREAM),
    "$JS.API.CONSUMER.INFO.*.*",
    "$JS.API.CONSUMER.MSG.NEXT.*.*",
)
_OF_PAPERS = (
    "papers.{service}.>",
    "$JS.API.STREAM.MSG.GET.PAPERS_{stream}",
    "$JS.API.STREAM.PURGE.PAPERS_{stream}",  # what was erased is taken out of both copies
)


class Reads(Protocol):
    """What has to be known of a department: see `yishi.departments.register.Department`."""

    @property
    def name(self) -> str: ...
    @property
    def streams(self) -> Mapping[str, str]: ...
    @property
    def nkey(self) -> str: ...
    @property
    def password(self) -> str: ...


@dataclass(frozen=True)
class User:
    """Somebody in our own account who may connect, and the subjects they may publish on."""

    name: str
    password: str
    publish: tuple[str, ...]


def users(passwords: Mapping[str, str]) -> list[User]:
    """The deploy identity, the services and the readers."""
    allowed: dict[str, tuple[str, ...]] = {DEPLOY: ("$JS.API.>",)}
    for name in SERVICES:
        papers = (each.format(service=name, stream=name.upper()) for each in _OF_PAPERS)
        allowed[name] = (f"yishi.{name}.>", *papers, *_READING)
    for name in READERS:
        allowed[name] = _READING
    return [User(name, passwords[name], publish) for name, publish in allowed.items()]


def nats_config(
    store_dir: Path, port: int, http_port: int, passwords: Mapping[str, str], departments: str
) -> str:
    """The configuration of a single server on the loopback interface.

    `departments` is the path to what `departments_config` wrote, from the folder of this file."""
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
{_accounts(passwords, departments)}"""


def _accounts(passwords: Mapping[str, str], departments: str) -> str:
    system = User(SYSTEM, passwords[DEPLOY], ("$SYS.REQ.SERVER.PING", "$SYS.REQ.SERVER.*.RELOAD"))
    return f"""\
system_account: SYS
accounts {{
  # Departments, each in an account of its own: written by `yishi department add`.
  include {quoted(departments)}
  YISHI: {{
    jetstream: enabled
    exports: [
      {{
        service: "$JS.API.CONSUMER.MSG.NEXT.*.*"
        account_token_position: 7  # a durable is named as the account of its department
        response_type: "stream"
        response_threshold: "{ANSWER_SECONDS}s"
      }}
      # In both forms, so no token can be the account's; what an account imports is its own.
      {{ service: "$JS.ACK.*.*.>", response_threshold: "{ANSWER_SECONDS}s" }}
    ]
    users: [
{"".join(map(_entry, users(passwords)))}    ]
  }}
  SYS: {{
    users: [
{_entry(system)}    ]
  }}
}}
"""


def quoted(value: str | Path) -> str:
    """A string of the configuration. Its escapes are not JSON's: it knows no `\\u`, and a byte is
    `\\xNN`, so that the file is ASCII whatever this machine's locale is."""
    return '"' + "".join(map(_escaped, os.fsencode(value))) + '"'


def _escaped(byte: int) -> str:
    plain = 0x20 <= byte < 0x7F and byte not in b'"\\'
    return chr(byte) if plain else f"\\x{byte:02x}"


def _entry(user: User) -> str:
    subjects = "".join(f"            {quoted(subject)}\n" for subject in user.publish)
    deny = ", deny: $made_for_departments" if user.name in (*SERVICES, *READERS) else ""
    return f"""\
      {{
        user: {quoted(user.name)}
        password: {quoted(user.password)}
        permissions: {{
          publish: {{ allow: [
{subjects}          ]{deny} }}
          subscribe: {{ allow: [{quoted(f"_INBOX.{user.name}.>")}] }}
        }}
      }}
"""


def departments_config(departments: Iterable[Reads]) -> str:
    """The part of the configuration that is included: what is kept for departments, and an account
    for each. Ends connections that are too many, and messages larger than a request is."""
    everybody = list(departments)
    kept = "".join(
        f"  {quoted(f'$JS.API.CONSUMER.{verb}.{stream}.{each.name}')}\n"
        for each in everybody
        for stream in each.streams
        for verb in ("CREATE", "MSG.NEXT")
    )
    return f"""\
# Written by `yishi department add` from departments.json. See yishi/nats_conf.py.
# What our own services and readers may not touch: to pull from a department's durable would take
# its events, and to create it once more would change it.
made_for_departments: [
{kept}]
{"".join(map(_account, everybody))}"""


def connections(department: Reads) -> int:
    """How many it may have open: its program reads one stream, may be run twice, and `yishi doctor`
    tries what it reaches."""
    return 2 * len(department.streams) + 1


def _account(department: Reads) -> str:
    name = department.name
    most = connections(department)
    imports = "".join(
        f"    {{ service: {{ account: YISHI, subject: {quoted(ours)} }}{to} }}\n"
        for stream in department.streams
        for ours, to in (
            # Under its own name JetStream would answer from the department's account as well.
            (
                f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{name}",
                f', to: "{PREFIX}.CONSUMER.MSG.NEXT.{stream}.{name}"',
            ),
            # As NATS names acknowledgements today, and with domain and account before.
            (f"$JS.ACK.{stream}.{name}.>", ""),
            (f"$JS.ACK.*.*.{stream}.{name}.>", ""),
        )
    )
    signs_in = (
        f"nkey: {quoted(department.nkey)}"
        if department.nkey
        else f"user: {quoted(name)}, password: {quoted(department.password)}"
    )
    return f"""\
{quoted(name)}: {{
  limits: {{ max_connections: {most}, max_subscriptions: 64, max_payload: 4KB, max_leafnodes: 0 }}
  mappings: {{ "$JS.API.>": "unheard.>", "$SYS.>": "unheard.>" }}
  users: [ {{ {signs_in} }} ]
  imports: [
{imports}  ]
}}
"""
