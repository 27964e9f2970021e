"""Start everything on this machine: PostgreSQL, NATS, the issuer, and every service.

Data stays in the data folder (YISHI_DATA, `.yishi` unless set). Ctrl-C stops everything.
Ports: YISHI_CONSOLE_PORT (8100), YISHI_TOPICS_PORT (8101), YISHI_MEETINGS_PORT (8102),
YISHI_MEMBERS_PORT (8103), YISHI_OUTCOMES_PORT (8104), YISHI_ISSUER_PORT (8110),
YISHI_POSTGRES_PORT (8120), YISHI_NATS_PORT (8121), YISHI_NATS_MONITOR_PORT (8122).
YISHI_PEOPLE names a file of those who may sign in, such as deploy/profiles/yuzhong.people.toml.
YISHI_CLOCK=2027-02-28T15:59:00Z lives at that moment, for demonstrations; with a folder of its own.
"""

import argparse
import asyncio
import fcntl
import os
import signal
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from shlex import quote

from runtime.given import wrong
from runtime.settings import in_production
from yishi import environment
from yishi.client import key_of
from yishi.credentials import data_folder
from yishi.development.up.child import UpError, lock_file, say
from yishi.development.up.installation import SERVICES, Installation

STARTED = time.monotonic()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--no-demo", action="store_true", help="no profile, no roster, no demonstration cases"
    )
    parser.add_argument(
        "--free-ports", action="store_true", help="take free ports where none is set"
    )


async def run(args: argparse.Namespace) -> int:
    """Start, watch, and stop in good order when told to."""
    if in_production(os.environ):
        raise UpError(
            "`yishi up` is for development: everybody may sign in as anybody. With "
            "YISHI_ENV=production, deploy from deploy/ instead."
        )
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, told.set)
    with ExitStack() as stack:
        installation = Installation(data_folder(os.environ), stack)
        lock(installation.folder, stack)
        work = asyncio.create_task(installation.start(demo=not args.no_demo, free=args.free_ports))
        watch = asyncio.create_task(told.wait())
        try:
            await asyncio.wait({work, watch}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                await work  # without servers it ends here, with a sentence
                tell(installation, demo=not args.no_demo)
                watching = asyncio.create_task(installation.keep_servers())
                await asyncio.wait({watching, watch}, return_when=asyncio.FIRST_COMPLETED)
                if watching.done():
                    await watching
        finally:
            work.cancel()
            watch.cancel()
            say("Stopping …")
            await installation.stop_services()
    say(f"Stopped. The data is in {installation.folder}; start again with `make up`.")
    return 0


def lock(folder: Path, stack: ExitStack) -> None:
    """One installation per data folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        may_be = f"a folder that is there or can be made ({error.strerror})"
        raise wrong("YISHI_DATA", str(folder), may_be) from error
    file = stack.enter_context(lock_file(folder).open("a+"))
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.seek(0)
        runs = f"It already runs (process {file.read().strip() or 'unknown'})"
        console = environment.read(folder).get("YISHI_CONSOLE_URL")
        where = f", the console is at {console}" if console else ""
        raise UpError(
            f"{runs}{where}. Stop that one with Ctrl-C, or set YISHI_DATA to another folder."
        ) from error
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()


def tell(installation: Installation, demo: bool) -> None:
    """Where everything is; what is not there, and that the rest goes on."""
    settings = installation.settings
    rows = [(name, settings[f"YISHI_{name.upper()}_URL"]) for name in SERVICES]
    rows += [
        ("issuer", settings["YISHI_ISSUER_URL"]),
        ("PostgreSQL", settings["YISHI_ADMIN_DATABASE_URL"]),
        ("NATS", settings["YISHI_NATS_URL"]),
        ("logs", str(installation.folder / "logs")),
    ]
    say("")
    for name, url in rows:
        say(f"  {name:<11} {url}")
    seconds = f"after {time.monotonic() - STARTED:.1f} s. Ctrl-C stops it."
    if installation.troubles:
        say(f"\nYishi runs, but not all of it, {seconds}")
        for trouble in installation.troubles:
            say(f"  - {trouble}")
        say(
            "PostgreSQL, NATS and the rest go on: in another terminal, `yishi doctor` and"
            " `yishi verify` say more.\nHow to mend it: docs/guides/operator.md, sections 3 and 6."
            " Then `yishi service start NAME`, or Ctrl-C and `make up`."
        )
        return
    say(f"\nYishi is ready {seconds}")
    if demo:
        for line in first_steps(installation.folder, Path(sys.executable).parent, Path.cwd()):
            say(line)


def first_steps(folder: Path, programs: Path, here: Path) -> list[str]:
    """What to try, ready to be copied; no password is among it, since terminals are copied too."""

    def short(path: Path) -> str:
        return quote(str(path.relative_to(here) if path.is_relative_to(here) else path))

    data = "" if folder == here / ".yishi" else f"YISHI_DATA={short(folder)} "
    url = f"$(sed -n s/^YISHI_SUBSCRIBER_URL=//p {short(folder / 'environment')})"
    return [
        "Look at the console: sign in as anybody, for example 县政协办公室.",
        "In another terminal, the history of a village market from topic to checked outcome:",
        f"  {data}{short(programs / 'yishi')} replay --matter {key_of('demo/market/topic')}",
        "Its events as a department receives them (into subscriber.db; Ctrl-C ends it):",
        f"  NATS_URL={url} {short(programs / 'python')} examples/subscriber.py",
    ]
