"""What becomes of a signed report: issued, sent up, used; and whether its authors know."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from common.vocabulary import chosen
from contracts.paper import PaperUse
from contracts.topics import report as e
from contracts.topics.rules import UpperLevel
from runtime.decider import Circumstances, Rejected
from services.topics.report import commands as c
from services.topics.report.decider.state import ENDS, Report, Stage
from services.topics.report.decider.submitting import ITEM, reports_of, use
from services.topics.report.moments import When, in_order, minutes_between, when
from services.topics.rules.decider import TopicRules

LEVEL = ("上级", "level above")


def note_issue(
    report: Report, command: c.NoteIssue, given: Circumstances[TopicRules]
) -> list[e.ReportEvent]:
    credit = given.rules.reports.issued_as if given.rules.reports else None
    event = e.ReportIssued(
        **contributed(report, credit),
        **dict(command),
        minutes=minutes_until(command.issued_at, report),
        text=as_issued(report),
    )
    if report.stage is not Stage.ISSUED:
        return [event]
    return again([event], [report.issued])


def minutes_until(issued: datetime | None, report: Report) -> int | None:
    """From receipt to issue."""
    return minutes_between(report.received.at, issued)


def as_issued(report: Report) -> PaperUse:
    """The text for its authors and a committee in charge. (The item of the bulletin names none of
    them: whoever it is sent to sees that.)"""
    assert report.edited
    return use(report.edited.text, ITEM, report.authors, (report.committee,))


def again(
    now: Iterable[e.ReportEvent], then: Iterable[e.ReportIssued | e.ReportUsed | None]
) -> list[e.ReportEvent]:
    """What was recorded before, as it is now: where that differs."""
    found: list[e.ReportEvent] = []
    for event, before in zip(now, then, strict=True):
        assert before
        assert isinstance(event, e.ReportIssued | e.ReportUsed)
        on = before.issued_on if isinstance(before, e.ReportIssued) else before.used_on
        if event.model_dump(exclude=_BEFORE) != before.model_dump(exclude=_BEFORE):
            found.append(event.model_copy(update={"before": before.authors, "before_on": on}))
    return found


_BEFORE = {"before", "before_on"}


def contributed_again(report: Report, given: Circumstances[TopicRules]) -> list[e.ReportEvent]:
    """Issue and uses of a report that was corrected, whose it is and what for as it is now. What
    the rules no longer have counts as it did."""
    assert (about := report.about)
    rules = reports_of(given)
    worth: dict[str, str | None] = {each.code: each.credited_as for each in rules.levels}
    named = {"authors": report.authors, "credited": report.credited}
    then: list[e.ReportIssued | e.ReportUsed] = [*report.used.values()]
    if report.issued:
        then.insert(0, report.issued)
    now: list[e.ReportEvent] = []
    for each in then:
        facts: dict[str, Any] = {**named, "category": about.category}
        if isinstance(each, e.ReportUsed):
            credit = worth.get(each.level, each.credited_as)
        else:
            credit = rules.issued_as
            facts["minutes"] = minutes_until(each.issued_at, report)
            facts["text"] = as_issued(report)
        facts["credited_as"] = credit if report.credited else None
        now.append(each.model_copy(update=facts))
    return again(now, then)


def contributed(report: Report, credited_as: str | None) -> dict[str, Any]:
    """Whose it is, what for, and in whose duty files it counts: those of members."""
    assert (about := report.about)
    return {
        "title": report.edited.title if report.edited else about.title,
        "category": about.category,
        "authors": report.authors,
        "credited": report.credited,
        "credited_as": credited_as if report.credited else None,
    }


def note_withdrawn(report: Report, command: c.NoteIssueWithdrawn) -> list[e.ReportEvent]:
    assert (issued := report.issued)
    left = e.Fate.USED if report.used else None
    facts = {"authors": issued.authors, "issued_on": issued.issued_on, "fate": left}
    return [e.IssueWithdrawn(**dict(command), **facts)]


def send_up(
    report: Report, command: c.SendReportUp, given: Circumstances[TopicRules]
) -> list[e.ReportEvent]:
    """Sent to the same level again, it is told anew: what was said last counts."""
    level = level_of(command.level, given)
    sent = when(command.sent_on, command.sent_at, report.urgent, given)
    assert report.done
    in_order(report.done, sent, "签发", "The report was signed")
    in_order(report.received, sent, "收到", "The report came in")
    event = e.ReportSentUp(
        level=level.code, receiver=command.receiver, sent_on=sent.on, sent_at=sent.at
    )
    if event == report.sent_up.get(level.code):
        return []
    uses_rest_on({**report.sent_up, level.code: event}, report)
    return [event]


def withdraw_sending_up(report: Report, command: c.WithdrawSendingUp) -> list[e.ReportEvent]:
    if command.level not in report.sent_up:
        raise Rejected(
            "not-sent-there",
            "没有登记向该级报送此信息。请核对级别。",
            "There is no record that the report was sent to this level. Check the level.",
        )
    left = {level: sent for level, sent in report.sent_up.items() if level != command.level}
    uses_rest_on(left, report)
    return [e.SendingUpWithdrawn(**dict(command))]


def uses_rest_on(sent_up: Mapping[str, e.ReportSentUp], report: Report) -> None:
    """Refuse where a use would come before the report was first sent up."""
    first = min((each.sent_on for each in sent_up.values()), default=None)
    for each in report.used.values():
        if first is None or each.used_on < first:
            raise Rejected(
                "use-rests-on-it",
                f"{each.used_on} 的采用登记以此次报送为前提。请先撤销该采用登记，再更正报送。",
                f"The use of {each.used_on} rests on this sending. Withdraw the record of that use"
                " first.",
            )


def record_use(
    report: Report, command: c.RecordUse, given: Circumstances[TopicRules]
) -> list[e.ReportEvent]:
    """A level may use what was sent to another one: city and province pass on. They may also use
    what is kept for reference here by now."""
    if not report.sent_up:
        raise Rejected(
            "not-sent-up",
            "此信息尚未向上报送，不能登记采用。请先登记报送。",
            "This report was not sent up yet, so nobody above can have used it. Record the sending"
            " first.",
        )
    level = level_of(command.level, given)
    given.has_come(command.used_on)
    first = min(When(each.sent_on) for each in report.sent_up.values())
    in_order(first, When(command.used_on), "首次向上报送", "It was first sent up")
    event = e.ReportUsed(
        **contributed(report, level.credited_as),
        level=level.code,
        used_on=command.used_on,
        publication=command.publication,
    )
    if (before := report.used.get(level.code)) is None:
        return [event]
    if (before.used_on, before.publication) == (event.used_on, event.publication):
        return []
    raise Rejected(
        "used-already",
        f"{level.chinese}采用已登记在 {before.used_on}。如有误，请先撤销该登记。",
        f"That level is on record as having used it on {before.used_on}. Withdraw that record first"
        " if it is wrong.",
    )


def withdraw_use(report: Report, command: c.WithdrawUse) -> list[e.ReportEvent]:
    if (use := report.used.get(command.level)) is None:
        raise Rejected(
            "not-used",
            "没有登记该级采用此信息。请核对级别。",
            "There is no record that this level used the report. Check the level.",
        )
    others = any(each != command.level for each in report.used)
    left = e.Fate.USED if others else ENDS.get(report.stage)
    facts = {"authors": use.authors, "used_on": use.used_on, "fate": left}
    return [e.UseWithdrawn(**dict(command), **facts)]


def level_of(code: str, given: Circumstances[TopicRules]) -> UpperLevel:
    return chosen(reports_of(given).levels, code, LEVEL)


def tell(
    report: Report, command: c.TellAuthors, given: Circumstances[TopicRules]
) -> list[e.ReportEvent]:
    if report.fate is None:
        raise Rejected(
            "nothing-to-tell",
            "此信息还没有处理结果可以反馈。请待处理之后再反馈。",
            "Nothing has become of this report yet. Tell its authors once something has.",
        )
    named = command.authors or report.untold
    if strangers := [each for each in named if each not in report.authors]:
        raise Rejected(
            "not-an-author",
            f"{'、'.join(strangers)} 不是此信息的作者。请核对编号。",
            f"{', '.join(strangers)} did not write this report. Check the ids.",
        )
    told_on = command.told_on or given.today
    given.has_come(told_on)
    now = tuple(each for each in report.untold if each in named)
    if not now:
        return []
    in_order(report.received, When(told_on), "收到", "The report came in")
    if report.fate is e.Fate.ISSUED and report.issued:
        in_order(When(report.issued.issued_on), When(told_on), "编发", "The report was issued")
    if report.fate is e.Fate.USED:
        first = min(each.used_on for each in report.used.values())
        in_order(When(first), When(told_on), "采用", "The report was first used")
    return [e.AuthorsTold(authors=now, of=report.fate, answer=command.answer, told_on=told_on)]


def withdraw_feedback(report: Report, command: c.WithdrawFeedback) -> list[e.ReportEvent]:
    told = [each for each in report.authors if each not in report.untold] if report.fate else []
    if strangers := [each for each in command.authors if each not in told]:
        raise Rejected(
            "not-told",
            f"没有登记已向 {'、'.join(strangers)} 反馈现在的处理结果。请核对编号。",
            f"There is no record that {', '.join(strangers)} was told what became of it last."
            " Check the ids.",
        )
    authors = tuple(dict.fromkeys(command.authors))
    return [e.FeedbackWithdrawn(authors=authors, reason=command.reason)]
