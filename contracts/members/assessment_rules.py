"""A jurisdiction's score sheets for units, bodies and talents (001-35, domain 6.5)."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.ids import BodyId
from contracts.roles import Role
from contracts.rules import Chapter
from contracts.vocabulary import Code, Entry

MOST = 1000
Points = Annotated[int, Field(strict=True, ge=0, le=MOST)]


class Assessed(StrEnum):
    """What a sheet is about."""

    UNIT = "unit"
    BODY = "body"
    TALENT = "talent"


class Counted(StrEnum):
    """What the system counts of a talent in a year (domain 6.2)."""

    ACCEPTED = "accepted"  # of the draws in which they were asked, those that they accepted
    ATTENDED = "attended"  # of those that they accepted, those to which they came


class Criterion(Entry):
    """A line of a sheet: `most` points at the most, which is its weight in the whole. What is a
    `bonus` is no part of the whole. `counted`: the system gives the points, the same share of
    `most` as what it counts; else they are entered, with the ground."""

    most: Annotated[int, Field(strict=True, ge=1, le=MOST)]
    bonus: bool = False
    counted: Counted | None = None


class Sheet(Entry):
    """A score sheet: about what (`of`, of these `kinds` of units or bodies or tiers of talents, any
    where empty), and whose it is. Only its `owner`, by one of these `offices`, writes in it and
    publishes it."""

    of: Assessed
    kinds: Annotated[tuple[Code, ...], Field(max_length=50)] = ()
    owner: BodyId
    offices: Annotated[tuple[Role, ...], Field(min_length=1, max_length=12)]
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=50)]


class Assessments(Chapter):
    sheets: Annotated[tuple[Sheet, ...], Field(max_length=20)] = ()
