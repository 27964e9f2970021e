"""Standard output and error that never end the work: a character that the terminal cannot show is
written as `\\u4e2d`, and a reader that has gone, or a full disk, ends only the output."""

import io
import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class _Patient(io.FileIO):
    """Writes to a file descriptor until that fails, and then nowhere. `failed` tells why."""

    failed: OSError | None = None

    def write(self, data: Any) -> int:
        given = memoryview(data)
        while self.failed is None:
            try:
                if (written := super().write(given)) is not None:
                    return written
                select.select([], [self], [])  # what takes no more now does not block
            except OSError as error:
                self.failed = error
        return len(given)


@contextmanager
def patient() -> Iterator[list[OSError]]:
    """Let `print` never fail meanwhile. The list tells what was lost, but for a closed pipe."""
    while (free := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass  # one of the three was closed: no socket may take its number
    os.close(free)
    untold: list[OSError] = []
    before = sys.stdout, sys.stderr
    opened = [_stream(1, before[0]), _stream(2, before[1])]
    sys.stdout, sys.stderr = (stream for _, stream in opened)
    try:
        yield untold
    finally:
        for raw, stream in opened:
            stream.flush()
            if raw.failed is not None and not isinstance(raw.failed, BrokenPipeError):
                untold.append(raw.failed)
        sys.stdout, sys.stderr = before


def _stream(descriptor: int, like: object) -> tuple[_Patient, io.TextIOWrapper]:
    raw = _Patient(descriptor, "w", closefd=False)
    encoding = getattr(like, "encoding", None) or "utf-8"
    at_once = descriptor == 2 or raw.isatty() or bool(os.environ.get("PYTHONUNBUFFERED"))
    stream = io.TextIOWrapper(
        io.BufferedWriter(raw), encoding, "backslashreplace", line_buffering=at_once
    )
    return raw, stream
