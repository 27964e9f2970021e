"""What has been promised to readers, and whether the present contract still keeps it.

A promise is a line for each field of each event type: its type with its limits, whether it is
always there, and the values of a fixed list. Whatever is in `published.json` stays as it is.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from yishi.contract.schemas import AUDIENCE, Schema


@dataclass(frozen=True)
class Field:
    """One field as a reader knows it. `values` is empty unless the list is fixed."""

    type: str
    required: bool
    values: tuple[str, ...] = ()


Promises = Mapping[str, Mapping[str, Field]]
"""Per event type: the field's path (`tasks[].lead`, `answers{}.met`) and what it is."""

_INSTEAD = "Leave it as published; add a field with a default, or publish a new event type instead."


def fields_of(schema: Schema) -> dict[str, Field]:
    """Every field of a schema by its path, nested ones included; and its audience, if it has one,
    which stays as well."""
    audience = {AUDIENCE: Field(schema[AUDIENCE], required=True)} if AUDIENCE in schema else {}
    return audience | dict(_fields(schema, schema, ""))


def _fields(schema: Schema, root: Schema, path: str) -> Iterator[tuple[str, Field]]:
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        yield from _field(field, root, f"{path}.{name}" if path else name, name in required)


def _field(schema: Schema, root: Schema, path: str, required: bool) -> Iterator[tuple[str, Field]]:
    choices = [_resolve(each, root) for each in _choices(schema)]
    values = [str(value) for choice in choices for value in choice.get("enum", ())]
    yield path, Field(" | ".join(map(_type, choices)), required, tuple(values))
    for choice in choices:
        yield from _fields(choice, root, path)
        if isinstance(items := choice.get("items"), dict):
            yield from _field(items, root, f"{path}[]", False)
        if isinstance(keys := choice.get("propertyNames"), dict):
            yield from _field(keys, root, f"{path}{{key}}", False)
        if isinstance(items := choice.get("additionalProperties"), dict):
            yield from _field(items, root, f"{path}{{}}", False)


def _choices(schema: Schema) -> list[Schema]:
    return (
        [choice for part in schema["anyOf"] for choice in _choices(part)]
        if ("anyOf" in schema)
        else [schema]
    )


def _resolve(schema: Schema, root: Schema) -> Schema:
    if "$ref" not in schema:
        return schema
    found: Schema = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    return _resolve(found, root)


def _type(schema: Schema) -> str:
    """For example `string date`, `string 1..120`, `integer 0..100`, `string of a fixed list`."""
    words = [schema.get("type", "anything")]
    words += ["of a fixed list"] if "enum" in schema else []
    words += [str(schema[key]) for key in ("format", "pattern", "const") if key in schema]
    for least, most in (
        ("minLength", "maxLength"),
        ("minimum", "maximum"),
        ("minItems", "maxItems"),
    ):
        if least in schema or most in schema:
            words.append(f"{schema.get(least, '')}..{schema.get(most, '')}")
    return " ".join(words)


def breaks(published: Promises, present: Promises) -> list[str]:
    """A sentence for each promise that the present contract would break."""
    found: list[str] = []
    for event, fields in published.items():
        if event not in present:
            found.append(
                f"{event} was published and is gone. Ledgers hold it for ever and readers wait "
                "for it: put the class back. A new meaning is a new event type."
            )
            continue
        for path, was in fields.items():
            found += _broken(event, path, was, present[event].get(path))
        found += [
            f"{event}: the new field `{path}` is required, but events that are already recorded "
            "do not have it. Give it a default, or publish a new event type instead."
            for path, field in present[event].items()
            if path not in fields and field.required and _container(path) in {"", *fields}
        ]
    return found


def _broken(event: str, path: str, was: Field, now: Field | None) -> Iterator[str]:
    here = f"{event}: the field `{path}`"
    if now is None:
        yield f"{here} was published and is gone. Put it back. {_INSTEAD}"
        return
    if now.type != was.type:
        yield f"{here} was published as `{was.type}` and is now `{now.type}`. {_INSTEAD}"
    elif gone := [value for value in was.values if value not in now.values]:
        yield (
            f"{here} no longer knows {', '.join(f'`{value}`' for value in gone)}, which recorded "
            "events may hold. Keep published values; refuse them in new commands instead."
        )
    if now.required and not was.required:
        yield (
            f"{here} was optional and is now required, but recorded events may lack it. {_INSTEAD}"
        )
    if was.required and not now.required:
        yield f"{here} was always there and is now optional, but readers rely on it. {_INSTEAD}"


def additions(published: Promises, present: Promises) -> list[str]:
    """What is new and not yet promised to anybody."""
    found: list[str] = []
    for event, fields in present.items():
        if event not in published:
            found.append(event)
            continue
        for path, field in fields.items():
            was = published[event].get(path)
            if was is None:
                found.append(f"{event}: `{path}`")
            elif new := [value for value in field.values if value not in was.values]:
                found.append(f"{event}: `{path}` may be {', '.join(f'`{each}`' for each in new)}")
    return found


def _container(path: str) -> str:
    return path.rpartition(".")[0]


def dump(promises: Promises) -> str:
    """JSON with one line for each field, so that a difference reads as what it is."""
    events = []
    for event, fields in sorted(promises.items()):
        lines = [f"    {_json(path)}: {_json(_plain(field))}" for path, field in fields.items()]
        inside = ",\n".join(lines)
        events.append(
            f"  {_json(event)}: {{\n{inside}\n  }}" if lines else f"  {_json(event)}: {{}}"
        )
    return "{\n" + ",\n".join(events) + "\n}\n"


def load(text: str) -> Promises:
    return {
        event: {
            path: Field(field["type"], field["required"], tuple(field.get("values", ())))
            for path, field in fields.items()
        }
        for event, fields in json.loads(text).items()
    }


def _plain(field: Field) -> dict[str, Any]:
    return {key: value for key, value in asdict(field).items() if key != "values" or value}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
