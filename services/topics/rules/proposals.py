"""What a jurisdiction says about proposals: whether it holds together, and where a day belongs."""

from collections.abc import Collection, Iterator
from datetime import date
from itertools import pairwise

from common.checklists import computable
from common.vocabulary import chosen
from contracts.roles import Role
from contracts.text import DocumentNumber
from contracts.topics.proposal_parts import Placed
from contracts.topics.proposal_rules import ExaminationStep, Proposals
from runtime.decider import Rejected
from services.topics.proposal.examination import TESTS

CHECKLIST = ("提案审查清单", "checklist of proposals")
_LONGEST = 50
"""Characters of a number without its last part."""


def fits(proposals: Proposals) -> None:
    """Refuse a chapter that names what it does not have, windows of sessions that overlap, and
    numbers of which nobody could say how they run."""
    for kind in proposals.kinds:
        chosen(proposals.checklists, kind.checklist, CHECKLIST)
    for checklist in proposals.checklists:
        computable(checklist, {code: test.asks for code, test in TESTS.items()})
    for shape in filter(None, (proposals.numbering, proposals.numbering_between)):
        _numbers(shape, proposals)
    windows = sorted(proposals.sessions, key=lambda each: each.first)
    for each in windows:
        if each.last < each.first:
            raise _windows(each.chinese, each.code)
    for each, after in pairwise(windows):
        if after.first <= each.last:
            raise _windows(f"{each.chinese}、{after.chinese}", f"{each.code}, {after.code}")
    for in_session in (True, False) if proposals.kinds else ():
        if not any(_steps(proposals, in_session)):
            raise Rejected(
                "no-examination",
                "提案规则没有写明大会提案和平时提案各由谁审查（steps）。请补充。",
                "The rules on proposals do not say who examines those of a session and those "
                "between sessions (steps). Add it.",
            )


def _windows(chinese: str, english: str) -> Rejected:
    return Rejected(
        "session-range",
        f"“{chinese}”的提案起止日期首尾颠倒或相互重叠，一份提案只能属于一次大会。请改正。",
        f"The days of {english} end before they begin, or overlap: a proposal belongs to one "
        "session. Correct them.",
    )


def _numbers(shape: str, proposals: Proposals) -> None:
    bare = shape.replace("{number}", "", 1).replace("{year}", "", 1).replace("{session}", "", 1)
    runs = ("{year}" in shape) + ("{session}" in shape)
    names = [each.chinese for each in proposals.sessions] if "{session}" in shape else [""]
    long = any(len(shape.replace("{session}", name)) > _LONGEST for name in names)
    if "{number}" not in shape or runs != 1 or set("{}") & set(bare) or long:
        raise Rejected(
            "numbering-unfit",
            f"提案号格式“{shape}”有误：须写一次 {{number}}，并写 {{year}} 或 {{session}} "
            f"之一，全长不超过 {_LONGEST} 字。请改正。",
            f"The numbering {shape} is unfit: it has {{number}} once, and either {{year}} or "
            f"{{session}}, in at most {_LONGEST} characters. Correct it.",
        )


def takes(step: ExaminationStep, role: str, body: str | None, hands: Collection[str] = ()) -> bool:
    """Whether the step is one for this office, and for this committee of all committees. Another
    one stands in where all that are named had a hand in the proposal."""
    if role not in step.offices:
        return False
    others = set(step.committees) - set(hands)
    return role != Role.COMMITTEE or not others or body in step.committees


def _steps(proposals: Proposals, in_session: bool) -> Iterator[ExaminationStep]:
    return (each for each in proposals.steps if each.in_session in (None, in_session))


def steps_of(proposals: Proposals, in_session: bool) -> tuple[ExaminationStep, ...]:
    """The steps of the examination of a proposal of a session, or of one between sessions."""
    return tuple(_steps(proposals, in_session))


def placed(day: date, proposals: Proposals, jurisdiction: str) -> Placed:
    """Where a proposal belongs that was submitted on this day (domain 8.1, 2)."""
    known = sorted(proposals.sessions, key=lambda each: each.first)
    session = next((each for each in known if each.first <= day <= each.last), None)
    year = session.year if session else day.year
    apart = proposals.numbering_between if session is None else None
    shape = apart or proposals.numbering
    within, name = str(year), ""
    if "{session}" in shape:
        begun = session or next((each for each in reversed(known) if each.first <= day), None)
        if begun is None:
            raise Rejected(
                "no-session",
                f"提案号按届次编排，规则中没有 {day} 之前的届次。请核对提交日期，"
                "或由制定规则的机关补充届次。",
                f"Numbers run by session, and the rules name none that began by {day}. Check the "
                "day, or have the office that makes the rules add the session.",
            )
        within, name = begun.code, begun.chinese
    return Placed(
        submitted_on=day,
        session=session.code if session else None,
        session_word=session.chinese if session else None,
        year=year,
        series=f"{jurisdiction}:{within}{'-between' if apart else ''}",
        numbering=shape.replace("{year}", str(year)).replace("{session}", name),
    )


def written(numbering: str, number: int) -> DocumentNumber:
    """The number as an office writes it."""
    return numbering.replace("{number}", str(number))
