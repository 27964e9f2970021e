"""Room on the disk that holds the data folder."""

import os
import shutil
from pathlib import Path

from yishi.doctor.finding import Found


async def disk() -> Found:
    folder = Path(os.environ.get("YISHI_DATA") or ".yishi")
    if not folder.exists():
        return
    usage = shutil.disk_usage(folder)
    free = usage.free / usage.total
    if free < 0.1 or usage.free < 2 * 1024**3:
        yield (
            "BAD",
            f"Only {usage.free / 1024**3:.1f} GiB of disk are free. NATS stops when it is full."
            " Make room (docs/guides/operator.md, 6.6).",
        )
    else:
        yield "GOOD", f"{usage.free / 1024**3:.0f} GiB of disk are free"
