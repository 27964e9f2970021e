"""A jurisdiction's rules on outcomes: deadlines, who gets a copy, words."""

from typing import Annotated

from pydantic import Field

from contracts.rules import Chapter, ChapterIssued, ProfileAdopted
from contracts.text import Title

Days = Annotated[int, Field(ge=1, le=3650)]


class Deadlines(Chapter):
    """In calendar days (domain 9.3)."""

    first_progress_days: Days
    result_days: Days
    look_back_days: Days


class Words(Chapter):
    """Who always gets a copy (001-22), and the names of the three lists in the order task,
    responsibility, implementation (domain 9.1)."""

    copies: Annotated[tuple[Title, ...], Field(max_length=20)]
    lists: Annotated[tuple[Title, ...], Field(min_length=3, max_length=3)]


class DeadlinesIssued(ChapterIssued):
    deadlines: Deadlines


class WordsIssued(ChapterIssued):
    words: Words


RulesEvent = DeadlinesIssued | WordsIssued | ProfileAdopted
