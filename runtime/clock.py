"""The one clock of a process: times in UTC, days in China, whatever zone the host is in.

Nothing else asks the machine for a day or a time that is kept (tests/architecture names the
exceptions). For a demonstration a process may run at another day (`YISHI_CLOCK`), which the history
of each of its services says.
"""

import ipaddress
import re
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from contracts.places import CHINA
from runtime.settings import MissingSetting, in_production

_ahead = timedelta(0)
_ahead_in_milliseconds = 0


def now() -> datetime:
    return machine() + _ahead


def machine() -> datetime:
    """This moment by the machine's own clock, whatever is simulated."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in China."""
    return now().astimezone(CHINA).date()


def milliseconds() -> int:
    """This moment in milliseconds of Unix time."""
    return time.time_ns() // 1_000_000 + _ahead_in_milliseconds


def ahead() -> timedelta:
    """How far this clock is simulated to be ahead of the machine's."""
    return _ahead


def simulate(by: timedelta) -> None:
    """Let this process live `by` later than its machine; see `asked_for`."""
    global _ahead, _ahead_in_milliseconds
    _ahead, _ahead_in_milliseconds = by, by // timedelta(milliseconds=1)


MOST = timedelta(days=36525)


def asked_for(environment: Mapping[str, str]) -> timedelta:
    """How far ahead `YISHI_CLOCK` wants this process: whole seconds, such as `+7948800` or `-3600`,
    so that all processes of an installation live at the same moment whenever they start.

    Raises `MissingSetting` where it is something else, and wherever somebody could work in earnest.
    """
    if not (given := environment.get("YISHI_CLOCK", "").strip()):
        return timedelta(0)
    if not re.fullmatch(r"[+-]?[0-9]{1,10}", given) or abs(int(given)) > MOST.total_seconds():
        raise MissingSetting(
            f"YISHI_CLOCK is {given!r}, and a process takes only the seconds by which it is to be"
            " ahead, such as +86400. `yishi up` takes a moment as well, and tells the others."
        )
    if in_production(environment):
        raise MissingSetting(
            "YISHI_CLOCK simulates another day, for demonstrations. With YISHI_ENV=production take"
            " it away."
        )
    if not _of_development(environment.get("YISHI_ISSUER_URL", "")):
        raise MissingSetting(
            "YISHI_CLOCK simulates another day, and that is possible with the development issuer on"
            " this machine alone (YISHI_ISSUER_URL=http://127.0.0.1:…). Take YISHI_CLOCK away."
        )
    return timedelta(seconds=int(given))


def _of_development(issuer: str) -> bool:
    """Whether this may be the issuer of `yishi up`: at the root of a port of the loopback."""
    try:
        parts = urlsplit(issuer)
        host = parts.hostname or ""
        here = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
    return here and parts.scheme == "http" and parts.path in ("", "/")
