"""The life of a report: submitted, screened, edited, checked, signed, issued, used (domain 8.4)."""

from collections.abc import Iterable
from functools import reduce

from contracts.topics import report as e
from runtime.decider import Circumstances, Decider, Rejected
from services.topics.report import commands as c
from services.topics.report.decider.editing import edit, send_back, take_step
from services.topics.report.decider.issuing import (
    contributed_again,
    note_issue,
    note_withdrawn,
    record_use,
    send_up,
    tell,
    withdraw_feedback,
    withdraw_sending_up,
    withdraw_use,
)
from services.topics.report.decider.screening import (
    MERGING,
    give_back,
    keep,
    merge,
    take,
    take_in,
    turn_into_topic,
)
from services.topics.report.decider.state import SAID, Report, Stage, evolve
from services.topics.report.decider.submitting import correct, submit, submit_again
from services.topics.rules.decider import TopicRules


def decide(
    report: Report, command: c.ReportCommand, given: Circumstances[TopicRules]
) -> list[e.ReportEvent]:
    match report.stage, command:
        case Stage.BLANK, c.SubmitReport():
            return submit(command, given)
        case Stage.RETURNED, c.SubmitAgain():
            return submit_again(report, command, given)
        case stage, c.CorrectReport() if stage is not Stage.BLANK:
            return with_what_follows(report, correct(report, command, given), given)
        case Stage.SUBMITTED | Stage.KEPT, c.TakeReport():
            return take(report, command, given)
        case Stage.SUBMITTED | Stage.TAKEN | Stage.EDITED, c.ReturnReport():
            return give_back(report, command, given)
        case ((Stage.SUBMITTED | Stage.TAKEN | Stage.EDITED | Stage.SIGNED), c.KeepReport()):
            return keep(report, command, given)
        case ((Stage.SUBMITTED | Stage.KEPT | Stage.TAKEN | Stage.EDITED), c.MergeReport()):
            return merge(report, command, given)
        case stage, c.TakeInReport() if stage in MERGING or command.merged in report.joined:
            return with_what_follows(report, take_in(report, command), given)
        case Stage.MERGED, c.NoteReportCarriedOn(into=into):
            return [] if into in report.mergers else [e.ReportCarriedOn(into=into)]
        case ((Stage.SUBMITTED | Stage.KEPT | Stage.TAKEN | Stage.EDITED), c.TurnIntoTopic()):
            return turn_into_topic(report, command, given)
        case Stage.TAKEN | Stage.EDITED, c.EditReport():
            return edit(report, command, given)
        case Stage.EDITED, c.PassReport():
            return take_step(report, command, given)
        case Stage.EDITED, c.SendBack():
            return send_back(report, command, given)
        case Stage.SIGNED | Stage.ISSUED, c.NoteIssue() if report.waits_for(command.bulletin):
            return note_issue(report, command, given)
        case Stage.ISSUED, c.NoteIssueWithdrawn():
            return note_withdrawn(report, command)
        case Stage.SIGNED | Stage.ISSUED, c.SendReportUp():
            return send_up(report, command, given)
        case stage, c.WithdrawSendingUp() if stage is not Stage.BLANK:
            return withdraw_sending_up(report, command)
        case stage, c.RecordUse() if report.sent_up or stage in (Stage.SIGNED, Stage.ISSUED):
            return record_use(report, command, given)
        case stage, c.WithdrawUse() if report.used or stage in (Stage.SIGNED, Stage.ISSUED):
            return withdraw_use(report, command)
        case stage, c.TellAuthors() if stage is not Stage.BLANK:
            return tell(report, command, given)
        case stage, c.WithdrawFeedback() if stage is not Stage.BLANK:
            return withdraw_feedback(report, command)
        case _:
            chinese, english = SAID[report.stage]
            raise Rejected(
                "report-out-of-step",
                f"此信息目前是“{chinese}”，不能办理这一步。请刷新页面，按当前状态办理。",
                f"This step is not open: the report is {english}. Reload it and go on from there.",
            )


def with_what_follows(
    report: Report, events: list[e.ReportEvent], given: Circumstances[TopicRules]
) -> list[e.ReportEvent]:
    """With issue and uses, told again where these events change whose they are."""
    after = reduce(lambda so_far, each: evolve(so_far, each, given.unit), events, report)
    return [*events, *contributed_again(after, given)] if events else []


def reads(report: Report, command: c.ReportCommand) -> Iterable[str]:
    """The report that this one follows, or becomes part of; the proposal that became this one."""
    match command:
        case c.SubmitReport(follows=other, proposal=proposal):
            named = (("proposal", proposal), ("report", other))
            return [f"{kind}/{key}" for kind, key in named if key is not None]
        case c.CorrectReport(follows=str(other)):
            return [f"report/{other}"]
        case c.MergeReport(into=into):
            return [f"report/{into}"]
        case _:
            return ()


REPORT = Decider[Report, c.ReportCommand, e.ReportEvent](Report(), decide, evolve)
