"""A jurisdiction's rules on ratings by secret ballot (001-36, domain 8.3)."""

from typing import Annotated

from pydantic import Field

from contracts.rules import Chapter
from contracts.text import Title
from contracts.vocabulary import Code, Entry

Share = Annotated[int, Field(strict=True, ge=0, le=100)]
"""In per cent."""
FEWEST = 3
"""Among fewer ballots than these somebody always knows what another one voted."""
Codes = Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]


class BallotOption(Entry):
    """What may be marked on a ballot: that counts as `satisfied`, or as an abstention (`abstains`),
    or as neither."""

    satisfied: bool = False
    abstains: bool = False


class RatingKind(Entry):
    """A kind of rating: what may be marked (`options`), who votes (`voters`), and what is valid.

    `quorum`: more than so many per cent of those entitled have to be present. `least`: among fewer
    ballots nobody is hidden, and they are not counted. `satisfied_from`: from so many per cent of
    satisfied on is what is rated satisfactory; without it the ballots decide nothing. Abstentions,
    and blank ballots with them, count in the whole only where `with_abstentions`. `openly`: the
    ballots are counted before those who voted, who see that theirs is among them. `report_to`: who
    is always sent the result.
    """

    options: Codes
    voters: Codes
    quorum: Share = 50
    least: Annotated[int, Field(strict=True, ge=FEWEST, le=1000)] = 5
    satisfied_from: Share | None = None
    with_abstentions: bool = True
    openly: bool = True
    report_to: Annotated[tuple[Title, ...], Field(max_length=20)] = ()


class Ratings(Chapter):
    """The kinds of ratings, the options of ballots, and the groups of those who vote."""

    kinds: Annotated[tuple[RatingKind, ...], Field(max_length=50)] = ()
    options: Annotated[tuple[BallotOption, ...], Field(max_length=50)] = ()
    voters: Annotated[tuple[Entry, ...], Field(max_length=50)] = ()
