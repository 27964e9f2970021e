"""From editing to signing: each step by another person, in the offices that the rules name."""

from contracts.roles import OFFICES, Role
from contracts.topics import report as e
from contracts.topics.rules import ReportStep
from runtime.decider import Circumstances, Rejected
from services.topics.report import commands as c
from services.topics.report.decider.screening import by_another
from services.topics.report.decider.state import Report
from services.topics.report.decider.submitting import EDITED, reports_of, short_enough, use
from services.topics.report.moments import in_order, when
from services.topics.rules.decider import TopicRules


def edit(
    report: Report, command: c.EditReport, given: Circumstances[TopicRules]
) -> list[e.ReportEvent]:
    rules = reports_of(given)
    step = in_office(report, rules.steps[0], given)
    short_enough(command.characters, rules)
    edited = e.ReportEdited(
        step=step.code,
        word=step.chinese,
        title=command.title,
        text=use(command.text, EDITED, bodies=(report.committee,)),
        characters=command.characters,
        edited_by=given.actor,
    )
    return [] if edited == report.edited and report.passed == 1 else [edited]


def take_step(
    report: Report, command: c.PassReport, given: Circumstances[TopicRules]
) -> list[e.ReportEvent]:
    """Check the text or, with the last step, sign it. Refuses whoever wrote the report, edited it,
    or took a step before: persons are compared, not offices."""
    steps = reports_of(given).steps
    step = in_office(report, steps[min(report.passed, len(steps) - 1)], given)
    by_another(report, given)
    if given.known_as & report.hands:
        raise Rejected(
            "same-hand",
            "编辑、审核、签发须由不同的人办理，您已办过其中一步。请由其他人员办理。",
            "Editing, checking and signing take different persons, and you took one of these steps"
            " already. Have somebody else do this one.",
        )
    done = when(command.on, command.at, report.urgent, given)
    in_order(report.received, done, "收到", "The report came in")
    if report.done is not None:
        in_order(report.done, done, "上一步", "The step before was taken")
    named = {"step": step.code, "word": step.chinese}
    if report.passed < len(steps) - 1:
        return [
            e.ReportChecked(**named, checked_by=given.actor, checked_on=done.on, checked_at=done.at)
        ]
    return [e.ReportSigned(**named, signed_by=given.actor, signed_on=done.on, signed_at=done.at)]


def send_back(
    report: Report, command: c.SendBack, given: Circumstances[TopicRules]
) -> list[e.ReportEvent]:
    steps = reports_of(given).steps
    step = in_office(report, steps[min(report.passed, len(steps) - 1)], given)
    by_another(report, given)
    return [e.ReportSentBack(step=step.code, word=step.chinese, reason=command.reason)]


def in_office(report: Report, step: ReportStep, given: Circumstances[TopicRules]) -> ReportStep:
    """The step, if it is for the office in which somebody asks: a committee takes it of reports
    that are in its charge."""
    if given.role not in step.offices:
        raise Rejected(
            "step-office",
            f"“{step.chinese}”由{'、'.join(OFFICES[each] for each in step.offices)}办理。"
            "请转请其办理。",
            f"This step ({step.english}) is for: {', '.join(step.offices)}. Bring it to them.",
        )
    if given.role == Role.COMMITTEE and given.body != report.committee:
        raise Rejected(
            "not-in-charge",
            "此信息不归您所在的专门委员会办理。请由归口的委员会或政协办公室办理。",
            "Another committee is in charge of this report, or none. Bring it to that one, or to"
            " the CPPCC office.",
        )
    return step
