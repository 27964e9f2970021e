"""Read one variable of an environment as what it must be. Errors name the variable, its value and
what it may be; the value is left out where it may hold a password. An empty variable counts as
missing, because files of settings have such lines."""

import ipaddress
import math
import re
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

Given = Mapping[str, str]


class WrongSetting(Exception):
    """A variable of the environment cannot be used. The message names it and what it may be."""


class MissingSetting(WrongSetting):
    """The environment lacks a variable; the message is its name and what it is for."""


def wrong(name: str, value: str, may_be: str) -> WrongSetting:
    return WrongSetting(f"{name} is {value[:200]!r}: it must be {may_be}.")


def text(given: Given, name: str, usual: str = "") -> str:
    """The value without blanks around it."""
    return given.get(name, "").strip() or usual


def needed(given: Given, name: str, purpose: str) -> str:
    if not (value := text(given, name)):
        raise MissingSetting(f"Set {name}: {purpose}.")
    return value


def number(given: Given, name: str, usual: float, least: float, most: float, unit: str) -> float:
    """Digits with a point at most: no `1e3`, no `nan`, and none of another script."""
    value = text(given, name, f"{usual:g}")
    plain = re.fullmatch(r"[0-9]+(\.[0-9]+)?|\.[0-9]+", value)
    found = float(value) if plain else math.nan
    if not least <= found <= most:
        raise wrong(name, value, f"a number of {unit} from {least:g} to {most:g}")
    return found


def whole(given: Given, name: str, usual: int, least: int, most: int, what: str) -> int:
    value = text(given, name, str(usual))
    if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
        raise wrong(name, value, f"{what}, a whole number from {least} to {most}")
    return int(value)


def port(given: Given, name: str, usual: int) -> int:
    return whole(given, name, usual, 1, 65_535, "a port")


def choice(given: Given, name: str, usual: str, options: tuple[str, ...]) -> str:
    """One of the options, in whichever case it is written."""
    value = text(given, name, usual)
    if value.upper() not in options:
        raise wrong(name, value, "one of " + ", ".join(options))
    return value.upper()


def host(given: Given, name: str, usual: str) -> str:
    """An address to listen on. The brackets of `[::1]` belong to URLs and are taken off."""
    value = text(given, name, usual)
    bare = value[1:-1] if value.startswith("[") and value.endswith("]") else value
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        if not re.fullmatch(r"[0-9A-Za-z_]([0-9A-Za-z_.-]*[0-9A-Za-z_.])?", bare):
            may_be = "an address of this machine, such as 127.0.0.1, ::1 or 0.0.0.0 for all"
            raise wrong(name, value, may_be + ", without scheme and port") from None
    return bare


def web_address(given: Given, name: str, usual: str = "", path: bool = True) -> str:
    """An address of the web, as it was written. `path` tells whether it may have one."""
    value = text(given, name, usual)
    found = _split(value)
    if (
        found is None
        or found.scheme not in ("http", "https")
        or not found.hostname
        or not re.fullmatch(r"[!-~]+", value)
    ):
        raise wrong(name, value, "an address such as https://yishi.example.org, with the scheme")
    if "@" in found.netloc:  # it may be a password
        raise WrongSetting(f"{name} has a user or password in it: give the address without.")
    if "?" in value or "#" in value:
        raise wrong(name, value, "an address that has nothing behind a ? or #")
    if not path and found.path.strip("/"):
        bare = f"{found.scheme}://{found.netloc}"
        raise wrong(
            name, value, f"an address without a path, such as {bare}: it needs a host of its own"
        )
    return value


def postgres_address(given: Given, name: str, purpose: str) -> str:
    """Returns the address of a database, as libpq writes it. Its password is never shown."""
    value = needed(given, name, purpose)
    scheme, _, rest = value.partition("://")
    servers = rest.split("/")[0].split("?")[0].rpartition("@")[2].split(",")
    kinds = ("postgresql", "postgres")
    if scheme not in kinds or "#" in value or not all(map(_server, servers)):
        raise WrongSetting(
            f"{name} must be an address such as postgresql://user:password@host:5432/database."
            " Write @ / : ? # % in a password as %40 %2F %3A %3F %23 %25."
        )
    return value


def nats_addresses(given: Given, name: str, purpose: str) -> str:
    """One or more servers of NATS, separated by commas. They may hold a password."""
    value = needed(given, name, purpose)
    for each in value.split(","):
        scheme, mark, rest = each.strip().rpartition("://")
        server = rest.rstrip("/").rpartition("@")[2]
        if (
            (mark and scheme not in ("nats", "tls", "ws", "wss"))
            or not server
            or not _server(server)
        ):
            raise WrongSetting(
                f"{name} must be an address such as nats://host:4222, or several separated by"
                " commas (none at the end)."
            )
    return ",".join(each.strip() for each in value.split(","))


def _server(value: str) -> bool:
    """Tells whether this is a host, perhaps with a port; an empty text is the usual host."""
    found = _split(f"x://{value}")
    return found is not None and not re.search(r"[\s/?#\\]", value)


def _split(value: str) -> SplitResult | None:
    try:
        found = urlsplit(value)
        return found if found.port is None or found.port > 0 else None
    except ValueError:
        return None
