"""What would break a reader is refused by name, and what would not is let through."""

from enum import StrEnum
from typing import Annotated

import pytest
from pydantic import StringConstraints

from contracts.audience import Audience
from contracts.event import Event, Fact
from yishi.contract import promises
from yishi.contract.schemas import of_data

NAME = "yishi.topics.Raised"
Short = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Longer = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class MoreColour(StrEnum):
    RED = "red"
    BLUE = "blue"
    GREEN = "green"


class LessColour(StrEnum):
    RED = "red"


class Task(Fact):
    lead: str
    due: str | None = None


class Raised(Event):
    title: Short
    count: int
    colour: Colour
    tasks: tuple[Task, ...]
    answers: dict[Colour, bool] = {}
    note: str | None = None


def promised(event: type[Event]) -> promises.Promises:
    return {NAME: promises.fields_of(of_data(NAME, event))}


def changed(**fields: object) -> type[Event]:
    """`Raised` with some fields replaced; `None` takes a field out."""
    annotations = {**Raised.__annotations__, **{k: v for k, v in fields.items() if v is not None}}
    defaults = {"answers": {}, "note": None, **{k: None for k in fields if k.startswith("new")}}
    gone = {name for name, value in fields.items() if value is None}
    members = {name: value for name, value in defaults.items() if name not in gone}
    kept = {name: value for name, value in annotations.items() if name not in gone}
    return type("Raised", (Event,), {"__annotations__": kept, "__module__": __name__, **members})


class LessTask(Fact):
    due: str | None = None


class StricterTask(Fact):
    lead: str
    due: str


class BusierTask(Fact):
    lead: str
    due: str | None = None
    helper: str


class Place(Fact):
    hall: str


def found(event: type[Event]) -> list[str]:
    return promises.breaks(promised(Raised), promised(event))


def test_the_contract_as_published_breaks_nothing() -> None:
    assert found(Raised) == []
    assert promises.additions(promised(Raised), promised(Raised)) == []


@pytest.mark.parametrize(
    ("event", "field", "why"),
    [
        (changed(title=None), "title", "is gone"),
        (changed(note=None), "note", "is gone"),
        (changed(tasks=tuple[LessTask, ...]), "tasks[].lead", "is gone"),
        (changed(count=str), "count", "is now `string`"),
        (changed(count=int | None), "count", "is now `integer | null`"),
        (changed(title=Longer), "title", "is now `string 1..500`"),
        (changed(title=str), "title", "is now `string`"),
        (changed(colour=str), "colour", "is now `string`"),
        (changed(count=Colour), "count", "is now `string of a fixed list`"),
        (changed(answers=dict[Colour, int]), "answers{}", "is now `integer`"),
        (changed(tasks=tuple[StricterTask, ...]), "tasks[].due", "is now `string`"),
        (changed(colour=LessColour), "colour", "no longer knows `blue`"),
        (changed(answers=dict[LessColour, bool]), "answers{key}", "no longer knows `blue`"),
        (changed(extra=str), "extra", "is required"),
        (changed(tasks=tuple[BusierTask, ...]), "tasks[].helper", "is required"),
    ],
)
def test_a_break_is_named_with_event_field_and_remedy(
    event: type[Event], field: str, why: str
) -> None:
    (sentence, *_) = found(event)

    assert sentence.startswith(f"{NAME}: ")
    assert f"`{field}`" in sentence
    assert why in sentence
    assert "instead" in sentence


def test_a_field_that_becomes_optional_or_required_is_a_break() -> None:
    sure = promises.Field("string", required=True)
    unsure = promises.Field("string", required=False)

    (loosened,) = promises.breaks({NAME: {"a": sure}}, {NAME: {"a": unsure}})
    (tightened,) = promises.breaks({NAME: {"a": unsure}}, {NAME: {"a": sure}})

    assert "is now optional" in loosened
    assert "is now required" in tightened


def test_an_event_type_that_went_away_is_a_break() -> None:
    (sentence,) = promises.breaks(promised(Raised), {})

    assert sentence.startswith(f"{NAME} was published and is gone.")


@pytest.mark.parametrize("now", [Audience.OPEN, Audience.PERSONAL])
def test_another_audience_is_a_break(now: Audience) -> None:
    other = changed()
    other.audience = now

    (sentence,) = found(other)

    assert sentence.startswith(
        f"{NAME}: the field `x-audience` was published as `internal` and is now `{now}`."
    )


@pytest.mark.parametrize(
    ("event", "new"),
    [
        (changed(new_note=str | None), "`new_note`"),
        (changed(new_place=Place | None), "`new_place`"),
        (changed(colour=MoreColour), "`colour` may be `green`"),
    ],
)
def test_an_addition_with_a_default_is_no_break_but_listed(event: type[Event], new: str) -> None:
    assert found(event) == []
    assert f"{NAME}: {new}" in promises.additions(promised(Raised), promised(event))


def test_a_new_event_type_is_no_break_but_listed() -> None:
    assert promises.breaks({}, promised(Raised)) == []
    assert promises.additions({}, promised(Raised)) == [NAME]


def test_promises_are_the_same_after_they_were_written_and_read() -> None:
    now = promised(Raised)

    assert promises.load(promises.dump(now)) == now
    assert promises.load(promises.dump({NAME: {}})) == {NAME: {}}
