"""Every name in a profile that refers to something is checked: else a misspelt one means nothing,
and nobody notices before the step that waits for it."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from pydantic import BaseModel

from contracts import procedure as p
from contracts.ids import BodyId
from contracts.places import UnitId
from contracts.roles import Role
from contracts.rules import Chapter
from contracts.vocabulary import Code
from tests.yishi_cli.profiles import inlined
from yishi.profile.adoptions import COMMANDS
from yishi.profile.reading import ProfileError, read
from yishi.profile.shapes import Body

FOLDER = Path("deploy/profiles")
EVERY = {
    'checklist = "principles"': 'checklist = "principles", origins = ["member"]',
    'recommended by a member"': 'recommended by a member", roles = ["member", "clerk"]',
    '{ unit_kind = "village", weight = "general", procedure': (
        '{ unit_kind = "village", topic_kind = "consultation", weight = "general", procedure'
    ),
    "chains = [\n": (
        'chains = [\n    { what = "plan", unit_kind = "county", kind = "consultation", steps = [\n'
        '        { code = "revised", chinese = "共同修改", english = "x", bodies = ["office"],'
        ' offices = ["cppcc-office"] },\n'
        '        { code = "decided", chinese = "审定", english = "decided" },\n    ] },\n'
        '    { what = "outcome", kind = "opinion", steps = [\n'
        '        { code = "consent", chinese = "同意", english = "consented" },\n    ] },\n'
    ),
    "counts_for = []": ('counts_for = [{ unit = "620123100900", consents = "620123100000" }]'),
    '{ kind = "consent" }, { kind = "in-plan" }]': (
        '{ kind = "consent" }, { kind = "in-plan", plan_kind = "consultation" }]'
    ),
    'required = ["resident"] }': 'required = ["resident"], if_concerned = ["expert"] }',
    '    { kind = "every-participant-spoke" },\n    { kind = "minutes" },': (
        '    { kind = "session", forms = ["council"] },\n'
        '    { kind = "every-participant-spoke" },\n'
        '    { kind = "present", kinds = ["resident"], quorum = 3 },\n'
        '    { kind = "posted", what = "topic", days = 3 },\n'
        '    { kind = "drawn", pool = "session" },\n'
        '    { kind = "minutes", confirmed_by = ["村民代表会议"] },'
    ),
    'conditions = [{ kind = "research" }]': (
        'conditions = [{ kind = "research", bodies = ["committee"], participants = ["member"] }]'
    ),
    '{ kind = "outcome-sent" }]': (
        '{ kind = "outcome-sent", to = ["县财政局"], copies = ["县财政局"] }]'
    ),
    "# 采纳去处与层级 (004-14, domain 5.2)": (
        'recipients = ["镇党委"]\n'
        'feedback_to = [{ code = "present", chinese = "与会群众", english = "those present" }]'
    ),
    'conditions = [{ kind = "fed-back" }]': (
        'within = { count = 3, after = "talk" }\nactors = ["clerk"]\n'
        'conditions = [{ kind = "fed-back", whom = ["present"] },'
        ' { kind = "adopted", places = ["minutes"], levels = ["village"] },'
        ' { kind = "instructed", levels = ["county"] },'
        ' { kind = "rated", by = ["standing-committee"] }]'
    ),
    'standing-committee", chinese': 'standing-committee", quota = "whole", chinese',
    "least = 1, months = 2": 'group = "whole", months = 2',
    '    { code = "annual-plan", ': (
        '    { code = "talk", chinese = "谈心谈话", english = "talks", months = 12,'
        ' posts = ["convenor"], group = "whole" },\n'
        '    { code = "tour", chinese = "调研视察", english = "tours", months = 12,'
        ' levels = ["county"], group = "whole" },\n'
        '    { code = "annual-plan", '
    ),
    'consultation", handling = "sent" },\n': (
        'consultation", handling = "sent", adopted_where = ["minutes"] },\n'
        '    { code = "seven", chinese = "七步成果", english = "x", handling = "sent",'
        ' procedures = ["YZ7"] },\n'
    ),
    'english = "research", tiers = ["county"] }': (
        'english = "research", fields = ["transport"], tiers = ["county"] }'
    ),
    "[members.duty]\n": (
        "[members.duty]\n"
        'caps = [{ code = "all", chinese = "合计", english = "all", kinds = ["research"],'
        " since = 2026, most = 50 }]\n"
        'minima = [{ code = "one", chinese = "至少一次", english = "one", kinds = ["research"],'
        ' since = 2026, least = 1, levels = ["county"] }]\n'
    ),
    'kind = "research", since = 2020, points = 3,': (
        'kind = "research", since = 2020, points = 3, levels = ["county"],'
    ),
    "[members.absences]\n": (
        '[members.absences]\ncredited_as = "look-back"\nleave_credited_as = "research"\n'
    ),
    "[members.contacts]\n": '[members.contacts]\ncredited_as = "look-back"\n',
    'english = "absent three times in a year", after = 3': (
        'english = "absent three times in a year", after = 3, forms = ["plenary"]'
    ),
    'english = "political" },': 'english = "political", computed = "enters" },',
}
"""A passage of Yuzhong's profile, and what stands there besides, so that every field is used."""

Field = tuple[str, str]
"""The names of a class and of one of its fields."""
EXCEPTIONS: Mapping[Field, str] = {
    ("SessionForm", "parts"): "the parts of an agenda are named here and nowhere else",
    ("ActivityKind", "quota"): "a label by which activities are found; no quota counts them",
}
TITLES: Mapping[Field, str] = {
    ("MinutesStand", "confirmed_by"): "谁也不是",
    ("OutcomeIsSent", "copies"): "谁也不是",
    ("OutcomeIsSent", "to"): "谁也不是",
    ("Quota", "group"): "nobody-has-this",
}
"""Names that are no codes, and one that nobody has."""
_PATTERNS = {
    get_args(each)[1].pattern: unknown
    for each, unknown in (
        (Code, "nobody-has-this"),
        (p.Code, "nobody-has-this"),
        (BodyId, "nobody-has-this"),
        (UnitId, "620123999999"),
    )
}


def unknown_of(annotation: Any, field: Field) -> str | None:
    """A name of this type that nobody has; nothing where the type is none of a name."""
    if field in TITLES:
        return TITLES[field]
    if annotation is Role:
        return Role.OPERATOR
    if annotation is str:
        return "nobody-has-this"
    patterns = (getattr(each, "pattern", None) for each in getattr(annotation, "__metadata__", ()))
    return next((_PATTERNS[each] for each in patterns if each in _PATTERNS), None)


def parts_of(annotation: Any) -> Iterator[Any]:
    """The type, and those that it is made of."""
    yield annotation
    if get_args(annotation)[:1] != (str,):  # a text with a shape is whole
        for each in get_args(annotation):
            yield from parts_of(each)


def names_of(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """The fields of this class that refer to something, each with a name that nobody has."""
    for name, annotation in get_type_hints(model, include_extras=True).items():
        if name not in model.model_fields or name in ("code", "id", "counts_as"):
            continue
        found = (unknown_of(each, (model.__name__, name)) for each in parts_of(annotation))
        if unknown := next((each for each in found if each), None):
            yield name, unknown


def classes(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The class, and those of which its fields are made."""
    yield model
    hints = get_type_hints(model, include_extras=True)
    for annotation in (hints[name] for name in model.model_fields):
        for each in parts_of(annotation):
            if isinstance(each, type) and issubclass(each, BaseModel):
                yield from classes(each)


def chapters() -> Iterator[type[BaseModel]]:
    yield Body
    for command in COMMANDS.values():
        for annotation in get_type_hints(command, include_extras=True).values():
            for each in parts_of(annotation):
                if isinstance(each, type) and issubclass(each, Chapter):
                    yield each


REFERRING: Mapping[Field, str] = {
    (model.__name__, name): unknown
    for chapter in chapters()
    for model in classes(chapter)
    for name, unknown in names_of(model)
}


def whole() -> str:
    text = inlined((FOLDER / "yuzhong.toml").read_text("utf-8"))
    for old, new in EVERY.items():
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def written(folder: Path, text: str) -> Path:
    (folder / "yuzhong.units.csv").write_bytes((FOLDER / "yuzhong.units.csv").read_bytes())
    (folder / "yuzhong.toml").write_text(text, encoding="utf-8")
    return folder / "yuzhong.toml"


def used(folder: Path) -> Mapping[Field, list[str]]:
    """The names that stand in each of the fields."""
    profile = read(written(folder, whole()))
    found: dict[Field, list[str]] = {}

    def walk(value: Any) -> None:
        if isinstance(value, BaseModel):
            for name, each in value:
                if (field := (type(value).__name__, name)) in REFERRING and each:
                    found.setdefault(field, []).extend([each] if isinstance(each, str) else each)
                walk(each)
        elif isinstance(value, tuple):
            for each in value:
                walk(each)

    for command in profile.adoptions.values():
        walk(tuple(command.chapters.values()))
    walk(profile.rules.bodies)
    return found


@pytest.mark.parametrize(
    ("field", "unknown"),
    [(field, unknown) for field, unknown in REFERRING.items() if field not in EXCEPTIONS],
    ids=[".".join(field) for field in REFERRING if field not in EXCEPTIONS],
)
def test_a_name_that_nobody_has_is_refused_with_its_line(
    tmp_path: Path, field: Field, unknown: str
) -> None:
    text = whole()
    model, name = field
    names = used(tmp_path).get(field, [])
    assert names, "add a use of this field to EVERY, or check it and say how"
    changed = _changed(text, *field, names[0], unknown)

    with pytest.raises(ProfileError) as refused:
        read(written(tmp_path, changed))

    lines = enumerate(zip(text.splitlines(), changed.splitlines(), strict=True), start=1)
    (line,) = [number for number, (old, new) in lines if old != new]
    told = [each for each in refused.value.mistakes if unknown in each]
    assert any(each.startswith(f"yuzhong.toml line {line}: ") for each in told), (
        line,
        refused.value.mistakes,
    )


HEADS = {
    "BodyKind": "body_kinds = [",
    "UnitKind": "unit_kinds = [\n",
    "DutyPoints": "[members.duty]",
    "Body": "[[bodies]]",
    "SessionForm": "[meetings.words]",
    "CouncilClass": "council_classes",
    "ActivityKind": "activities = [",
    "Quota": "[meetings.quotas]",
    "Reports": "[topics.reports]",
    "Channel": "channels = [",
    "ReportStep": "[topics.reports]",
    "UpperLevel": "[topics.reports]",
    "Chain": 'what = "plan", unit_kind',
    "ConsentStep": 'what = "plan", unit_kind',
    "CheckKind": "[outcomes.checks]",
    "OutcomeKind": "[outcomes.handlings]",
    "Handling": "handlings = [",
    "Choice": "[topics.choices]",
    "ProposalKind": "[topics.proposals]",
    "ExaminationStep": "[topics.proposals]",
    "Credits": "[topics.proposals]",
    "Participants": 'kind = "participants"',
    "SessionIsHeld": 'kind = "session"',
    "Present": 'kind = "present"',
    "Posted": 'kind = "posted"',
    "InPlan": 'kind = "in-plan"',
    "Checked": 'kind = "checked"',
    "IsFedBack": 'kind = "fed-back"',
    "IsAdopted": 'kind = "adopted"',
    "MinutesStand": 'kind = "minutes"',
    "OutcomeIsSent": 'kind = "outcome-sent"',
}
"""Behind what the first use of a class's fields stands in the file."""


def _changed(text: str, model: str, field: str, name: str, unknown: str) -> str:
    """The text with another name where this one stands in the field."""
    begin = text.index(HEADS.get(model, "version"))
    use = re.compile(rf'(\b{field} = (?:\[[^\]\n]*?)?)"{re.escape(name)}"')
    found = use.search(text, begin)
    assert found, (model, field, name)
    return text[: found.start()] + f'{found[1]}"{unknown}"' + text[found.end() :]


def test_exceptions_are_fields_that_there_are() -> None:
    assert EXCEPTIONS.keys() | TITLES.keys() <= REFERRING.keys()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('waived_by = ["party"]', 'waived_by = ["clerk"]', "clerk has no right"),
        ('actors = ["clerk"]', 'actors = ["auditor"]', "auditor has no right"),
        (
            '{ what = "waiver", steps',
            '{ what = "waiver", kind = "step", steps',
            "whoever consents to a waiver does so for all",
        ),
        (
            'handling = "sent", adopted_where',
            'handling = "sent", numbering = "议〔{yaer}〕{number}号", adopted_where',
            "{yaer}",
        ),
        ("first = 200, last = 399", "first = 199, last = 399", "begins at 199"),
    ],
)
def test_a_name_in_the_wrong_place_is_refused_too(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    text = whole()
    assert old in text
    changed = text.replace(old, new, 1)
    line = changed[: changed.index(new)].count("\n") + 1

    with pytest.raises(ProfileError) as refused:
        read(written(tmp_path, changed))

    assert any(reason in each for each in refused.value.mistakes)
    told = [each for each in refused.value.mistakes if f"yuzhong.toml line {line}: " in each]
    assert told, (line, refused.value.mistakes)


@pytest.mark.parametrize(("counted", "right"), [("public", True), ("pubic", False)])
def test_what_is_counted_is_an_entry_of_the_profile_above(
    tmp_path: Path, counted: str, right: bool
) -> None:
    for each in ("tongren.toml", "tongren.units.csv", "bijiang.toml", "bijiang.units.csv"):
        (tmp_path / each).write_bytes((FOLDER / each).read_bytes())
    path = tmp_path / "bijiang.toml"
    chapter = re.search(r"^\[topics.words\]\n.*?(?=^\[|^# 小切口)", TONGREN, re.M | re.S)
    assert chapter
    own = chapter[0].replace(
        'code = "public", chinese', f'code = "public", counts_as = "{counted}", chinese'
    )
    text = f"{path.read_text('utf-8')}\n{own}"
    path.write_text(text, "utf-8")
    line = text[: text.index("counts_as")].count("\n") + 1
    if right:
        read(path)
        return

    with pytest.raises(ProfileError) as refused:
        read(path)

    (mistake,) = refused.value.mistakes
    assert mistake.startswith(f"bijiang.toml line {line}: topics.words.origins.0.counts_as: pubic")


TONGREN = (FOLDER / "tongren.toml").read_text("utf-8")
