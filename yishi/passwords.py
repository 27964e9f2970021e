"""Passwords of this installation: drawn once, kept in a file that only its owner may read."""

import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path


def passwords(file: Path, names: Iterable[str]) -> dict[str, str]:
    """The passwords kept in this file; whoever has none yet is given one, and it is kept."""
    known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    if missing := [name for name in names if name not in known]:
        known |= {name: secrets.token_urlsafe(24) for name in missing}
        write_private(file, json.dumps(known, indent=2))
    return known


def write_private(file: Path, text: str) -> None:
    """Write a whole new file with mode 0600 in one step: it is never half there, never open."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.unlink(missing_ok=True)
    with open(
        fresh,
        "w",
        encoding="utf-8",
        errors="surrogateescape",
        opener=lambda path, flags: os.open(path, flags, 0o600),
    ) as out:
        out.write(text)
    fresh.replace(file)
