"""What a session brings forth on paper: bulletins, an opinion, collected proposals."""

from datetime import date
from typing import Any

from common.visibility import What, by_scope
from contracts.meetings import session as e
from runtime.papers import used
from services.meetings.session import commands as c
from tests.meetings import examples as x
from tests.meetings import situations as s
from tests.meetings.situations import called, in_session
from tests.meetings.test_rules import having_form, rules

COLLECTION = c.FileSessionPaper(
    kind="collection", title="提案汇编", on=s.DAY, proposals_of="plenary-2026"
)
collected = e.SessionPaperFiled(
    filed=2, kind="collection", title="提案汇编", on=s.DAY, proposals_of="plenary-2026"
)


def bulletin(**more: Any) -> c.FileSessionPaper:
    return x.BULLETIN.model_copy(update=more)


def test_a_plenary_files_papers_of_the_kinds_of_its_form() -> None:  # 001-04
    in_session(*x.plenary).when(x.BULLETIN).then(x.filed)
    in_session(*x.plenary, x.filed).when(COLLECTION).then(collected)
    in_session(*x.plenary).when(bulletin(kind="letter")).then_rejected("unknown-code")
    in_session(called(), s.sat).when(x.BULLETIN).then_rejected("no-papers-of-form")
    (use,) = used(x.filed)
    assert (use.readers, use.title) == (by_scope(What.MATTER), "会议文件1")


def test_papers_come_of_a_session_that_took_place() -> None:  # 001-04
    alone = x.plenary[:1]
    for each in (x.BULLETIN, x.REPRINT, x.RECALL):
        in_session(*alone).when(each).then_rejected("not-held")
    in_session(*x.plenary).when(bulletin(on=date(2026, 3, 1))).then_rejected("paper-before")
    in_session(*x.plenary).when(bulletin(on=date(2026, 3, 3))).then_rejected("future-day")


def test_they_are_filed_after_the_minutes_too() -> None:  # 001-04
    minutes = s.minutes().model_copy(update={"tasks": (), "consultations": ()})
    ended = (*x.plenary, s.closed, s.drafted, minutes)

    in_session(*ended).when(x.BULLETIN).then(x.filed)


def test_a_collection_names_whose_proposals_it_collects() -> None:  # 001-04
    unnamed = COLLECTION.model_copy(update={"proposals_of": None})
    in_session(*x.plenary).when(unnamed).then_rejected("collects-or-not")
    other = bulletin(proposals_of="plenary-2026")
    in_session(*x.plenary).when(other).then_rejected("collects-or-not")


def test_what_is_no_collection_needs_its_text() -> None:  # 001-04
    in_session(*x.plenary).when(bulletin(text=None)).then_rejected("paper-needed")


def test_the_same_paper_is_filed_once() -> None:
    once = (*x.plenary, x.filed)
    in_session(*once).when(x.BULLETIN).then_nothing()
    other = x.REPORT.model_copy(update={"digest": "7a" * 32})
    in_session(*once).when(bulletin(text=other)).then_rejected("paper-filed")
    again = x.filed.model_copy(
        update={"filed": 2, "text": x.filed.text.model_copy(update={"title": "会议文件2"})}
    )
    in_session(*once, x.recalled).when(x.BULLETIN).then(again)


def test_a_paper_is_corrected_and_withdrawn_with_a_reason() -> None:  # 001-04
    once = (*x.plenary, x.filed)
    in_session(*once).when(x.REPRINT).then(x.reprinted)
    in_session(*once, x.reprinted).when(x.REPRINT).then_nothing()
    later = x.reprinted.model_copy(update={"corrects": 4, "title": "会议简报第3期"})
    third = x.REPRINT.model_copy(update={"title": "会议简报第3期"})
    in_session(*once, x.reprinted).when(third).then(later)
    in_session(*once).when(x.RECALL).then(x.recalled)
    in_session(*once, x.recalled).when(x.RECALL).then_nothing()
    in_session(*once, x.recalled).when(x.REPRINT).then_rejected("paper-withdrawn")
    for each in (x.RECALL, x.REPRINT):
        in_session(*x.plenary).when(each).then_rejected("no-paper")
        second = each.model_copy(update={"filed": 2})
        in_session(*once).when(second).then_rejected("no-paper")


def test_a_form_brings_forth_only_papers_that_there_are() -> None:
    rules.when(having_form(papers=("ghosts",))).then_rejected("unknown-code")
    assert isinstance(rules.when(having_form(papers=("opinion",))).result, list)
