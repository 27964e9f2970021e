"""Start everything on this machine: PostgreSQL, NATS, the issuer, and every service.

Data stays in the data folder (YISHI_DATA, `.yishi` unless set). Ctrl-C stops everything.
Ports: YISHI_CONSOLE_PORT (8100), YISHI_TOPICS_PORT (8101), YISHI_MEETINGS_PORT (8102),
YISHI_MEMBERS_PORT (8103), YISHI_OUTCOMES_PORT (8104), YISHI_ISSUER_PORT (8110),
YISHI_POSTGRES_PORT (8120), YISHI_NATS_PORT (8121), YISHI_NATS_MONITOR_PORT (8122).
"""

import argparse
import asyncio
import fcntl
import hashlib
import importlib
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote
from typing import Any

import httpx
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from contracts.places import county
from runtime import clock
from runtime.carrying.jetstream import stream_name
from runtime.settings import DECIDING, PORTS
from yishi import environment, issuer, nats_conf, profile
from yishi.client import Client, key_of
from yishi.credentials import addresses, data_folder, token_of
from yishi.deployment import all_deployed, deploy_identity, owners
from yishi.passwords import passwords
from yishi.servers import Nats, Postgres, dying_with_parent, free_port, is_free

SERVICES = (*DECIDING, "console")
PROFILE = Path(__file__).parent.parent / "deploy" / "profiles" / "yuzhong.toml"
OFFICE = "county-office"
"""The person of the demonstration in whose name it is loaded."""
ROSTER = PROFILE.with_name("yuzhong.roster.xlsx")
OWN_PORTS = {"issuer": issuer.DEFAULT_PORT, "postgres": 8120, "nats": 8121, "nats_monitor": 8122}
DEPARTMENT = "dept-transport"
"""A department with a durable of that name on each stream, for examples/subscriber.py."""
HOPELESS = {2: "its environment is wrong", 3: "its hashes disagree: run `yishi verify`"}
"""Exit codes after which starting again would not help."""

STARTED = time.monotonic()


class UpError(Exception):
    """Something keeps the installation from starting. The message is a sentence."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--no-demo", action="store_true", help="no profile, no roster, no demonstration cases"
    )
    parser.add_argument(
        "--free-ports", action="store_true", help="take free ports where none is set"
    )


async def run(args: argparse.Namespace) -> int:
    """Start, watch, and stop in good order when told to."""
    if issuer.in_production(os.environ):
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
                await work  # a failed start ends here, with its sentence
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


def say(line: str) -> None:
    print(line, flush=True)


def lock(folder: Path, stack: ExitStack) -> None:
    """One installation per data folder."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = stack.enter_context((folder / "lock").open("a+"))
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


@dataclass
class Child:
    """One of our own programs, started again when it dies."""

    name: str
    module: tuple[str, ...]
    url: str
    folder: Path
    settings: dict[str, str]
    process: asyncio.subprocess.Process | None = None
    keeper: asyncio.Task[None] | None = None
    gone: str = ""
    deaths: int = 0

    @property
    def log(self) -> Path:
        return self.folder / "logs" / f"{self.name}.log"

    async def start(self) -> None:
        command = [sys.executable, "-m", *self.module]
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *dying_with_parent(command),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.settings,
                start_new_session=True,
            )

    async def keep(self) -> None:
        """Start it again, after a longer and longer pause, for as long as that can help."""
        pause = 0.5
        while self.process is not None:
            began = time.monotonic()
            code = await self.process.wait()
            self.deaths += 1
            if reason := HOPELESS.get(code):
                self.gone = (
                    f"{self.name} stopped and is not started again: {reason}. See {self.log}"
                )
                say(self.gone)
                return
            pause = 0.5 if time.monotonic() - began > 60 else min(pause * 2, 30)
            say(f"{self.name} died ({how(code)}); starting it again in {pause:g} s. See {self.log}")
            await asyncio.sleep(pause)
            await self.start()

    async def ready(self, web: httpx.AsyncClient, seconds: float = 90) -> None:
        """Wait until it says that it is ready. Raises `UpError` with what it said instead."""
        patience = time.monotonic() + seconds
        said = "no answer"
        while time.monotonic() < patience:
            try:
                answer = await web.get(f"{self.url}/readyz")
                if answer.status_code == 200:
                    return
                said = answer.text.strip()
            except httpx.HTTPError:
                pass
            if self.gone or self.deaths == 3:
                said = self.gone or f"{self.name} dies whenever it is started."
                raise UpError(f"{said}\n{self.last_words()}")
            await asyncio.sleep(0.1)
        raise UpError(f"{self.name} is not ready after {seconds:g} s: {said}\n{self.last_words()}")

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-15:]
        return "\n".join(["The end of its log:", *lines])

    async def stop(self, seconds: float) -> None:
        """End it in good order; after `seconds` by force."""
        if self.keeper is not None:
            self.keeper.cancel()
        process, self.process = self.process, None
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), seconds)
        except TimeoutError:
            process.kill()
            await process.wait()


def how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


@dataclass
class Installation:
    """Everything `yishi up` runs over one data folder."""

    folder: Path
    stack: ExitStack
    settings: dict[str, str] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)
    servers: list[Postgres | Nats] = field(default_factory=list)

    async def start(self, *, demo: bool, free: bool) -> None:
        say(f"Yishi 议事, data in {self.folder}")
        (self.folder / "logs").mkdir(exist_ok=True, mode=0o700)
        ports = self._ports(free)
        self._settle(ports)
        await step("PostgreSQL", self._postgres)
        await step("NATS", self._nats)
        environment.write(self.folder, self.settings)
        os.environ.update(self.settings)
        await step("databases and roles", self._databases)
        await step("streams", self._streams)
        async with httpx.AsyncClient(timeout=2, trust_env=False) as web:
            await step("issuer", lambda: self._issuer(web))
            await step(f"services {', '.join(SERVICES)}", lambda: self._services(web))
        if demo:
            await step("Yuzhong's profile, roster and cases", self._demonstration)
        self._tell(demo)

    def _ports(self, free: bool) -> dict[str, int]:
        """Every port, and a sentence where one that was asked for is taken."""
        ports = {}
        for name, usual in ({name: PORTS[name] for name in SERVICES} | OWN_PORTS).items():
            setting = f"YISHI_{name.upper()}_PORT"
            given = os.environ.get(setting, "")
            if given and not given.isdecimal():
                raise UpError(f"{setting} must be a number, not {given!r}.")
            port = int(given or usual)
            if not given and (
                free or (name in OWN_PORTS and name != "issuer" and not is_free(port))
            ):
                port = free_port()
            if not is_free(port):
                raise UpError(
                    f"Port {port} for {name} is taken by another program. "
                    f"Choose another one, for example `{setting}={free_port()} make up`."
                )
            ports[name] = port
        return ports

    def _settle(self, ports: dict[str, int]) -> None:
        """The environment of every process, as `yishi` commands will find it again."""
        secrets = issuer.client_secrets(self.folder, issuer.people(os.environ))
        nats_passwords = passwords(
            self.folder / "nats-passwords.json",
            [nats_conf.DEPLOY, *nats_conf.SERVICES, *nats_conf.READERS, DEPARTMENT],
        )
        self.settings = {
            "YISHI_DATA": str(self.folder),
            "YISHI_COUNTY": county(profile.read(PROFILE).rules.county),
            "YISHI_ISSUER_URL": f"http://127.0.0.1:{ports['issuer']}",
            "YISHI_NATS_URL": f"nats://127.0.0.1:{ports['nats']}",
            "YISHI_NATS_MONITOR_URL": f"http://127.0.0.1:{ports['nats_monitor']}",
            "YISHI_ADMIN_DATABASE_URL": dsn(ports["postgres"], "postgres", "postgres"),
            "YISHI_DEPLOY_NATS_PASSWORD": nats_passwords[nats_conf.DEPLOY],
            "YISHI_SUBSCRIBER_URL": nats_conf.User(DEPARTMENT, nats_passwords[DEPARTMENT], ()).url(
                "127.0.0.1", ports["nats"]
            ),
        }
        if people := os.environ.get("YISHI_PEOPLE"):
            self.settings["YISHI_PEOPLE"] = str(Path(people).absolute())
        self.settings |= {f"YISHI_{name.upper()}_PORT": str(port) for name, port in ports.items()}
        for name in SERVICES:
            own = f"YISHI_{name.upper()}_"
            self.settings |= {
                f"{own}URL": f"http://127.0.0.1:{ports[name]}",
                f"{own}DATABASE_URL": dsn(ports["postgres"], f"yishi_{name}", f"yishi_{name}"),
                f"{own}OWNER_DATABASE_URL": dsn(
                    ports["postgres"], f"yishi_{name}_owner", f"yishi_{name}"
                ),
                f"{own}NATS_PASSWORD": nats_passwords[name],
                f"{own}CLIENT_SECRET": secrets[f"service-{name}"],
            }

    async def _postgres(self) -> None:
        port = int(self.settings["YISHI_POSTGRES_PORT"])
        server = Postgres(self.folder / "postgres", port, "YISHI_POSTGRES_PORT")
        self.servers.append(self.stack.enter_context(server))

    async def _nats(self) -> None:
        known = passwords(self.folder / "nats-passwords.json", [])
        durables = {DEPARTMENT: [(stream_name(service), DEPARTMENT) for service in DECIDING]}
        server = Nats(
            self.folder / "nats",
            int(self.settings["YISHI_NATS_PORT"]),
            lambda store, port, http: nats_conf.nats_config(
                store, port, http, nats_conf.users(known, durables)
            ),
            int(self.settings["YISHI_NATS_MONITOR_PORT"]),
            "YISHI_NATS_PORT",
        )
        self.servers.append(self.stack.enter_context(server))

    async def _databases(self) -> None:
        """Databases, roles and tables; read models whose shape has changed are filled again."""
        from runtime.proving.prepare import prepare
        from yishi.prepare import make_databases, user

        found = all_deployed(SERVICES)
        await make_databases(self.settings["YISHI_ADMIN_DATABASE_URL"], found.values())
        emptied = []
        async with owners(found) as connections:
            for name, each in found.items():
                parts = await prepare(
                    connections[name], each.service, user(each.url), each.personal
                )
                emptied += [(name, part) for part in parts]
        for name, part in emptied:
            say(f"  the tables of {name} have changed and are filled again")
            await command("rebuild", name, *(["--references"] if part == "references" else []))

    async def _streams(self) -> None:
        await command("streams")
        async with deploy_identity(self.settings) as client:
            # In order, until acknowledged, for ever: see docs/guides/subscriber.md.
            durable = ConsumerConfig(
                name=DEPARTMENT,
                durable_name=DEPARTMENT,
                deliver_policy=DeliverPolicy.ALL,
                ack_policy=AckPolicy.EXPLICIT,
                ack_wait=30,
                max_ack_pending=1,
                max_deliver=-1,
            )
            for service in DECIDING:
                await client.jetstream().add_consumer(stream_name(service), durable)

    async def _issuer(self, web: httpx.AsyncClient) -> None:
        url = self.settings["YISHI_ISSUER_URL"]
        await self._child("issuer", ("yishi.issuer",), url).ready(web)

    async def _services(self, web: httpx.AsyncClient) -> None:
        starting = [
            self._child(name, ("runtime.run", name), self.settings[f"YISHI_{name.upper()}_URL"])
            for name in SERVICES
        ]
        await asyncio.gather(*(child.ready(web) for child in starting))

    def _child(self, name: str, module: tuple[str, ...], url: str) -> Child:
        # Between our own programs no proxy stands, whatever the environment says.
        direct = {"NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}
        child = Child(name, module, url, self.folder, {**os.environ, **self.settings, **direct})
        self.children.append(child)

        async def life() -> None:
            await child.start()
            await child.keep()

        child.keeper = asyncio.create_task(life())
        return child

    async def _demonstration(self) -> None:
        """The county, its members and three cases; once, unless the files have changed since."""
        from yishi.apply import apply
        from yishi.demo import load
        from yishi.roster import import_roster

        yuzhong = profile.read(PROFILE)
        files = (PROFILE, PROFILE.parent / yuzhong.rules.units, ROSTER)
        digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
        loaded = self.folder / "demonstration"
        if loaded.exists() and loaded.read_text() == digest:
            say("  is there already")
            return
        token = token_of(self.settings)
        async with Client(addresses(self.settings), token) as client:
            await apply(client, yuzhong, OFFICE, clock.today(), indented)
            members = addresses(self.settings)["members"]
            digits = self.settings["YISHI_COUNTY"]
            if await import_roster(ROSTER, digits, members, await token(OFFICE), False, True):
                raise UpError(f"The roster {ROSTER} could not be imported.")
            await load(client, clock.today(), indented)
        loaded.write_text(digest)

    async def keep_servers(self) -> None:
        """Start PostgreSQL or NATS again when one of them dies."""
        while True:
            await asyncio.sleep(0.5)
            for server in self.servers:
                if not server.running:
                    say(f"{server.name} died; starting it again. See {server.log}")
                    server.start()

    async def stop_services(self) -> None:
        """Everything but the servers, which the stack stops after us, within their own time."""
        await asyncio.gather(*(child.stop(6) for child in self.children))

    def _tell(self, demo: bool) -> None:
        rows = [(name, self.settings[f"YISHI_{name.upper()}_URL"]) for name in SERVICES]
        rows += [
            ("issuer", self.settings["YISHI_ISSUER_URL"]),
            ("PostgreSQL", self.settings["YISHI_ADMIN_DATABASE_URL"]),
            ("NATS", self.settings["YISHI_NATS_URL"]),
            ("logs", str(self.folder / "logs")),
        ]
        say("")
        for name, url in rows:
            say(f"  {name:<11} {url}")
        say(f"\nYishi is ready after {time.monotonic() - STARTED:.1f} s. Ctrl-C stops it.")
        if demo:
            for line in first_steps(self.folder, Path(sys.executable).parent, Path.cwd()):
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
        f"  {data}{short(programs / 'yishi')} replay --case {key_of('demo/market/topic')}",
        "Its events as a department receives them (into subscriber.db; Ctrl-C ends it):",
        f"  NATS_URL={url} {short(programs / 'python')} examples/subscriber.py",
    ]


def dsn(port: int, user: str, database: str) -> str:
    return f"postgresql://{user}@127.0.0.1:{port}/{database}"


def indented(line: str) -> None:
    say(f"  {line}")


async def step(what: str, work: Callable[[], Awaitable[None]]) -> None:
    """One line before, one after: whoever waits sees for what."""
    began = time.monotonic()
    say(f"{what} …")
    await work()
    say(f"{what}: {time.monotonic() - began:.1f} s")


async def command(name: str, *arguments: str) -> None:
    """One of the operator's other commands, as a part of this one."""
    from yishi.cli import COMMANDS

    module: Any = importlib.import_module(COMMANDS[name][0])
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    if code := await module.run(parser.parse_args(arguments)):
        raise UpError(f"`yishi {name}` failed with exit code {code}.")
