"""The steps of every shipped procedure, held against what is known of it (domain 5.1, 5.2)."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from common.conditions import plain_of
from contracts import procedure as p
from contracts.procedure import Procedure
from tests.common.procedures import KNOWN
from yishi.profile.adoptions import walked
from yishi.profile.templates import shipped, text_of

FOLDER = Path("deploy/profiles")


def written() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every procedure as it is written, by the file in which it stands."""
    texts = {code: text_of(code) for code in shipped()}
    texts |= {path.stem: path.read_text("utf-8") for path in FOLDER.glob("*.toml")}
    for name, text in texts.items():
        for each in tomllib.loads(text).get("procedures", ()):
            yield name, each


OWN = {
    told["code"]: Procedure.model_validate(walked(told))
    for name, told in written()
    if name not in shipped()
}
EVERY = {**KNOWN, **OWN}
WITHOUT_RESEARCH = {
    "AH5": "提、审、议、办、评: five published steps, none of them research",
    "CX": "summaries of provinces tell of notice, talk, publication and supervision",
    "FZ8": "six of eight steps are published, none of them research; views are sought instead",
    "SQ": "four mechanisms, all of them after the session",
}
"""Procedures of other places in which no source tells of research: their county adds it."""


def asked(procedure: Procedure) -> list[p.Plain]:
    return [each for step in procedure.steps for one in step.conditions for each in plain_of(one)]


def places(procedure: Procedure, kind: type[p.Plain]) -> list[int]:
    return [
        number
        for number, step in enumerate(procedure.steps, start=1)
        for one in step.conditions
        for each in plain_of(one)
        if type(each) is kind
    ]


def test_the_places_walk_procedures_of_their_own_besides_the_shipped_ones() -> None:
    assert set(OWN) == {"LSW", "LSB", "TDL", "TDS", "TDD", "TR3", "HXC", "HXS"}


@pytest.mark.parametrize("code", EVERY)
def test_no_session_without_research_except_in_simple_consultation(code: str) -> None:
    # 13.3-1, 000-45, 001-24
    procedure = EVERY[code]
    research, session = places(procedure, p.Researched), places(procedure, p.SessionIsHeld)

    assert session
    if procedure.simple or code in WITHOUT_RESEARCH:
        assert not research
    else:
        assert research
        assert max(research) < min(session)


@pytest.mark.parametrize("code", EVERY)
def test_every_kind_that_has_to_be_invited_has_to_be_there(code: str) -> None:  # 001-23, 002-12
    conditions = asked(EVERY[code])
    invited = {k for each in conditions if isinstance(each, p.Participants) for k in each.required}
    there = {k for each in conditions if isinstance(each, p.Present) for k in each.kinds}

    assert invited <= there


STEPS: Mapping[str, list[tuple[str, set[str]]]] = {
    "LS5": [
        ("确定协商议题", {"screened"}),
        ("明确协商主体", {"participants", "drawn"}),
        ("开展议前调研", {"research"}),
        ("召开协商活动", {"session", "present", "minutes"}),
        ("转化协商成果", {"outcome-sent", "tasks-assigned", "checked"}),
    ],
    "YZ7": [
        ("征集议题", {"raised"}),
        ("确定议题", {"screened", "consent"}),
        ("制定方案", {"session-planned"}),
        ("议前调研", {"research"}),
        ("协商议事", {"participants", "session", "present", "every-participant-spoke"}),
        ("形成成果并报送", {"outcome-consent", "outcome-sent"}),
        ("转化落实、跟踪反馈", {"tasks-done", "checked", "fed-back"}),
    ],
    "YZ6": [
        ("征集议题", {"raised"}),
        ("确定议题", {"screened", "consent"}),
        ("走访调研", {"research"}),
        ("议事室协商", {"participants", "session", "present", "every-participant-spoke"}),
        ("公布结果", {"result-posted"}),
        ("落实反馈", {"tasks-done", "fed-back"}),
    ],
    "YZS": [
        ("受理事项", {"raised", "screened", "consent"}),
        ("现场协商", {"session", "minutes"}),
        ("办理反馈", {"fed-back"}),
    ],
}
"""What domain 5.2 needs before each step is completed. The minutes of YZ7 stand in the step of the
session, not in the next: no run ends without them."""


@pytest.mark.parametrize("code", STEPS)
def test_the_steps_ask_what_the_specification_needs(code: str) -> None:  # domain 5.2
    steps = EVERY[code].steps

    assert [each.name for each in steps] == [name for name, _ in STEPS[code]]
    for step, (_, needed) in zip(steps, STEPS[code], strict=True):
        assert needed <= {each.kind for one in step.conditions for each in plain_of(one)}


@pytest.mark.parametrize(("name", "told"), list(written()), ids=lambda each: str(each)[:20])
def test_no_parameter_of_a_condition_is_misspelt(name: str, told: Mapping[str, Any]) -> None:
    """A name that no condition has would be dropped here, and refused in a profile."""
    known = {each.model_fields["kind"].default: set(each.model_fields) for each in p.Plain.__args__}
    for step in told["steps"]:
        for one in step["conditions"]:
            for each in one.get("conditions", [one]):
                assert set(each) <= known[each["kind"]], (name, step["code"])


def test_steps_of_a_place_of_which_no_source_tells_are_marked() -> None:
    for name, told in written():
        if told["code"] in OWN:
            assert all(step.get("reconstructed") for step in told["steps"]), name
