"""How long a text is: counted, where it is a plain text."""

from typing import TypeVar

from contracts.paper import SALT_BYTES
from runtime.web.http import Submitting
from runtime.writing import papers
from services.topics.report import commands as c

MOST_BYTES = 1024 * 1024
"""Of a text that is read to be counted. Whoever brings a longer one says how long it is."""
C = TypeVar("C", c.SubmitReport, c.SubmitAgain, c.EditReport)


async def counted(submit: Submitting, command: C) -> C:
    """The command, with the number of characters of its text, blanks left out. What is no plain
    text, or is not there, is left to the rules."""
    paper = command.text
    if paper.media_type != "text/plain" or paper.size > MOST_BYTES:
        return command
    pool = submit.request.app.state.process.pool
    pieces = [piece async for piece in papers.chunks(pool, paper.digest, paper.size)]
    try:
        text = b"".join(pieces)[SALT_BYTES:].decode("utf-8-sig")
    except UnicodeDecodeError:
        return command
    characters = sum(not each.isspace() for each in text)
    return command.model_copy(update={"characters": characters}) if text else command
