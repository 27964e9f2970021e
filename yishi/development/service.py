"""Stop and start one service of the installation that `yishi up` (`make up`) runs.

`yishi service stop topics` returns when no process of topics lives any more; it stays stopped,
over a new `make up` too, until `yishi service start topics`, which returns when topics is ready.
With compose: `docker compose stop topics` and `docker compose start topics`. With systemd:
`systemctl stop` and `systemctl start` and the name you gave the unit.
"""

import argparse
import asyncio
import os
import time

import httpx2

from yishi.client import direct
from yishi.credentials import addresses, data_folder
from yishi.development.up.child import GRACE, LOOK, Files, UpError, lock_file, locked
from yishi.development.up.installation import SERVICES

PATIENCE = 90.0
"""Seconds in which a service that is started becomes ready."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("stop", "start", "restart", "status"))
    parser.add_argument("service", choices=SERVICES)


async def run(arguments: argparse.Namespace) -> int:
    """Exit code 0 where it is then as asked; of `status`, where the service is ready."""
    name = arguments.service
    folder = data_folder(os.environ)
    if not lock_file(folder).exists():
        compose = "ps" if arguments.action == "status" else arguments.action
        raise UpError(
            f"No `make up` ever ran in {folder} (YISHI_DATA). With compose it is"
            f" `docker compose {compose} {name}`, with systemd `systemctl"
            f" {arguments.action}` and the name of your unit."
        )
    files = Files(folder, name)
    url = addresses(os.environ)[name]
    match arguments.action:
        case "stop":
            return await stop(files)
        case "start":
            return await start(files, url)
        case "restart":
            return await stop(files) or await start(files, url)
        case _:
            return await status(files, url)


async def stop(files: Files) -> int:
    files.stop()
    patience = time.monotonic() + GRACE + 5
    while files.lives:
        if time.monotonic() > patience:
            raise UpError(
                f"{files.name} still runs, and nobody ends it: the `yishi up` that started it is"
                f" {'there and does not answer' if upholds(files) else 'gone'}. End the process"
                f" that has {files.place} open."
            )
        await asyncio.sleep(LOOK)
    print(f"{files.name} is stopped.")
    return 0


async def start(files: Files, url: str) -> int:
    files.may_run()
    if not upholds(files):
        print(f"{files.name} may run. `make up`, which does not run now, starts it.")
        return 0
    patience = time.monotonic() + PATIENCE
    said = "no answer"
    while time.monotonic() < patience:
        if files.stopped:
            raise UpError(files.why or f"{files.name} was stopped by somebody else meanwhile.")
        if (said := await answer(url)) == "ready" and files.lives:
            print(f"{files.name} is ready.")
            return 0
        await asyncio.sleep(LOOK)
    raise UpError(f"{files.name} is not ready after {PATIENCE:g} s: {said}. See {files.log}")


async def status(files: Files, url: str) -> int:
    said = await answer(url) if files.lives else ""
    if files.by_hand:
        line = f"is stopped. `yishi service start {files.name}` starts it."
    elif files.why:
        line = f"is stopped: {files.why}"
    elif not said:
        line = "does not run now. See " + (str(files.log) if upholds(files) else "`make up`.")
    else:
        line = "is ready." if said == "ready" else f"runs and is not ready: {said}"
    print(f"{files.name} {line}")
    return 0 if said == "ready" else 1


def upholds(files: Files) -> bool:
    """Whether a `yishi up` of this folder lives."""
    if (lock := locked(lock_file(files.folder))) is None:
        return True
    os.close(lock)
    return False


async def answer(url: str) -> str:
    """What `/readyz` says: `ready`, or why not."""
    async with direct(2) as web:
        try:
            said = await web.get(f"{url}/readyz")
        except httpx2.HTTPError:
            return "no answer"
    return "ready" if said.status_code == 200 else said.text.strip()
