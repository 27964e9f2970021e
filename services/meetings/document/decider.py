"""When a document of a session may be issued: its notice once it was given, its minutes once they
are confirmed."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from common.documents.issuing import Final, Issuing, issuing
from common.visibility import What, by_scope
from contracts.documents import DocumentKind
from contracts.meetings import document as e
from runtime.decider import Circumstances, Rejected
from services.meetings.document import commands as c
from services.meetings.session.decider.state import Session, Stage


def final(command: c.IssueDocument, given: Circumstances[Any]) -> Final:
    session: Session = given.read(f"session/{command.session}")
    assert session.called
    since = None
    if command.kind is DocumentKind.NOTICE:
        given_notice(session)
    else:
        since = confirmed_on(session)
    thing = {
        "kind": command.kind,
        "session": command.session,
        "consultations": session.called.consultations,
    }
    return Final(thing, by_scope(What.MATTER), since)


def given_notice(session: Session) -> None:
    """Refuse a session of which no notice was given. The paper may bear an earlier day."""
    if session.stage is Stage.CANCELLED:
        raise Rejected(
            "session-cancelled",
            "会议已经取消，不再印发会议通知。请另行召集会议。",
            "The session was cancelled, and no notice of it is issued. Call another one.",
        )
    if session.notice is None:
        raise Rejected(
            "notice-open",
            "会议通知尚未发出。请先登记通知，再印发。",
            "No notice of the session was given yet. Record it first, then issue it.",
        )


def confirmed_on(session: Session) -> date:
    if session.minutes is None:
        raise Rejected(
            "minutes-open",
            "会议纪要尚未确认。请先确认纪要，再印发；确认之前可以下载讨论稿。",
            "The minutes are not confirmed yet. Confirm them, then issue them; until then there is"
            " a draft to download.",
        )
    return session.minutes.fact.on


def reads(state: Issuing, command: c.DocumentCommand) -> Iterable[str]:
    """The session whose document is issued."""
    return (f"session/{command.session}",) if isinstance(command, c.IssueDocument) else ()


def seat(command: c.DocumentCommand) -> str | None:
    """A document lies where its session does."""
    return f"session/{command.session}" if isinstance(command, c.IssueDocument) else None


DOCUMENT = issuing(final, e.SessionDocumentIssued, e.SessionDocumentWithdrawn)
