"""Everything that `yishi up` runs over one data folder, from its servers to its demonstration.

Without PostgreSQL and NATS nothing starts. Whatever else goes wrong is said, and the rest goes on:
the commands that mend it need the servers.
"""

import argparse
import asyncio
import hashlib
import os
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from runtime import clock
from runtime import given as read
from runtime.proving.prepare import OfBefore
from runtime.settings import DECIDING, PORTS
from yishi import environment, nats_conf
from yishi.cli import module_of, sentence
from yishi.client import Client, direct
from yishi.credentials import addresses, token_of
from yishi.departments import consumers
from yishi.departments.accounts import url
from yishi.departments.register import STREAMS, Department, keep, registered, with_one
from yishi.deployment import Deployed, all_deployed, deploy_identity, owners, user
from yishi.development.issuer.people import DEFAULT_PORT, client_secrets, people
from yishi.development.servers.nats import Nats
from yishi.development.servers.postgres import Postgres
from yishi.development.servers.process import ServerError, free_port, is_free
from yishi.development.up.child import Child, Files, UpError, say
from yishi.development.up.simulated import live, simulated
from yishi.passwords import passwords
from yishi.profile import reading

SERVICES = (*DECIDING, "console")
PROFILE = Path(__file__).parents[3] / "deploy" / "profiles" / "yuzhong.toml"
CLOSING_SECONDS = 10.0
"""How long a port is waited for: what ran before may have been killed, and just be closing."""
OFFICE = "cppcc-office"
"""The person of the demonstration in whose name it is loaded."""
ROSTER = PROFILE.with_name("yuzhong.roster.xlsx")
OWN_PORTS = {"issuer": DEFAULT_PORT, "postgres": 8120, "nats": 8121, "nats_monitor": 8122}
DEPARTMENT = "dept-transport"
"""A department that reads each stream, for examples/subscriber.py."""


@dataclass
class Installation:
    """Everything `yishi up` runs over one data folder."""

    folder: Path
    stack: ExitStack
    settings: dict[str, str] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)
    servers: list[Postgres | Nats] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    """What did not start, a sentence each."""
    departments: list[Department] = field(default_factory=list)

    async def start(self, *, demo: bool, free: bool) -> None:
        """Start all that can be; what cannot is in `troubles`, and has been said."""
        say(f"Yishi 议事, data in {self.folder}")
        (self.folder / "logs").mkdir(exist_ok=True, mode=0o700)
        ports = self._ports(free)
        self._settle(ports)
        await step("PostgreSQL", self._postgres)
        await step("NATS", self._nats)
        environment.write(self.folder, self.settings)
        os.environ.update(self.settings)
        live(os.environ)
        await self._try("databases and roles", self._databases)
        await self._try("streams", self._streams)
        async with direct(2) as web:
            await self._try("issuer", lambda: self._issuer(web))
            await self._try(f"services {', '.join(SERVICES)}", lambda: self._services(web))
        if demo and not self.troubles:
            await self._try("Yuzhong's profile, roster and cases", self._demonstration)

    async def _try(self, what: str, work: Callable[[], Awaitable[None]]) -> None:
        """A step that the servers outlive."""
        try:
            await step(what, work)
        except OfBefore:
            raise
        except Exception as error:
            self._trouble(f"{what}: {sentence(error)}")

    def _trouble(self, said: str) -> None:
        self.troubles.append(said.splitlines()[0])
        say(said)

    def _ports(self, free: bool) -> dict[str, int]:
        """Every port, and a sentence where one that was asked for is taken."""
        ports, patience = {}, time.monotonic() + CLOSING_SECONDS
        for name, usual in ({name: PORTS[name] for name in SERVICES} | OWN_PORTS).items():
            setting = f"YISHI_{name.upper()}_PORT"
            given = os.environ.get(setting, "").strip()
            port = read.port(os.environ, setting, usual)
            if not given and (
                free or (name in OWN_PORTS and name != "issuer" and not is_free(port))
            ):
                port = free_port()
            if not is_free(port):
                say(f"Port {port} for {name} is taken; waiting for it to become free …")
            while not is_free(port):
                if time.monotonic() > patience:
                    raise UpError(
                        f"Port {port} for {name} is taken by another program. "
                        f"Choose another one, for example `{setting}={free_port()} make up`, or"
                        " `make up ARGS=--free-ports` for free ones wherever none is set."
                    )
                time.sleep(0.1)
            ports[name] = port
        return ports

    def _settle(self, ports: dict[str, int]) -> None:
        """The environment of every process, as `yishi` commands will find it again."""
        secrets = client_secrets(self.folder, people(os.environ))
        nats_passwords = passwords(
            self.folder / "nats-passwords.json",
            [nats_conf.DEPLOY, *nats_conf.SERVICES, *nats_conf.READERS],
        )
        self.settings = {
            "YISHI_DATA": str(self.folder),
            "YISHI_JURISDICTION": reading.read(PROFILE).rules.jurisdiction,
            "YISHI_ISSUER_URL": f"http://127.0.0.1:{ports['issuer']}",
            "YISHI_NATS_URL": f"nats://127.0.0.1:{ports['nats']}",
            "YISHI_NATS_MONITOR_URL": f"http://127.0.0.1:{ports['nats_monitor']}",
            "YISHI_ADMIN_DATABASE_URL": dsn(ports["postgres"], "postgres", "postgres"),
            "YISHI_DEPLOY_NATS_PASSWORD": nats_passwords[nats_conf.DEPLOY],
        }
        if given := os.environ.get("YISHI_DEPARTMENTS"):
            self.settings["YISHI_DEPARTMENTS"] = str(Path(given).absolute())
        self.departments = with_one(
            registered(self.settings), DEPARTMENT, dict.fromkeys(STREAMS, "")
        )
        [example] = [each for each in self.departments if each.name == DEPARTMENT]
        self.settings["YISHI_SUBSCRIBER_URL"] = url(example, self.settings["YISHI_NATS_URL"])
        if given := os.environ.get("YISHI_PEOPLE"):
            self.settings["YISHI_PEOPLE"] = str(Path(given).absolute())
        self.settings |= simulated(os.environ, self.folder)
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
        folder = self.folder / "nats"
        included = os.path.relpath(keep(self.settings, self.departments), folder)
        take_over_store(folder / "store" / "jetstream")
        server = Nats(
            folder,
            int(self.settings["YISHI_NATS_PORT"]),
            lambda store, port, http: nats_conf.nats_config(store, port, http, known, included),
            int(self.settings["YISHI_NATS_MONITOR_PORT"]),
            "YISHI_NATS_PORT",
        )
        self.servers.append(self.stack.enter_context(server))

    async def _databases(self) -> None:
        """Databases, roles and tables; read models whose shape has changed are filled again."""
        from yishi.commands.prepare import make_databases

        found = all_deployed(SERVICES)
        await make_databases(self.settings["YISHI_ADMIN_DATABASE_URL"], found.values())
        emptied = []
        for name, each in found.items():
            if Files(self.folder, name).by_hand:
                continue  # whoever stopped it may be exchanging its database
            try:
                emptied += [(name, part) for part in await self._tables(name, each)]
            except OfBefore:
                raise
            except Exception as error:
                self._trouble(f"database of {name}: {sentence(error)}")
        for name, part in emptied:
            say(f"  the tables of {name} have changed and are filled again")
            await command("rebuild", name, *(["--references"] if part == "references" else []))

    async def _tables(self, name: str, each: Deployed) -> list[str]:
        from runtime.proving.prepare import prepare
        from yishi.signing import ensure

        async with owners({name: each}) as connections:
            parts = await prepare(connections[name], each.service, user(each.url), each.personal)
            await ensure(connections[name], name, self.settings)
            return parts

    async def _streams(self) -> None:
        await command("streams")
        async with deploy_identity(self.settings) as client:
            for each in self.departments:
                await consumers.make(client, each)

    async def _issuer(self, web: httpx2.AsyncClient) -> None:
        url = self.settings["YISHI_ISSUER_URL"]
        await self._child("issuer", ("yishi.development.issuer.server",), url).ready(web)

    async def _services(self, web: httpx2.AsyncClient) -> None:
        starting = [
            self._child(name, ("runtime.run", name), self.settings[f"YISHI_{name.upper()}_URL"])
            for name in SERVICES
        ]
        waiting = (child.ready(web) for child in starting)
        for answer in await asyncio.gather(*waiting, return_exceptions=True):
            if isinstance(answer, UpError):
                self._trouble(str(answer))
            elif answer is not None:
                raise answer

    def _child(self, name: str, module: tuple[str, ...], url: str) -> Child:
        # Between our own programs no proxy stands, whatever the environment says.
        direct = {"NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}
        child = Child(name, module, url, self.folder, {**os.environ, **self.settings, **direct})
        if not child.files.by_hand:
            child.files.may_run()  # whatever ended it last time may be mended
        self.children.append(child)
        child.keeper = asyncio.create_task(child.keep())
        return child

    async def _demonstration(self) -> None:
        """The county, its members and three cases; once, unless the files have changed since."""
        from yishi.commands.apply import apply
        from yishi.development.demo import load
        from yishi.roster.importing import import_roster

        yuzhong = reading.read(PROFILE)
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
            place = self.settings["YISHI_JURISDICTION"]
            if await import_roster(ROSTER, place, members, await token(OFFICE), False, True):
                raise UpError(f"The roster {ROSTER} could not be imported.")
            await load(client, clock.today(), indented)
        loaded.write_text(digest)

    async def keep_servers(self) -> None:
        """Start PostgreSQL or NATS again when one of them dies, until it does start."""
        said = dict.fromkeys((server.name for server in self.servers), "")
        while True:
            await asyncio.sleep(0.5)
            for server in self.servers:
                if not server.running:
                    if not said[server.name]:
                        say(f"{server.name} died; starting it again. See {server.log}")
                    said[server.name] = await self._again(server, said[server.name])

    async def _again(self, server: Postgres | Nats, said: str) -> str:
        """One attempt; why it failed, said once, or nothing where it runs."""
        try:
            server.start()
        except ServerError as error:
            if (why := str(error).splitlines()[0]) != said:
                say(f"{error}\nIt is tried again every 5 s. docs/guides/operator.md, 6.2 and 6.6.")
            await asyncio.sleep(5)
            return why
        if said:
            say(f"{server.name} runs again.")
        return ""

    async def stop_services(self) -> None:
        """Everything but the servers, which the stack stops after us, within their own time."""
        await asyncio.gather(*(child.stop(6) for child in self.children))


def take_over_store(store: Path) -> None:
    """Streams of an installation from before there were accounts now belong to YISHI's."""
    if (store / "$G").exists() and not (store / "YISHI").exists():
        (store / "$G").rename(store / "YISHI")


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
    module = module_of(name)
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    if code := await module.run(parser.parse_args(arguments)):
        raise UpError(f"`yishi {name}` failed with exit code {code}.")
