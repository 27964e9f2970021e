"""What the information office makes of a report: taken, returned, kept, merged, made a topic."""

from common.checks import once
from common.vocabulary import chosen
from contracts.paper import Paper
from contracts.topics import report as e
from runtime.decider import Circumstances, Rejected
from services.topics.report import commands as c
from services.topics.report.decider.state import SAID, Report, Stage
from services.topics.report.decider.submitting import ORIGINAL, reports_of, use
from services.topics.rules.decider import TopicRules
from services.topics.topic.commands import ProposeTopic
from services.topics.topic.decider.raising import propose, within_the_office

GROUND = ("留存理由", "ground of keeping a report")
REQUIREMENT = ("信息要求", "requirement of reports")
SOURCE = "社情民意信息"
"""What a topic rests on that a report became, with the report's id behind it."""
MERGING = (Stage.SUBMITTED, Stage.TAKEN, Stage.EDITED)


def by_another(report: Report, given: Circumstances[TopicRules]) -> None:
    """Refuse an author, in whichever office."""
    if given.known_as & {*report.authors}:
        raise Rejected(
            "own-report",
            "不能处理、审核、签发自己执笔的信息。请由其他人员办理。",
            "Nobody screens, checks or signs a report that they wrote. Have somebody else do it.",
        )


def take(
    report: Report, command: c.TakeReport, given: Circumstances[TopicRules]
) -> list[e.ReportEvent]:
    by_another(report, given)
    committee = command.committee
    if committee is None:
        return [e.ReportTaken()]
    assert report.text
    return [
        e.ReportTaken(committee=committee, text=use(report.text, ORIGINAL, bodies=(committee,)))
    ]


def give_back(
    report: Report, command: c.ReturnReport, given: Circumstances[TopicRules]
) -> list[e.ReportEvent]:
    by_another(report, given)
    rules = reports_of(given)
    if report.sent_up:
        raise Rejected(
            "sent-up-already",
            "此信息已经向上报送，不能再退回作者。请继续编辑或留存；有新情况的，请作者另报续报。",
            "This report was sent up already, so it does not go back to its authors. Edit it or "
            "keep it; what is new comes as another report that follows it.",
        )
    missing = tuple(
        chosen(rules.requirements, each, REQUIREMENT).code
        for each in dict.fromkeys(command.missing)
    )
    return [e.ReportReturned(missing=missing, reason=command.reason)]


def keep(
    report: Report, command: c.KeepReport, given: Circumstances[TopicRules]
) -> list[e.ReportEvent]:
    by_another(report, given)
    ground = chosen(reports_of(given).grounds, command.ground, GROUND)
    if ground.reason_needed and command.reason is None:
        raise Rejected(
            "keeping-reason",
            f"以“{ground.chinese}”留存，须说明理由（reason）。请补填。",
            f"Keeping a report on the ground {ground.code} needs a reason. Add it.",
        )
    return [e.ReportKept(ground=ground.code, reason=command.reason)]


def merge(
    report: Report, command: c.MergeReport, given: Circumstances[TopicRules]
) -> list[e.ReportEvent]:
    """Into one that lies in the office's scope, and is not signed yet. (The route
    refuses one that is merged into itself.)"""
    by_another(report, given)
    other: Report = given.read(f"report/{command.into}")
    if not given.lies_in(given.scope, other.unit):
        raise Rejected(
            "merge-outside",
            f"要并入的信息属 {other.unit}，不在您的管辖范围内。请由两地共同上级的人员办理。",
            f"The other report is one of {other.unit}, outside your office. Have somebody of the "
            "unit above both merge them.",
        )
    if other.stage not in MERGING:
        chinese, english = SAID[other.stage]
        raise Rejected(
            "not-open-to-merging",
            f"要并入的信息目前是“{chinese}”。请选择尚未签发的信息。",
            f"The other report is {english}. Choose one that is not signed yet.",
        )
    return [e.ReportMerged(into=command.into, reason=command.reason)]


def take_in(report: Report, command: c.TakeInReport) -> list[e.ReportEvent]:
    others = (
        one for key, part in report.joined.items() if key != command.merged for one in part.authors
    )
    took_in = e.ReportTookIn(**dict(command), joined_authors=once((*others, *command.authors)))
    return [] if took_in == report.joined.get(command.merged) else [took_in]


def turn_into_topic(
    report: Report, command: c.TurnIntoTopic, given: Circumstances[TopicRules]
) -> list[e.ReportEvent]:
    """Refuses what the office could not propose as a topic itself, in the words of that rule."""
    by_another(report, given)
    assert report.text
    unit = command.unit or report.unit
    text = report.edited.text if report.edited else report.text
    turned = e.ReportTurnedIntoTopic(
        **command.model_dump(exclude={"unit"}),
        unit=unit,
        text=None if command.description else use(text, ORIGINAL),
    )
    proposal = proposed(turned, report, SOURCE)
    propose(proposal, given, known=True)
    if unit != report.unit:
        within_the_office(proposal.model_copy(update={"places": (unit,)}), given)
    return [turned]


def proposed(turned: e.ReportTurnedIntoTopic, report: Report, source: str) -> ProposeTopic:
    """What the topic is proposed with; its first author raises it."""
    named = {name: getattr(turned, name) for name in ("unit", "kind", "title", "description")}
    text = turned.text
    return ProposeTopic(
        **named,
        text=text and Paper(digest=text.digest, media_type=text.media_type, size=text.size),
        origin=turned.origin,
        source=source,
        scale=turned.scale,
        raised_by=report.authors[0],
        places=turned.places,
    )
