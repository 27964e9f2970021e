"""The examples of every service, and what is seen of them.

`python -m tests.slices` writes `seen/` anew, and the samples of events that have none yet.
"""

import json
from pathlib import Path
from typing import Any

from contracts.event import Event
from runtime.aggregate import Project
from runtime.projection import Change, Drop, fold
from services.console.lines.every import line
from services.console.lines.names import Names
from tests.console.ledgers import changes as console
from tests.meetings.examples import MEETINGS
from tests.members.examples import MEMBERS
from tests.outcomes.examples import OUTCOMES
from tests.slices.example import Example, Examples
from tests.topics.examples import TOPICS

EXAMPLES = {each.service.name: each for each in (TOPICS, MEETINGS, MEMBERS, OUTCOMES)}
SEEN = Path(__file__).with_name("seen")
SAMPLES = Path(__file__).parents[1] / "contracts" / "samples"
EACH = [(service, example) for service, all in EXAMPLES.items() for example in all.each]


def sample_of(event: type[Event]) -> Path:
    """`topics.TopicProposed.json`; `operations.` for those that every service records."""
    return SAMPLES / f"{event.__module__.split('.')[1]}.{event.__name__}.json"


def seen(all: Examples, example: Example) -> dict[str, Any]:
    """What comes of an example: the rows it changes as they are then, here and on the console, its
    lines there, by which rule it is refused in another life, and which slices of the same thing are
    open where it begins."""
    return json.loads(
        json.dumps(
            {
                "rows": dict(map(_row, changes(all, example))),
                "console": dict(map(_row, on_the_console(all, example))),
                "lines": [_line(all, example, event) for event in example.then],
                "refused": all.refused(example)[1],
                "open": sorted({str(each) for each in _open(all, example)}),
            },
            default=_plain,
        )
    )


def changes(all: Examples, example: Example) -> list[Change]:
    """How the rows of the service that the example touches come to rest."""
    return _at_rest(all, example, all.kind(example).project)


def on_the_console(all: Examples, example: Example) -> list[Change]:
    """The same of the rows of the console."""
    return _at_rest(all, example, lambda record: console([record]))


def _at_rest(all: Examples, example: Example, project: Project) -> list[Change]:
    records = all.records(example, *example.given, *example.then)
    each = [project(record) for record in records]
    touched = {(change.table, change.key) for some in each[len(example.given) :] for change in some}
    folded = fold(change for some in each for change in some)
    return [change for change in folded if (change.table, change.key) in touched]


def _row(change: Change) -> tuple[str, Any]:
    name = " ".join(map(str, (change.table.name, *change.key)))
    values = {name: value for name, value in sorted(change.values.items()) if name != "facts"}
    return name, None if isinstance(change, Drop) else values


def _line(all: Examples, example: Example, event: Any) -> dict[str, Any]:
    said = line(event, Names(), all.key(example))
    shown = said.shown_to
    return {
        "sentence": said.sentence,
        "more": dict(said.more),
        "step": " ".join([*map(kind_of, said.step), said.code or ""]).strip(),
        "shown to": " ".join(
            [
                *filter(None, [shown.what]),
                *(shown.department or "", str(shown.task or "")),
                *shown.bodies,
            ]
        ),
        "echo": said.echo,
    }


def kind_of(condition: type[Any]) -> str:
    """The word for a kind of condition: `minutes`."""
    return str(condition.model_fields["kind"].default)


def _open(all: Examples, example: Example) -> list[Example]:
    answers = [(each, all.answer(each, example.given)) for each in all.neighbours(example)]
    return [each for each, answer in answers if isinstance(answer, list) and answer]


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else str(value)


def whole(service: str) -> str:
    """The file `seen/<service>.json`."""
    all = EXAMPLES[service]
    found = {str(example): seen(all, example) for example in all.each}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"
