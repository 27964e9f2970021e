"""When documents of outcomes may be issued, and by whom."""

from dataclasses import replace
from datetime import date
from typing import Any

from services.outcomes.document.commands import key_of
from services.outcomes.document.decider import DOCUMENT, reads, seat
from services.outcomes.outcome.decider import OUTCOME as LIFE
from tests.outcomes import document_examples as x
from tests.outcomes import situations as s
from tests.support.scenario import Scenario

AFTER = date(2026, 3, 9)
STREAM = f"outcome/{x.OUTCOME}"


def documents(*history: Any, of: tuple[Any, ...] = s.done, by: Any = x.clerk) -> Scenario:
    state = LIFE.fold((each, s.VILLAGE) for each in of)
    return Scenario(DOCUMENT, replace(by, today=AFTER, states={STREAM: state}), history)


def test_an_opinion_is_issued_once_there_is_consent_or_it_was_sent() -> None:
    for life in ((s.drafted, s.consented), s.on_its_way, s.all_closed):
        documents(of=life).when(x.ISSUE).then(x.issued)
    documents(of=(s.drafted,)).when(x.ISSUE).then_rejected("opinion-open")
    documents(of=(s.drafted, s.refused)).when(x.ISSUE).then_rejected("opinion-open")
    again = (s.drafted, s.refused, s.redrafted)
    documents(of=again).when(x.ISSUE).then_rejected("opinion-open")


def test_an_opinion_bears_no_day_before_consent_and_has_the_number_of_its_sending() -> None:
    early = x.ISSUE.model_copy(update={"on": date(2026, 1, 1)})
    without = x.ISSUE.model_copy(update={"document_number": None})
    sent = x.issued.model_copy(update={"document_number": s.sent.outcome_number})

    documents().when(early).then_rejected("not-final-then")
    documents().when(without).then(sent)
    documents(sent).when(without).then_nothing()
    documents(of=(s.drafted, s.consented)).when(without).then(
        x.issued.model_copy(update={"document_number": None})
    )


def test_a_reply_is_issued_once_the_task_is_completed() -> None:
    for by in (s.commerce, x.clerk):  # the office, where it came on paper
        documents(by=by).when(x.ISSUE_REPLY).then(x.replied)
    documents(of=s.on_its_way).when(x.ISSUE_REPLY).then_rejected("reply-open")
    opened_again = (*s.all_closed, s.not_kept, s.road_reopened)
    road = x.ISSUE_REPLY.model_copy(update={"task": 2})
    documents(of=opened_again).when(road).then_rejected("reply-open")
    unknown = x.ISSUE_REPLY.model_copy(update={"task": 9})
    documents().when(unknown).then_rejected("no-such-task")


def test_a_department_issues_and_withdraws_its_own_replies_and_nothing_else() -> None:
    documents(by=s.transport).when(x.ISSUE_REPLY).then_rejected("not-your-document")
    documents(by=s.commerce).when(x.ISSUE).then_rejected("not-your-document")
    documents(x.issued, by=s.commerce).when(x.WITHDRAW).then_rejected("not-your-document")
    documents(x.replied, by=s.transport).when(x.WITHDRAW).then_rejected("not-your-document")
    for by in (s.commerce, x.clerk):
        (withdrawn,) = documents(x.replied, by=by).when(x.WITHDRAW).result  # type: ignore[misc]
        assert (withdrawn.task, withdrawn.kind) == (1, x.replied.kind)


def test_what_was_issued_wrongly_is_withdrawn_and_issued_anew() -> None:
    other = x.ISSUE.model_copy(update={"paper": x.signed})

    documents(x.issued).when(x.ISSUE).then_nothing()
    documents(x.issued).when(other).then_rejected("already-issued")
    documents(x.issued).when(x.WITHDRAW).then(x.withdrawn)
    documents(x.issued, x.withdrawn).when(x.WITHDRAW).then_nothing()
    anew = x.issued.model_copy(update={"issue": 2})
    documents(x.issued, x.withdrawn).when(x.ISSUE).then(anew)
    documents().when(x.WITHDRAW).then_rejected("not-issued")
    bare = x.ISSUE.model_copy(update={"paper": None})
    documents().when(bare).then_rejected("paper-missing")
    late = x.ISSUE.model_copy(update={"on": date(2026, 3, 10)})
    documents().when(late).then_rejected("future-day")


def test_a_document_lies_where_its_outcome_does() -> None:
    assert list(reads(DOCUMENT.blank, x.ISSUE)) == [STREAM] == [seat(x.ISSUE)]
    assert (list(reads(DOCUMENT.blank, x.WITHDRAW)), seat(x.WITHDRAW)) == ([], None)
    assert x.issued.about == STREAM
    assert (x.ISSUE.key, x.ISSUE_REPLY.key) == ("o-1:opinion", key_of(x.OUTCOME, 1))
