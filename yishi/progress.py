"""How far something long has come, on one line that is written over, for a person who waits."""

import sys


def progress(what: str, position: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{what}: {position}\033[K", end="", file=sys.stderr, flush=True)


def progress_ends() -> None:
    """Leave the line to what is said next."""
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
