"""A book of rules: whole chapters, version after version, and words found by their codes."""

from dataclasses import dataclass
from typing import Any

import pytest

from common.rules import AdoptProfile, Book, rulebook
from common.vocabulary import chosen
from contracts.places import upward
from contracts.rules import Chapter, ChapterIssued, ProfileAdopted
from contracts.vocabulary import Entry
from runtime.refusals import Misfit
from tests.support.scenario import Scenario, circumstances

PREFECTURE = "520600000000"


class Weight(Entry):
    needs_session: bool = False


class Words(Chapter):
    weights: tuple[Weight, ...] = ()


class Days(Chapter):
    result: int


class WordsIssued(ChapterIssued):
    words: Words


class DaysIssued(ChapterIssued):
    days: Days


class Adopt(AdoptProfile):
    words: Words
    days: Days | None = None


@dataclass(frozen=True)
class Rules(Book):
    words: Words = Words()
    days: Days = Days(result=90)


RULES = rulebook(Rules(), Adopt, WordsIssued | DaysIssued | ProfileAdopted)
rules = Scenario(RULES, by=circumstances("office", "operator", unit=PREFECTURE))

MAJOR = Weight(code="major", chinese="重大事项", english="major matter", needs_session=True)
MINOR = Weight(code="minor", chinese="一般事项", english="minor matter")
words, days = Words(weights=(MAJOR, MINOR)), Days(result=60)
first = Adopt(unit=PREFECTURE, version="1", words=words, days=days)


def at(command: Adopt, **changes: Any) -> Adopt:
    return command.model_copy(update=changes)


def adopted(command: Adopt, extends: str | None = None) -> ProfileAdopted:
    digests = {name: each.digest for name, each in command.chapters.items()}
    return ProfileAdopted(version=command.version, extends=extends, digests=digests)


in_force = (
    WordsIssued(version="1", words=words),
    DaysIssued(version="1", days=days),
    adopted(first),
)
second = at(first, version="2", days=Days(result=45))
later = (DaysIssued(version="2", days=Days(result=45)), adopted(second))


def test_a_first_profile_is_issued_chapter_by_chapter_and_then_adopted():
    rules.when(first).then(*in_force)


def test_the_same_profile_again_changes_nothing():
    rules.given(*in_force).when(first).then_nothing()


def test_only_the_chapters_that_differ_are_issued():
    rules.given(*in_force).when(second).then(*later)


def test_a_version_of_its_own_is_adopted_though_no_chapter_differs():
    rules.given(*in_force).when(at(first, version="2")).then(adopted(at(first, version="2")))


def test_what_is_extended_belongs_to_the_profile():
    extending = at(first, extends="520000000000/7")

    rules.given(*in_force).when(extending).then(adopted(first, extends="520000000000/7"))


def test_a_version_never_means_two_things():
    other = at(first, days=Days(result=30))

    rules.given(*in_force).when(other).then_rejected("version-in-use")
    rules.given(*in_force, *later).when(other).then_rejected("version-in-use")


def test_an_earlier_version_comes_back_as_it_was():
    rules.given(*in_force, *later).when(first).then(
        DaysIssued(version="1", days=days), adopted(first)
    )


def test_a_chapter_that_is_left_out_stays_as_it_is():
    without = at(second, days=None, words=Words(weights=(MAJOR,)))
    kept = adopted(at(without, days=days))

    rules.given(*in_force).when(without).then(WordsIssued(version="2", words=without.words), kept)


def test_two_entries_do_not_share_a_code():
    twice = Words(weights=(MAJOR, MAJOR))

    rules.when(at(first, words=twice)).then_rejected("code-twice")


def test_the_book_bears_what_is_in_force():
    book = RULES.fold((event, PREFECTURE) for event in (*in_force, *later))

    assert (book.unit, book.version, book.words, book.days.result) == (PREFECTURE, "2", words, 45)


def test_a_word_is_found_by_its_code_with_its_properties():
    assert chosen(words.weights, "major", ("事项轻重", "weight")).needs_session


def test_an_unknown_code_is_refused_with_those_that_there_are():
    with pytest.raises(Misfit) as refused:
        chosen(words.weights, "huge", ("事项轻重", "weight"))

    assert refused.value.rule == "unknown-code"
    assert "major（重大事项）、minor（一般事项）" in refused.value.chinese
    assert "There is no weight huge. Codes in force: major, minor." in refused.value.english


def test_a_property_that_comes_later_with_a_default_changes_no_digest():
    class Richer(Weight):
        reason_needed: bool = False

    class RicherWords(Chapter):
        weights: tuple[Richer, ...] = ()

    richer = RicherWords(weights=tuple(Richer(**each.model_dump()) for each in words.weights))

    assert richer.digest == words.digest


@pytest.mark.parametrize(
    ("unit", "above"),
    [
        (
            "520602001002",
            ["520602001002", "520602001000", "520602000000", "520600000000", "520000000000"],
        ),
        ("520600000000", ["520600000000", "520000000000"]),
    ],
)
def test_jurisdictions_lie_upward(unit: str, above: list[str]):
    assert list(upward(unit)) == above
