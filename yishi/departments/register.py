"""The departments of this installation: who may read which stream, kept as one list of data.

`departments.json` in the data folder, or where YISHI_DEPARTMENTS says. From it come the durables
that have to be there (`consumer`), and the NATS accounts, in `departments.conf` beside it
(`nats_conf.departments_config`). A department's user, its account and its durables are all named
as the department: the server compares the names of durable and account.
"""

import asyncio
import fcntl
import json
import re
import secrets
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from runtime.carrying.jetstream import stream_name
from runtime.settings import DECIDING
from yishi.credentials import data_folder
from yishi.nats_conf import RESERVED, departments_config
from yishi.passwords import write_private

STREAMS = {stream_name(service): service for service in DECIDING}
"""The streams a department may read, and whose they are."""
NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")
PUBLIC_NKEY = re.compile(r"U[A-Z2-7]{55}")
TOKEN = re.compile(r"[A-Za-z0-9_-]+|\*|>")


class DepartmentError(Exception):
    """A department cannot be as it is asked for. The message says what would do."""


@dataclass(frozen=True)
class Department:
    """One department. It signs in with its name and a password, or with an nkey of its own.

    Raises `DepartmentError` for a name, stream, filter or key that NATS would take for another.
    """

    name: str
    streams: Mapping[str, str]
    """Each stream that it reads, with the subjects it sees there; "" is all of them."""
    nkey: str = ""
    """The public half of its key, `U…`."""
    password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name) or self.name in RESERVED:
            raise DepartmentError(
                f"A department cannot be called {self.name!r}: take 2 to 40 of a-z, 0-9 and -,"
                " beginning with a letter, and no name of Yishi's own. For example dept-transport."
            )
        if not self.streams:
            raise DepartmentError(f"Say what {self.name} reads: {', '.join(STREAMS)}.")
        for stream, subjects in self.streams.items():
            if stream not in STREAMS:
                raise DepartmentError(f"There is no stream {stream}. Take {', '.join(STREAMS)}.")
            if subjects and not _within(subjects, f"yishi.{STREAMS[stream]}.>"):
                raise DepartmentError(
                    f"{subjects!r} is nothing that {stream} holds. Its subjects are"
                    f" yishi.{STREAMS[stream]}.<EventType>.<province>.<prefecture>.<county>"
                    ".<township>.<village>."
                )
        if self.nkey and not PUBLIC_NKEY.fullmatch(self.nkey):
            raise DepartmentError(
                "That is no public nkey of a user: it begins with U and has 56 letters. Never send"
                " the seed, which begins with SU."
            )
        if bool(self.nkey) == bool(self.password):
            raise DepartmentError(f"{self.name} needs a password or an nkey, one of both.")


def path(environment: Mapping[str, str]) -> Path:
    """Where the list is kept."""
    given = environment.get("YISHI_DEPARTMENTS")
    return Path(given).absolute() if given else data_folder(environment) / "departments.json"


def registered(environment: Mapping[str, str]) -> list[Department]:
    """All departments, by name. None where there is no list yet. Raises `DepartmentError`."""
    file = path(environment)
    try:
        found = json.loads(file.read_text("utf-8"))
        departments = [Department(**each) for each in found]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError) as error:
        raise DepartmentError(
            f"{file} is no list of departments: {error}. Bring it back from the backup, or remove"
            " it and add the departments again."
        ) from error
    return sorted(departments, key=lambda each: each.name)


@asynccontextmanager
async def alone(environment: Mapping[str, str]) -> AsyncIterator[None]:
    """Whoever changes the list, or what follows from it, is the only one; the next waits."""
    file = path(environment).with_name("departments.lock")
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file.open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(0.1)
        yield


def with_one(
    known: Sequence[Department],
    name: str,
    streams: Mapping[str, str],
    nkey: str = "",
    new_password: bool = False,
) -> list[Department]:
    """The list with this department in it. How it signs in stays unless that is asked for."""
    found = next((each for each in known if each.name == name), None)
    if nkey:
        mine = Department(name, streams, nkey=nkey)
    elif found is None or new_password:
        mine = Department(name, streams, password=secrets.token_urlsafe(24))
    else:
        mine = replace(found, streams=streams)
    return sorted((mine, *(each for each in known if each.name != name)), key=lambda x: x.name)


def keep(
    environment: Mapping[str, str], departments: Iterable[Department], ending: str = ""
) -> Path:
    """Keep this list, and the accounts that follow from it, but none for the one that is `ending`:
    it stays on the list until it is gone everywhere. Returns the file of accounts, which NATS
    reads: its owner's group may, since under compose NATS runs as somebody else."""
    file = path(environment)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    ordered = sorted(departments, key=lambda each: each.name)
    write_private(file, json.dumps([asdict(each) for each in ordered], indent=2) + "\n")
    accounts = file.with_name("departments.conf")
    staying = [each for each in ordered if each.name != ending]
    write_private(accounts, departments_config(staying))
    accounts.chmod(0o640)
    return accounts


def consumer(department: Department, stream: str, after: int = 0) -> dict[str, Any]:
    """The durable on one stream, as in docs/guides/subscriber.md: in order, for ever.

    It begins behind the position `after`. Where a durable is there already, its beginning stays.
    """
    wanted: dict[str, Any] = {
        "name": department.name,
        "durable_name": department.name,
        "deliver_policy": "by_start_sequence" if after else "all",
        "ack_policy": "explicit",
        "ack_wait": 30_000_000_000,
        "max_ack_pending": 1,
        "max_deliver": -1,
        "max_waiting": 512,
        "replay_policy": "instant",
    }
    if after:
        wanted["opt_start_seq"] = after + 1
    if subjects := department.streams[stream]:
        wanted["filter_subject"] = subjects
    return wanted


def _within(subjects: str, all_of_them: str) -> bool:
    """Whether a filter is well formed and can meet what the stream holds."""
    tokens = subjects.split(".")
    if not all(TOKEN.fullmatch(each) for each in tokens) or ">" in tokens[:-1]:
        return False
    wanted = all_of_them.split(".")[:-1]
    if ">" in tokens and len(tokens) <= len(wanted):
        wanted = wanted[: len(tokens) - 1]
        tokens = tokens[:-1]
    return len(tokens) >= len(wanted) and all(
        mine in ("*", theirs) for mine, theirs in zip(tokens, wanted, strict=False)
    )
