"""Start one service: `python -m runtime.run topics`. It alone uses exit code 3: hashes disagree."""

import asyncio
import logging
import os
import pkgutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import uvicorn
import uvloop

from runtime import clock, logs
from runtime.carrying.pulling import Hole
from runtime.collector import look_seldom
from runtime.keys import KeyFault
from runtime.output import patient
from runtime.process import Process
from runtime.service import Service
from runtime.settings import Settings, WrongSetting, from_environment, host_setting
from runtime.web.app import create_app
from runtime.web.auth import Tokens
from runtime.web.limits import TimedRequests, allow_many_connections
from runtime.web.listening import NotListening, listening
from runtime.writing.ledger import Broken, WentBack

log = logging.getLogger(__name__)


def load(name: str) -> tuple[Service, list[Any]]:
    """A service and its routers. Raises `WrongSetting` for an unknown name."""
    here = sorted(each.name for each in pkgutil.iter_modules(import_module("services").__path__))
    if name not in here:
        raise WrongSetting(f"Say which service: python -m runtime.run {' | '.join(here)}")
    wiring = import_module(f"services.{name}.wiring")
    return getattr(wiring, name.upper()), list(wiring.ROUTERS)


class _Server(uvicorn.Server):
    """uvicorn without its signal at the end, which would end the process before all is done."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, self.handle_exit, each, None)
        yield


async def serve(settings: Settings) -> None:
    """Run the service until a signal ends it, or until its hashes disagree."""
    service, routers = load(settings.service)
    async with Process(service, settings) as process:
        tokens = Tokens(settings.issuer, settings.audience, settings.jwks_url)
        app = create_app(service, routers, process, tokens)
        sockets = listening(
            settings.host,
            settings.port,
            host_setting(settings.service, os.environ),
            f"YISHI_{settings.service.upper()}_PORT",
        )
        server = _Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=5,
                timeout_keep_alive=settings.keep_alive,  # type: ignore[arg-type]  # fractions too
                server_header=False,
                http=TimedRequests,
                ws="none",
                lifespan="off",
            )
        )
        async with asyncio.TaskGroup() as group:
            running = group.create_task(process.run())
            await server.serve(sockets)
            while not running.done():  # a library may have lost the word
                running.cancel()
                await asyncio.wait([running], timeout=5)


def main() -> int:
    """Returns the exit code: 0 when a signal ends it, 2 for a wrong environment, 3 where hashes
    disagree, 4 where the database was put back (start again), 1 for any other fault."""
    try:
        asked = " ".join(sys.argv[1:])
        load(asked)
        settings = from_environment(asked)
        clock.simulate(clock.asked_for(os.environ))
        logs.configure(settings.log_level)
        allow_many_connections()
        look_seldom()
        uvloop.run(serve(settings))
    except WrongSetting as wrong:
        print(wrong, file=sys.stderr)
        return 2
    except SystemExit as end:  # a library's; its code would mean something else here
        log.critical("the process ends: a library wanted exit code %s", end.code)
        return 1
    except (Exception, BaseExceptionGroup) as error:
        # Python would print it with what it quotes, which may be a row with somebody's name.
        log.critical("the process ends: %r", error, exc_info=error)
        return _exit_code(list(_leaves(error)))
    return 0


def _exit_code(errors: Sequence[BaseException]) -> int:
    """The exit code for these errors, with a sentence for the operator who has to act."""
    for kinds, code, then in (
        ((KeyFault,), 2, "Nothing was changed."),
        ((Broken, Hole), 3, "Nothing was changed; run `yishi verify`."),
        ((WentBack,), 4, "Start again: the gate restores the rest."),
        ((NotListening,), 1, "It may be started again when that is mended."),
    ):
        if stopped := [error for error in errors if isinstance(error, kinds)]:
            for each in stopped:
                print(f"STOPPED: {str(each).removesuffix('.')}. {then}", file=sys.stderr)
            return code
    return 1


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _leaves(each)
    else:
        yield error


if __name__ == "__main__":
    with patient():
        code = main()
    sys.exit(code)
