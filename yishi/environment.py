"""The settings of a whole installation as `yishi up` wrote them: lines of NAME=value.

They let every other command find databases, streams and services without a single option. What
the real environment says goes before.
"""

from collections.abc import Mapping, MutableMapping
from pathlib import Path

from yishi.passwords import write_private


def file_in(folder: Path) -> Path:
    return folder / "environment"


def write(folder: Path, settings: Mapping[str, str]) -> None:
    """Keep these settings, readable by their owner only: they contain passwords."""
    lines = (f"{name}={value}\n" for name, value in sorted(settings.items()))
    write_private(file_in(folder), "".join(lines))


def read(folder: Path) -> dict[str, str]:
    """The settings kept, or none."""
    try:
        lines = file_in(folder).read_text().splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line)


def adopt(environment: MutableMapping[str, str]) -> None:
    """Add what the data folder's settings say and the environment does not."""
    for name, value in read(Path(environment.get("YISHI_DATA", ".yishi"))).items():
        environment.setdefault(name, value)
