"""What each user of NATS may really do: asked of every server, as that user.

No request here does anything where it is let through: its body is none that JetStream takes, and
an event that is for another stream than the one that hears it is refused. What is refused leaves a
line in the server's log; that is what is asked for.
"""

import asyncio
import json
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

import nats.errors

from yishi import nats_conf
from yishi.credentials import data_folder
from yishi.deployment import PATIENCE, connected
from yishi.doctor.finding import Found, unseen, why
from yishi.doctor.streams import OURS, PAPERS

NOTHING = b"{yishi doctor asks what is allowed"
"""No request that JetStream knows: not empty, and JSON that is none. Without the bracket it would
be one, for the next message."""
ELSEWHERE = {"Nats-Expected-Stream": "yishi-doctor-asks-what-is-allowed"}
Durable = tuple[str, str]
"""A stream and the name of a department's durable on it."""

_VERBS = (
    *(f"STREAM.{verb}.{{stream}}" for verb in ("INFO", "MSG.GET", "CREATE", "UPDATE", "DELETE")),
    *(f"STREAM.{verb}.{{stream}}" for verb in ("PURGE", "MSG.DELETE", "SNAPSHOT", "RESTORE")),
    "STREAM.PEER.REMOVE.{stream}",
    "CONSUMER.CREATE.{stream}",
    "CONSUMER.CREATE.{stream}.yishi-doctor.yishi.>",
    "CONSUMER.DURABLE.CREATE.{stream}.yishi-doctor",
    *(
        f"CONSUMER.{verb}.{{stream}}.yishi-doctor"
        for verb in ("CREATE", "INFO", "MSG.NEXT", "DELETE", "PAUSE", "RESET")
    ),
)
_FOR_A_DURABLE = ("CREATE", "MSG.NEXT", "DELETE", "PAUSE", "RESET")


def asked_for(durables: Iterable[Durable]) -> list[str]:
    """Every subject that is tried."""
    found = [f"yishi.{service}.YishiDoctor.00.00.00.000.000" for service in nats_conf.SERVICES]
    found += ["yishi.YishiDoctor", "$JS.API.INFO", "$JS.API.STREAM.CREATE.YISHI-DOCTOR"]
    found += [f"papers.{service}.yishi-doctor.0" for service in nats_conf.SERVICES]
    for stream in (*OURS, *PAPERS):
        found += [f"$JS.API.{verb.format(stream=stream)}" for verb in _VERBS]
    for stream, name in durables:
        found += [f"$JS.API.CONSUMER.{verb}.{stream}.{name}" for verb in _FOR_A_DURABLE]
        found += [f"$JS.ACK.{stream}.{name}.1.0.0.0.0", f"$JS.ACK._._.{stream}.{name}.1.0.0.0.0"]
    return found


def may(patterns: Iterable[str], subject: str) -> bool:
    """Whether one of the patterns of NATS covers the subject."""
    return any(_covers(pattern.split("."), subject.split(".")) for pattern in patterns)


def _covers(pattern: list[str], subject: list[str]) -> bool:
    if pattern[-1] == ">" and len(subject) >= len(pattern):
        pattern, subject = pattern[:-1], subject[: len(pattern) - 1]
    return len(pattern) == len(subject) and all(
        mine in ("*", theirs) for mine, theirs in zip(pattern, subject, strict=True)
    )


def passwords(environment: Mapping[str, str]) -> dict[str, str]:
    """Those that are known here: from the environment, else from what `yishi up` has drawn."""
    file = data_folder(environment) / "nats-passwords.json"
    drawn: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    names = (*nats_conf.SERVICES, *nats_conf.READERS, nats_conf.DEPLOY)
    given = {name: environment.get(f"YISHI_{name.upper()}_NATS_PASSWORD") for name in names}
    return {name: found for name in names if (found := given[name] or drawn.get(name))}


async def rights(urls: str, known: Mapping[str, str], durables: list[Durable]) -> Found:
    """What users of our own account may and should not, or must and may not."""
    everybody = nats_conf.users({name: "" for name in _names()})
    for url in urls.split(","):
        try:
            await speaks(url)
        except (OSError, TimeoutError) as error:
            yield "BAD", unseen(f"What users may do on NATS at {url}", error, "Does it run?")
            continue
        if await anybody(url):
            yield (
                "BAD",
                f"NATS at {url} lets in anybody without a password. Give it the configuration of"
                " deploy/nats.conf and restart it.",
            )
        wrong = 0
        for user in everybody:
            if user.name not in known:
                continue
            kept = [
                f"$JS.API.CONSUMER.{verb}.{stream}.{name}"
                for stream, name in durables
                for verb in ("CREATE", "MSG.NEXT")
            ]
            denied = kept if user.name != nats_conf.DEPLOY else []
            try:
                refused, heard = await _tried(url, user.name, known[user.name], durables)
            except (nats.errors.Error, OSError, TimeoutError) as error:
                wrong += 1
                yield (
                    "BAD",
                    f"NATS at {url} does not let {user.name} in: {why(error)}. Give it the password"
                    f" in YISHI_{user.name.upper()}_NATS_PASSWORD, in nats.conf's environment too.",
                )
                continue
            subjects = asked_for(durables)
            right = {each for each in subjects if may(user.publish, each) and each not in denied}
            more = [each for each in subjects if each not in right and each not in refused]
            less = sorted(right & refused)
            for what, some in (("may publish on", more), ("may subscribe to", heard)):
                if some:
                    wrong += 1
                    yield (
                        "BAD",
                        f"NATS at {url}: {user.name} {what} {_some(some)} and should not. {_MEND}",
                    )
            if less:
                wrong += 1
                yield (
                    "BAD",
                    f"NATS at {url}: {user.name} may not publish on {_some(less)} and must."
                    f" {_MEND}",
                )
        if not wrong:
            who = ", ".join(user.name for user in everybody if user.name in known)
            yield "GOOD", f"NATS at {url}: {who} may do what they should and no more"
    unknown = [user.name for user in everybody if user.name not in known]
    if unknown:
        settings = ", ".join(f"YISHI_{name.upper()}_NATS_PASSWORD" for name in unknown)
        yield (
            "NOTE",
            f"What {', '.join(unknown)} may do on NATS was not tried: set {settings} for `yishi"
            " doctor`.",
        )


_MEND = (
    "Bring the permissions in nats.conf back to those of deploy/nats.conf, and restart NATS"
    " (`yishi up` writes them anew when it starts)."
)


def _names() -> tuple[str, ...]:
    return (*nats_conf.SERVICES, *nats_conf.READERS, nats_conf.DEPLOY)


def _some(subjects: list[str]) -> str:
    more = f" and {len(subjects) - 3} more" if len(subjects) > 3 else ""
    return ", ".join(subjects[:3]) + more


async def speaks(url: str) -> None:
    """Raises `OSError` or `TimeoutError` where no server greets; nats-py would try for long, once
    for each user."""
    parts = urlsplit(url)
    async with asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 4222)
        try:
            if not await reader.readline():
                raise ConnectionResetError("it hangs up")
        finally:
            writer.close()
            await writer.wait_closed()


async def anybody(url: str) -> bool:
    try:
        async with connected(url, "", "", []):
            return True
    except (nats.errors.Error, OSError, TimeoutError):
        return False


async def _tried(
    url: str, user: str, password: str, durables: list[Durable]
) -> tuple[set[str], list[str]]:
    """What this user is refused to publish on, and what it may listen to and should not."""
    said: list[str] = []
    async with connected(url, user, password, said) as client:
        subjects = asked_for(durables)
        for subject in subjects:
            headers = None if subject.startswith("$JS.") else ELSEWHERE
            await client.publish(subject, NOTHING, headers=headers)
        hearing = [">", "yishi.>", "$JS.>", "$SYS.>", "_INBOX.>", "_INBOX.yishi-doctor.>"]
        for subject in (*hearing, f"_INBOX.{user}.yishi-doctor"):
            await (await client.subscribe(subject)).unsubscribe()
        for _ in range(2):  # the first may be told of the answer to a ping of the client's own
            await client.flush(timeout=PATIENCE)
    refused = {_refused(each, "publish to ") for each in said}
    silent = {_refused(each, "subscription to ") for each in said}
    return (
        {each for each in subjects if each.lower() in refused},
        [each for each in hearing if each.lower() not in silent],
    )


def _refused(said: str, what: str) -> str:
    _, _, subject = said.lower().partition(f'{what}"')
    return subject.partition('"')[0]
