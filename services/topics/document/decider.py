"""When the document of a plan may be issued: once the plan is decided."""

from collections.abc import Iterable
from typing import Any

from common.documents.issuing import Final, Issuing, issuing
from common.visibility import What, by_scope
from contracts.documents import DocumentKind
from contracts.topics import document as e
from runtime.decider import Circumstances, Rejected
from services.topics.document import commands as c
from services.topics.plan.decider import Plan, Stage


def final(command: c.IssueDocument, given: Circumstances[Any]) -> Final:
    plan: Plan = given.read(f"plan/{command.plan}")
    if plan.stage is not Stage.DECIDED:
        raise Rejected(
            "plan-open",
            "计划尚未审定。请先按程序审定，再印发；审定之前可以下载讨论稿。",
            "The plan is not decided yet. Have it decided, then issue it; until then there is a"
            " draft to download.",
        )
    thing = {"kind": DocumentKind.PLAN, "plan": command.plan}
    return Final(thing, by_scope(What.MATTER), plan.since)


def reads(state: Issuing, command: c.DocumentCommand) -> Iterable[str]:
    """The plan that is issued."""
    return (f"plan/{command.plan}",) if isinstance(command, c.IssueDocument) else ()


def seat(command: c.DocumentCommand) -> str | None:
    """A document lies where its plan does."""
    return f"plan/{command.plan}" if isinstance(command, c.IssueDocument) else None


DOCUMENT = issuing(final, e.PlanDocumentIssued, e.PlanDocumentWithdrawn)
