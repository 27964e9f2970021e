"""When documents of sessions may be issued: once, and only of what is final."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from common.documents.issuing import CALLED
from contracts.documents import DocumentKind
from runtime.media import ENDINGS, file_name
from services.meetings.document.decider import DOCUMENT, reads, seat
from tests.meetings import document_examples as x
from tests.meetings import examples as sessions
from tests.meetings import situations as s
from tests.support.scenario import Scenario, circumstances

AFTER = date(2026, 3, 9)
OTHER = x.sealed.model_copy(update={"digest": "d1" * 32})


def documents(*history: Any, of: tuple[Any, ...] = s.meeting_minuted) -> Scenario:
    session = s.in_session(*of)
    state = session.decider.fold((each, s.VILLAGE) for each in of)
    by = circumstances(unit=s.VILLAGE, rules=s.RULES, today=AFTER)
    by = replace(by, states={f"session/{s.MEETING}": state})
    return Scenario(DOCUMENT, by, history)


def test_minutes_are_issued_once_they_are_confirmed() -> None:
    documents().when(x.ISSUE).then(x.issued)
    documents(of=s.meeting_ended).when(x.ISSUE).then_rejected("minutes-open")


def test_a_notice_is_issued_once_it_was_given_and_may_bear_an_earlier_day() -> None:
    noticed = (*s.meeting_called, sessions.noticed)
    (issued,) = documents(of=noticed).when(x.ISSUE_NOTICE).result  # type: ignore[misc]

    assert (issued.kind, issued.on) == (DocumentKind.NOTICE, date(2026, 2, 24))
    assert issued.paper.title == "会议通知.pdf"
    documents(of=s.meeting_called).when(x.ISSUE_NOTICE).then_rejected("notice-open")
    cancelled = (*noticed, sessions.cancelled)
    documents(of=cancelled).when(x.ISSUE_NOTICE).then_rejected("session-cancelled")


def test_a_document_is_issued_once_only() -> None:
    documents(x.issued).when(x.ISSUE).then_nothing()
    for other in ({"on": AFTER}, {"document_number": "协纪〔2026〕2号"}, {"paper": OTHER}):
        again = x.ISSUE.model_copy(update=other)
        documents(x.issued).when(again).then_rejected("already-issued")


def test_what_was_issued_wrongly_is_withdrawn_and_issued_anew() -> None:
    second = x.issued.model_copy(update={"issue": 2})

    documents(x.issued).when(x.WITHDRAW).then(x.withdrawn)
    documents(x.issued, x.withdrawn).when(x.WITHDRAW).then_nothing()
    documents(x.issued, x.withdrawn).when(x.ISSUE).then(second)
    withdrawn_again = x.withdrawn.model_copy(update={"issue": 2})
    documents(x.issued, x.withdrawn, second).when(x.WITHDRAW).then(withdrawn_again)
    documents().when(x.WITHDRAW).then_rejected("not-issued")


def test_minutes_that_were_corrected_since_are_issued_as_they_stand() -> None:
    mended = sessions.mended.model_copy(update={"on": AFTER})
    corrected = (*s.meeting_minuted, mended)

    documents(of=corrected).when(x.ISSUE).then_rejected("not-final-then")
    later = x.ISSUE.model_copy(update={"on": AFTER})
    documents(of=corrected).when(later).then(x.issued.model_copy(update={"on": AFTER}))


def test_a_document_bears_no_day_to_come_and_none_before_it_was_settled() -> None:
    early = x.ISSUE.model_copy(update={"on": date(2026, 3, 1)})
    late = x.ISSUE.model_copy(update={"on": date(2026, 3, 10)})

    documents().when(early).then_rejected("not-final-then")
    documents().when(late).then_rejected("future-day")


def test_without_an_upload_there_is_nothing_to_issue() -> None:
    bare = x.ISSUE.model_copy(update={"paper": None})

    documents().when(bare).then_rejected("paper-missing")


@pytest.mark.parametrize(
    ("media_type", "title"),
    [
        ("application/pdf", "协商纪要.pdf"),
        ("application/msword", "协商纪要.doc"),
        ("application/zip", "协商纪要"),
    ],
)
def test_a_paper_has_a_title_that_says_nothing_of_the_session(media_type: str, title: str) -> None:
    paper = x.sealed.model_copy(update={"media_type": media_type})
    issue = x.ISSUE.model_copy(update={"paper": paper})
    (issued,) = documents().when(issue).result  # type: ignore[misc]

    assert issued.paper.title == title


def test_a_document_lies_where_its_session_does() -> None:
    assert list(reads(DOCUMENT.blank, x.ISSUE)) == [f"session/{s.MEETING}"] == [seat(x.ISSUE)]
    assert (list(reads(DOCUMENT.blank, x.WITHDRAW)), seat(x.WITHDRAW)) == ([], None)
    assert x.issued.about == f"session/{s.MEETING}"


def test_every_kind_of_document_has_a_name_in_both_languages() -> None:
    assert set(CALLED) == set(DocumentKind)


@pytest.mark.parametrize("media_type", ENDINGS)
def test_what_is_issued_is_saved_under_a_name_with_the_ending_of_its_kind(media_type: str) -> None:
    end = ENDINGS[media_type]
    paper = x.sealed.model_copy(update={"media_type": media_type})
    (issued,) = documents().when(x.ISSUE.model_copy(update={"paper": paper})).result  # type: ignore[misc]

    assert issued.paper.title == (f"协商纪要.{end}" if end else "协商纪要")


def test_a_spreadsheet_that_is_issued_opens_as_one() -> None:
    assert file_name("名单", "application/vnd.ms-excel") == "名单.xls"
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert file_name("名单", sheet) == "名单.xlsx"
