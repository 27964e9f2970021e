"""The contract for others, written out under docs/contract/: `python -m yishi.contract.docs`.

`--check` compares and changes nothing: it fails when a file is stale, and when the present contract
breaks a promise of docs/contract/published.json. `--publish` adds what is new to the promises.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from contracts.event import Event
from yishi.contract import asyncapi, openapi, promises, schemas
from yishi.contract.events import event_types, services, short

FOLDER = Path("docs/contract")
PUBLISHED = "published.json"
WRITE = "python -m yishi.contract.docs"
PUBLISH = f"{WRITE} --publish"


def documents(events: Mapping[str, type[Event]], with_openapi: Iterable[str]) -> dict[str, str]:
    """Every generated file by its path below the folder."""
    found: dict[str, Any] = {"schemas/envelope.json": schemas.envelope()}
    for name, event in events.items():
        found[f"schemas/{short(name)}.json"] = schemas.of_data(name, event)
    found["asyncapi.json"] = asyncapi.document(events)
    for service in with_openapi:
        found[f"openapi/{service}.json"] = openapi.document(service)
    return {
        path: json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        for path, document in found.items()
    }


def present(events: Mapping[str, type[Event]]) -> promises.Promises:
    """What the code promises now."""
    return {
        "envelope": promises.fields_of(schemas.envelope()),
        **{
            name: promises.fields_of(schemas.of_data(name, event)) for name, event in events.items()
        },
    }


def stale(folder: Path, fresh: Mapping[str, str]) -> list[str]:
    """A sentence for each file that is not what would be written now."""
    found = []
    for path, text in fresh.items():
        file = folder / path
        if not file.exists():
            found.append(f"{file} is missing. Run `{WRITE}` and commit the result.")
        elif file.read_text("utf-8") != text:
            found.append(f"{file} is stale. Run `{WRITE}` and commit the result.")
    return found + [
        f"{file} describes something that no longer exists. Run `{WRITE}` and commit the result."
        for file in leftovers(folder, fresh)
    ]


def leftovers(folder: Path, fresh: Mapping[str, str]) -> list[Path]:
    """Generated files of an earlier contract."""
    there = [*folder.glob("schemas/*.json"), *folder.glob("openapi/*.json")]
    return sorted(file for file in there if str(file.relative_to(folder)) not in fresh)


def write(folder: Path, fresh: Mapping[str, str]) -> None:
    for path, text in fresh.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    for file in leftovers(folder, fresh):
        file.unlink()


def published(folder: Path) -> promises.Promises:
    file = folder / PUBLISHED
    return promises.load(file.read_text("utf-8")) if file.exists() else {}


def main(arguments: list[str] | None = None, folder: Path = FOLDER) -> int:
    parser = argparse.ArgumentParser(prog=WRITE, description="The contract for others.")
    task = parser.add_mutually_exclusive_group()
    task.add_argument("--check", action="store_true", help="compare, write nothing")
    task.add_argument("--publish", action="store_true", help="promise what is new to readers")
    asked = parser.parse_args(arguments)

    events = event_types()
    fresh = documents(events, services(events))
    promised, now = published(folder), present(events)
    faults = promises.breaks(promised, now)
    if asked.check:
        if not (folder / PUBLISHED).exists():
            faults.append(
                f"{folder / PUBLISHED} is missing. Run `{PUBLISH}` and commit the result."
            )
        faults += stale(folder, fresh)
    if faults:
        print(*faults, sep="\n", file=sys.stderr)
        return 1
    if asked.check:
        for new in promises.additions(promised, now):
            print(f"new, not yet published: {new}")
        return 0
    write(folder, fresh)
    if asked.publish:
        (folder / PUBLISHED).write_text(promises.dump(now), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
