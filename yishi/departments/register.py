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

from contracts.audience import Audience
from contracts.places import TIERS, subject_tail
from runtime.carrying.jetstream import stream_name
from runtime.settings import DECIDING
from yishi.credentials import data_folder
from yishi.nats_conf import RESERVED, departments_config
from yishi.passwords import write_private

STREAMS = {stream_name(service): service for service in DECIDING}
"""The streams a department may read, and whose they are."""
NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")
PUBLIC_NKEY = re.compile(r"U[A-Z2-7]{55}")
TYPE = re.compile(r"([a-z]+)\.[A-Z][A-Za-z]*")
ALL = "all"
"""Said instead of types: every personal one, so that nothing is left out of the stream."""


class DepartmentError(Exception):
    """A department cannot be as it is asked for. The message says what would do."""


@dataclass(frozen=True)
class Department:
    """One department. It signs in with its name and a password, or with an nkey of its own.

    Raises `DepartmentError` for a name, stream, place, type or key that NATS would mistake.
    """

    name: str
    streams: Mapping[str, str]
    """Each stream that it reads, with the code of the place whose events it sees there; "" is the
    whole country."""
    personal: Sequence[str] = ()
    """The personal types that it is sent besides what is open or internal: `members.MemberPosted`;
    or `ALL`."""
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
        for stream, place in self.streams.items():
            if stream not in STREAMS:
                raise DepartmentError(f"There is no stream {stream}. Take {', '.join(STREAMS)}.")
            if place and not (place.isdecimal() and len(place) in TIERS):
                raise DepartmentError(
                    f"{place!r} is no place: take the 2, 4, 6, 9 or 12 digits of its code, for"
                    " example 5206 or 620123."
                )
        object.__setattr__(self, "personal", tuple(self.personal))
        if self.personal != (ALL,):
            read = {STREAMS[stream] for stream in self.streams}
            for each in self.personal:
                if not (found := TYPE.fullmatch(each)) or found[1] not in read:
                    raise DepartmentError(
                        f"{each!r} is no event type of a stream that {self.name} reads. Name types"
                        " like members.MemberPosted, with commas between, or say all."
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
    personal: Sequence[str] = (),
    nkey: str = "",
    new_password: bool = False,
) -> list[Department]:
    """The list with this department in it. How it signs in stays unless that is asked for."""
    found = next((each for each in known if each.name == name), None)
    if nkey:
        mine = Department(name, streams, personal, nkey=nkey)
    elif found is None or new_password:
        mine = Department(name, streams, personal, password=secrets.token_urlsafe(24))
    else:
        mine = replace(found, streams=streams, personal=personal)
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
    if subjects := filters(department, stream):
        wanted["filter_subjects"] = subjects
    return wanted


def filters(department: Department, stream: str) -> list[str]:
    """The subjects that it is sent; none where it is sent everything. A type that is new is among
    them by its audience."""
    service, place = STREAMS[stream], department.streams[stream]
    where = f"{subject_tail(place)}{'' if len(place) == max(TIERS) else '.>'}" if place else ">"
    if department.personal == (ALL,):
        return [f"yishi.{service}.*.*.{where}"] if place else []
    shared = [f"*.{each}" for each in Audience if each is not Audience.PERSONAL]
    named = [f"{each}.{Audience.PERSONAL}" for each in _of(service, department.personal)]
    return [f"yishi.{service}.{each}.{where}" for each in (*shared, *named)]


def seen(department: Department, stream: str) -> str:
    """What it is sent of a stream, in words."""
    named = _of(STREAMS[stream], department.personal)
    what = "everything" if department.personal == (ALL,) else "what is open or internal"
    place = department.streams[stream]
    return what + "".join(f", {each}" for each in named) + (f", of {place}" if place else "")


def _of(service: str, types: Iterable[str]) -> list[str]:
    """Those of this service, without its name."""
    return [each.partition(".")[2] for each in types if each.startswith(f"{service}.")]
