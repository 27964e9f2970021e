"""Issuing documents: once, when the thing is final; a wrong one is withdrawn and issued anew.

A service says what its documents are of (`final`), and makes its rules with `issuing`. The stream
is named by the thing and the kind of document, and reads the thing (docs/decisions/0013).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from common.visibility import Roles
from contracts.documents import DocumentIssued, DocumentKind, DocumentWithdrawn
from contracts.paper import Paper, PaperClass, PaperUse
from contracts.places import UnitId
from contracts.text import Day, DocumentNumber, Sentence
from runtime.decider import Circumstances, Command, Decider, Rejected
from runtime.media import file_name
from runtime.probe import repeats

CALLED: Mapping[DocumentKind, tuple[str, str]] = {
    DocumentKind.NOTICE: ("会议通知", "notice of the session"),
    DocumentKind.MINUTES: ("协商纪要", "minutes"),
    DocumentKind.OPINION: ("协商意见", "opinion"),
    DocumentKind.REPLY: ("办理答复", "reply"),
    DocumentKind.PLAN: ("年度协商计划", "annual plan"),
    DocumentKind.BULLETIN: ("社情民意信息", "bulletin"),
}
"""What a document of each kind is called. Papers bear no other title: events are read more widely
than papers."""


class IssueDocument(Command):
    """A class of a service adds the thing and, where it has several, the kind of document. `unit`:
    where the thing lies. `on`: the day that the document bears. `paper`: what was uploaded, as the
    answer to the upload says; without it the .docx is issued that the system makes."""

    called = ("印发文书", "Issue the document")
    creates: ClassVar[bool] = True

    unit: UnitId
    on: Day
    document_number: DocumentNumber | None = None
    paper: Paper | None = None


class WithdrawDocument(Command):
    """Withdraw a document that was issued and is wrong, with the reason. It stays in the history,
    and the right one is issued in its place."""

    called = ("收回文书", "Withdraw the document")

    reason: Sentence


@dataclass(frozen=True)
class Final:
    """That a document may be issued: what the event says of the thing, who reads the paper by their
    office, the day before which the document bears none (`since`), and the number that the thing
    has, if it has one."""

    thing: Mapping[str, Any]
    readers: Roles
    since: date | None = None
    number: DocumentNumber | None = None


@dataclass(frozen=True)
class Issuing:
    """`told`: what was issued last, `withdrawn` or not."""

    unit: str = ""
    told: DocumentIssued | None = None
    withdrawn: bool = False


def anybody(told: DocumentIssued, given: Circumstances[Any]) -> None:
    """Whoever may ask at all withdraws a document."""


def issuing(
    final: Callable[[Any, Circumstances[Any]], Final],
    issued: type[DocumentIssued],
    withdrawn: type[DocumentWithdrawn],
    may_withdraw: Callable[[Any, Circumstances[Any]], None] = anybody,
) -> Decider[Issuing, Any, Any]:
    """The rules of documents. `final` refuses a thing whose document cannot be issued yet;
    `may_withdraw` whoever may not withdraw this one. What a withdrawal says of the thing, the issue
    has said."""

    def decide(state: Issuing, command: Any, given: Circumstances[Any]) -> list[Any]:
        told = state.told
        if isinstance(command, IssueDocument):
            if told is None or state.withdrawn:
                return [newly(state, command, given)]
            if repeats(lambda: _same(told, command)):
                return []
            raise already_issued(told)
        if told is None:
            raise Rejected(
                "not-issued",
                "没有印发过这份文书，无从收回。请核对编号。",
                "No such document was issued, so there is none to withdraw. Check its id.",
            )
        if state.withdrawn:
            return []
        may_withdraw(told, given)
        said = {name: getattr(told, name) for name in withdrawn.model_fields if name != "reason"}
        return [withdrawn(**said, reason=command.reason)]

    def newly(state: Issuing, command: Any, given: Circumstances[Any]) -> DocumentIssued:
        thing = final(command, given)
        given.has_come(command.on)
        if thing.since and command.on < thing.since:
            raise Rejected(
                "not-final-then",
                f"这份文书的内容 {thing.since} 才确定，成文日期不能早于当日。请核对日期。",
                f"What this document says was settled on {thing.since}, and it bears no earlier"
                " day. Check the day.",
            )
        return issued(
            issue=state.told.issue + 1 if state.told else 1,
            on=command.on,
            document_number=command.document_number or thing.number,
            paper=paper_used(command, thing),
            **thing.thing,
        )

    def evolve(state: Issuing, event: Any, unit: str) -> Issuing:
        if isinstance(event, DocumentIssued):
            return Issuing(state.unit or unit, event)
        return Issuing(state.unit, state.told, withdrawn=True)

    return Decider[Issuing, Any, Any](Issuing(), decide, evolve)


def paper_used(command: IssueDocument, thing: Final) -> PaperUse:
    paper = command.paper
    if paper is None:
        raise Rejected(
            "paper-missing",
            "请先上传已盖章或签字的文书，再把回执填入 paper。",
            "Upload the document as it was sealed or signed, and give the answer to the upload as"
            " `paper`.",
        )
    name = CALLED[thing.thing["kind"]][0]
    return PaperUse(
        **dict(paper),
        title=file_name(name, paper.media_type),
        kept=PaperClass.INTERNAL,
        readers=thing.readers,
    )


def _same(told: DocumentIssued, command: IssueDocument) -> bool:
    paper = command.paper
    same_paper = paper is not None and paper.digest == told.paper.digest
    same_number = command.document_number in (None, told.document_number)
    return same_paper and same_number and command.on == told.on


def already_issued(told: DocumentIssued) -> Rejected:
    number = f"（{told.document_number}）" if told.document_number else ""
    return Rejected(
        "already-issued",
        f"这份{CALLED[told.kind][0]}{number}已经印发，成文日期 {told.on}，不能再次印发。"
        "内容有误的，请先写明理由收回，再重新印发。",
        f"The {CALLED[told.kind][1]} of {told.on} was issued already. Where it is wrong, withdraw"
        " it with the reason, and issue it anew.",
    )
