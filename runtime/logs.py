"""Logs: one JSON object a line, with the ids of the command, and never a personal datum. An
exception may quote what people wrote (PostgreSQL quotes whole rows), so its text is kept only where
the network, the system or this runtime wrote it."""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import asyncpg

from runtime.decider import Rejected
from runtime.submission import Submission

about: ContextVar[Submission | None] = ContextVar("about", default=None)
"""What the present task works on: its ids are added to each line that it logs."""


def ids(submission: Submission) -> dict[str, str]:
    """The ids of a command in the ledger, in traces and in other services' logs."""
    found = {
        "command": type(submission.command).__name__,
        "command_id": str(submission.command_id),
    }
    if submission.cause:
        found["matter"] = submission.cause.matter
    if submission.traceparent:
        found["trace_id"] = submission.traceparent.split("-")[1]
    return found


def describe(error: BaseException) -> str:
    """The kind of an exception, with its text where that cannot quote anybody."""
    name = type(error).__name__
    if isinstance(error, Rejected):
        return f"{name}: {error.rule}"
    if isinstance(error, asyncpg.PostgresError) and str(error.sqlstate)[:2] in ("22", "23"):
        place = (error.sqlstate, error.table_name, error.column_name, error.constraint_name)
        return f"{name}: {' '.join(filter(None, place))}"
    writer = type(error).__module__.split(".")[0]
    if isinstance(error, ValueError) or writer not in ("runtime", "nats", "httpx2", "asyncpg"):
        return f"{name}: {error}" if isinstance(error, OSError) else name
    return f"{name}: {error}"


def trace(error: BaseException) -> list[str]:
    """An exception and what caused it, with the places in the code and without their values."""
    lines = [describe(error)]
    lines += [
        f"  {at.filename}:{at.lineno} {at.name}" for at in traceback.extract_tb(error.__traceback__)
    ]
    others = list(error.exceptions) if isinstance(error, BaseExceptionGroup) else []
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return lines + [line for each in (*others, *([cause] if cause else [])) for line in trace(each)]


class Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        submission = getattr(record, "about", about.get())
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            **(ids(submission) if submission else {}),
        }
        if record.exc_info and record.exc_info[1]:
            line["exception"] = trace(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


class _Plain(str):
    """Shows itself without quotation marks also where `%r` asks."""

    __repr__ = str.__str__


def _message(record: logging.LogRecord) -> str:
    """The first line only: asyncio adds others that quote whole objects."""
    given = record.args if isinstance(record.args, tuple) else ()
    args = tuple(
        _Plain(describe(each)) if isinstance(each, BaseException) else each for each in given
    )
    text = str(record.msg) % args if args else record.getMessage()
    return text.split("\n", 1)[0]


def configure(level: str) -> None:
    """Everything this process logs goes to standard error as such lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("httpx2", "authlib"):  # addresses that are asked, verifiers of sign-ins
        logging.getLogger(chatty).setLevel(logging.WARNING)
