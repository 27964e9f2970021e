"""The settings of a whole installation as `yishi up` wrote them: lines of NAME=value, quoted so
that a shell reads them too (`set -a; . "$YISHI_DATA/environment"`).

They let every other command find databases, streams and services without a single option. What
the real environment says goes before.
"""

from collections.abc import Mapping, MutableMapping
from pathlib import Path
from shlex import quote, split

from runtime.given import wrong
from runtime.settings import WrongSetting
from yishi.passwords import write_private


def file_in(folder: Path) -> Path:
    return folder / "environment"


def write(folder: Path, settings: Mapping[str, str]) -> None:
    """Keep these settings, readable by their owner only: they contain passwords."""
    for name, value in settings.items():
        if "\n" in value:
            raise WrongSetting(f"{name} has a line break in it: choose another, without.")
    lines = (f"{name}={quote(value)}\n" for name, value in sorted(settings.items()))
    write_private(file_in(folder), "".join(lines))


def read(folder: Path) -> dict[str, str]:
    """The settings kept, or none."""
    try:
        text = file_in(folder).read_text("utf-8", "surrogateescape")
    except FileNotFoundError:
        return {}
    except NotADirectoryError as error:
        raise wrong("YISHI_DATA", str(folder), "a folder, and this is a file") from error
    pairs = (line.split("=", 1) for line in text.split("\n") if "=" in line)
    return {name: _unquoted(value) for name, value in pairs}


def _unquoted(value: str) -> str:
    # `quote` begins with this sign or leaves all as it is, and so did versions before it.
    return "".join(split(value)) if value.startswith("'") else value


def adopt(environment: MutableMapping[str, str]) -> None:
    """Add what the data folder's settings say and the environment does not."""
    for name, value in read(Path(environment.get("YISHI_DATA") or ".yishi")).items():
        environment.setdefault(name, value)
