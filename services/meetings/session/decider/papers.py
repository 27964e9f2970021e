"""The papers that a session brings forth: bulletins, an opinion, collected proposals (001-04)."""

from typing import Any

from common.vocabulary import chosen
from contracts.meetings import session as e
from runtime.decider import Circumstances, Rejected
from runtime.refusals import Misfit
from services.meetings.session import commands as c
from services.meetings.session.decider.materials import kept
from services.meetings.session.decider.state import FiledPaper, Session
from services.meetings.words import PAPER, Book


def file_paper(
    session: Session, command: c.FileSessionPaper, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    number = len(session.papers) + 1
    paper = e.SessionPaperFiled(filed=number, **_content(session, command, number, given))
    for before in session.papers:
        if before.withdrawn or (before.fact.kind, before.fact.title) != (paper.kind, paper.title):
            continue
        if told(before.fact) == told(paper):
            return []
        raise Rejected(
            "paper-filed",
            f"“{paper.title}”已登记为会议文件 {before.fact.filed}。内容有误请更正；"
            "另一份文件请用不同的标题。",
            f"{paper.title} is filed already, as paper {before.fact.filed}. Correct that one, or "
            "give another paper another title.",
        )
    return [paper]


def correct_paper(
    session: Session, command: c.CorrectSessionPaper, given: Circumstances[Book]
) -> list[e.SessionEvent]:
    before = paper_of(session, command)
    if before.withdrawn:
        raise Rejected(
            "paper-withdrawn",
            f"会议文件 {command.filed} 已经撤回，不能更正。请重新登记。",
            f"Paper {command.filed} was withdrawn and is not corrected. File it anew.",
        )
    content = _content(session, command, command.filed, given)
    facts = {**content, "filed": command.filed}
    paper = e.SessionPaperCorrected(**facts, corrects=before.version, reason=command.reason)
    return [] if told(paper) == told(before.fact) else [paper]


def withdraw_paper(session: Session, command: c.WithdrawSessionPaper) -> list[e.SessionEvent]:
    if paper_of(session, command).withdrawn:
        return []
    return [e.SessionPaperWithdrawn(**command.model_dump())]


def told(paper: e.SessionPaper) -> tuple[object, ...]:
    """What a paper says, whatever its number."""
    digest = paper.text and paper.text.digest
    return (paper.kind, paper.title, paper.on, digest, paper.proposals_of)


def paper_of(
    session: Session, command: c.CorrectSessionPaper | c.WithdrawSessionPaper
) -> FiledPaper:
    if not session.papers:
        raise Rejected(
            "no-paper",
            "本次会议尚未登记会议文件。请先登记。",
            "No paper of this session is filed. File it first.",
        )
    if (number := command.filed) > len(session.papers):
        raise Rejected(
            "no-paper",
            f"没有会议文件 {number}（共 {len(session.papers)} 份）。请核对序号。",
            f"There is no paper {number} (there are {len(session.papers)}). Check the number.",
        )
    return session.papers[number - 1]


def _content(
    session: Session,
    command: c.FileSessionPaper | c.CorrectSessionPaper,
    number: int,
    given: Circumstances[Book],
) -> dict[str, Any]:
    """What is filed, once it has been tested. By the words of today: a county may say later what a
    form brings forth, and last year's papers are filed then."""
    assert session.called
    form = next((f for f in given.rules.words.forms if f.code == session.called.form), None)
    if form is None or not form.papers:
        name = form.chinese if form else session.called.form
        raise Rejected(
            "no-papers-of-form",
            f"“{name}”不形成会议文件。请改在会前材料或会议纪要中登记，或请在规则的会议形式中写明"
            "文件类别（papers）。",
            f"Sessions of the form {session.called.form} bring forth no papers. Put it into the "
            "materials or the minutes, or have the rules name kinds of `papers` for this form.",
        )
    kinds = [kind for kind in given.rules.words.papers if kind.code in form.papers]
    kind = chosen(kinds, command.kind, PAPER)
    if kind.collects != (command.proposals_of is not None):
        raise Misfit(
            "collects-or-not",
            f"“{kind.chinese}”汇编提案，请写明是哪次全会的提案（proposals_of）。"
            if kind.collects
            else f"“{kind.chinese}”不汇编提案。请把 proposals_of 留空，或改选文件类别。",
            f"{kind.english}: it collects proposals. Name their plenary session (`proposals_of`)."
            if kind.collects
            else f"{kind.english}: it collects no proposals. Leave `proposals_of` out, or choose "
            "another kind.",
        )
    if command.text is None and not kind.collects:
        raise Misfit(
            "paper-needed",
            f"“{kind.chinese}”须附文件。请先上传，再按回执填写（text）。",
            f"{kind.english}: upload the paper first, then name it in `text`.",
        )
    given.has_come(command.on)
    if command.on < (first := session.sittings[0].on):
        raise Rejected(
            "paper-before",
            f"会议于 {first} 开始，会议文件的日期应不早于它。请核对日期，或登记为会前材料。",
            f"The session began on {first}; what it brings forth is no earlier. Check the day, or "
            "send it as a material.",
        )
    return {
        "kind": command.kind,
        "title": command.title,
        "on": command.on,
        "text": command.text and kept(command.text, f"会议文件{number}"),
        "proposals_of": command.proposals_of,
    }
