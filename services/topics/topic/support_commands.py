"""What people may ask of the support of a topic by residents (002-11)."""

from typing import Annotated

from pydantic import Field

from contracts.ids import PersonId
from contracts.paper import Digest, Paper
from contracts.text import Day, Sentence
from runtime.decider import Command

PersonKey = Annotated[PersonId, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]


class RecordSupport(Command):
    """Record who stands behind the topic: a resident by the id in the directory (`person`), or
    those who signed a list on paper (`paper`, the answer to its upload), with how many `signatures`
    it bears. One voice for each person, and each list once; nobody signs in for that (002-11)."""

    called = ("登记群众支持", "Record support")

    person: PersonKey | None = None
    paper: Paper | None = None
    signatures: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] | None = None
    on: Day


class CorrectSupport(Command):
    """Say how many signatures the list with this digest bears, with the reason."""

    called = ("更正联名人数", "Correct the number of signatures")

    digest: Digest
    signatures: Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
    reason: Sentence


class WithdrawSupport(Command):
    """Take a voice back, of a person or of a list, with the reason: they withdrew, or it was
    recorded wrongly."""

    called = ("撤回群众支持", "Withdraw support")

    person: PersonKey | None = None
    digest: Digest | None = None
    reason: Sentence
