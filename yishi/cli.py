"""The operator's command, `yishi`. Every failure ends in a sentence, never in a traceback.

`YISHI_TRACEBACK=1` shows the traceback after all, for whoever mends the program.
"""

import argparse
import asyncio
import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from runtime import clock
from runtime.collector import look_seldom
from runtime.output import patient
from runtime.settings import WrongSetting
from yishi import environment

COMMANDS = {
    "up": ("development.up.command", "start everything on this machine, with the demonstration"),
    "service": ("development.service", "stop and start one service under `yishi up`"),
    "prepare": ("commands.prepare", "make the databases, their roles and tables"),
    "streams": ("commands.streams", "declare the streams; correct settings; refill a damaged one"),
    "apply": ("commands.apply", "bring a county's profile into force"),
    "profile": ("commands.profile", "show the procedures that are shipped"),
    "import": ("commands.import_", "take over a roster of members from an .xlsx file"),
    "token": ("development.token", "print a token for a person of the demonstration"),
    "replay": ("commands.replay", "tell the history of a case, a unit, a member or everything"),
    "draw": ("commands.draw", "repeat a draw of talents from its events; commit to a number"),
    "verify": ("commands.verify", "check ledgers, streams, readers and read models"),
    "rebuild": ("commands.rebuild", "make read models anew from the events"),
    "restore": ("commands.restore", "bring a lost database back from its stream"),
    "key": ("commands.key", "list, change or replace the keys that sign what is recorded"),
    "pass": ("commands.pass_", "let a halted reader pass one event, on record"),
    "clock": ("commands.clock", "let a ledger go on behind an event of a later time, on record"),
    "day": ("commands.day", "confirm the day after a long outage, so that what was due is noted"),
    "department": ("commands.department", "let a department read streams; list and remove them"),
    "doctor": ("commands.doctor", "compare settings, rights and tables with what they should be"),
}
"""What may be asked, the module in `yishi` that does it (`add_arguments`, `run`), and what for."""


def module_of(command: str) -> Any:
    """Imported only when it is asked for, so that one that is broken does not break the others."""
    return importlib.import_module(f"yishi.{COMMANDS[command][0]}")


def usage() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {purpose}" for name, (_, purpose) in COMMANDS.items()]
    return (
        "usage: yishi COMMAND …\n\n" + "\n".join(lines) + "\n\n`yishi COMMAND --help` tells more."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked; the exit code is 0 when all is well, 2 where the command line or the
    environment is wrong, 1 otherwise."""
    asked = list(sys.argv[1:] if arguments is None else arguments)
    if not asked or asked[0] in ("-h", "--help", "help"):
        print(usage())
        return 0
    name = asked.pop(0)
    if name not in COMMANDS:
        print(f"yishi: there is no command {name!r}.\n\n{usage()}", file=sys.stderr)
        return 2
    try:
        if name != "up":  # which decides anew
            environment.adopt(os.environ)
            clock.simulate(clock.asked_for(os.environ))
        return _run(module_of(name), name, asked)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get("YISHI_TRACEBACK"):
            raise
        print(f"yishi {name}: {sentence(error)}", file=sys.stderr)
        return 2 if isinstance(error, WrongSetting) else 1


def _run(module: Any, name: str, asked: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog=f"yishi {name}",
        description=(module.__doc__ or COMMANDS[name][1]).strip(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(parser)
    code: int = asyncio.run(module.run(parser.parse_args(asked)))
    return code


def sentence(error: BaseException) -> str:
    """What went wrong, for a person who did not write the program."""
    if isinstance(error, BaseExceptionGroup):
        return "; ".join(dict.fromkeys(sentence(each) for each in error.exceptions))
    said = " ".join(str(error).split())
    match type(error).__module__.split(".")[0]:
        case "yishi" | "runtime" | "services":
            return str(error)
        case "asyncpg":
            return f"PostgreSQL says: {said or type(error).__name__}"
        case "nats":
            return f"NATS says: {said or type(error).__name__}"
        case "httpx2":
            return f"A service does not answer ({said or type(error).__name__}). Does it run?"
        case _ if isinstance(error, ModuleNotFoundError) and (error.name or "").startswith(
            "yishi."
        ):
            return f"This command is not part of this installation ({error.name})."
        case _ if isinstance(error, TimeoutError):
            return f"No answer in time. {said}".strip()
        case _ if isinstance(error, OSError):
            return said
        case _:
            return f"{type(error).__name__}: {said} (YISHI_TRACEBACK=1 shows where)"


def program() -> int:
    """`main`, whoever listens: somebody who has heard enough (`yishi import … | head`) ends no work
    half-way and changes no exit code, and where the output's disk is full the code tells."""
    code = 1
    with patient() as untold:
        try:
            code = main()
        except SystemExit as end:  # argparse's
            code = end.code if isinstance(end.code, int) else 1 if end.code else 0
    for error in untold:
        with suppress(OSError, ValueError):
            print(f"yishi: not all could be told: {error.strerror}.", file=sys.stderr, flush=True)
    return code or (1 if untold else 0)


if __name__ == "__main__":
    look_seldom()
    sys.exit(program())
