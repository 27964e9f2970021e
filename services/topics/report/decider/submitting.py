"""How a report comes in, and how what was entered of it is corrected."""

from collections.abc import Iterable
from typing import Any

from common.checks import listed_once
from common.visibility import What, by_scope
from common.vocabulary import chosen
from contracts.ids import ProposalId
from contracts.paper import Paper, PaperClass, PaperUse
from contracts.roles import OFFICES, Role
from contracts.topics import report as e
from contracts.topics.rules import Reports
from runtime.decider import Circumstances, Rejected
from services.topics.report import commands as c
from services.topics.report.decider.of_proposals import those_who_proposed
from services.topics.report.decider.state import Report
from services.topics.report.moments import When, in_order, when
from services.topics.rules.decider import TopicRules

AUTHOR_KIND = ("作者类别", "kind of author")
CATEGORY = ("信息类别", "category of reports")
CHANNEL = ("报送渠道", "channel")


def reports_of(given: Circumstances[TopicRules]) -> Reports:
    """The chapter on reports. Refuses where the jurisdiction has none."""
    if given.rules.reports is None:
        raise Rejected(
            "no-report-rules",
            "现行规则没有规定社情民意信息怎样办理。请由制定规则的机关补充 [topics.reports]。",
            "The rules in force do not say how reports are handled. Ask whoever makes them to add"
            " [topics.reports].",
        )
    return given.rules.reports


def submit(command: c.SubmitReport, given: Circumstances[TopicRules]) -> list[e.ReportEvent]:
    rules = reports_of(given)
    authors = command.authors or (given.actor,)
    if command.proposal is not None:
        authors = those_who_proposed(command.proposal, command.authors, given)
    of_ones_own(authors, given)
    short_enough(command.characters, rules)
    received = when(command.received_on, command.received_at, command.urgent, given)
    facts = about(command, authors, received, rules, command.proposal)
    in_its_channel(command.channel, rules, given)
    return [
        e.ReportSubmitted(
            **facts,
            entered_by=given.actor,
            submitted_in=command.unit,
            text=use(command.text, ORIGINAL, authors),
            characters=command.characters,
        )
    ]


def submit_again(
    report: Report, command: c.SubmitAgain, given: Circumstances[TopicRules]
) -> list[e.ReportEvent]:
    """For the authors that there were, of the kind and by the channel that it had: what the rules
    no longer have of these stays."""
    assert (before := report.about)
    rules = reports_of(given)
    of_ones_own(before.authors, given)
    short_enough(command.characters, rules)
    received = when(command.received_on, command.received_at, command.urgent, given)
    in_order(report.received, received, "首次报送", "The report first came in")
    kept = {name: getattr(before, name) for name in e.About.model_fields}
    said = {"title": command.title, "urgent": command.urgent, **_received(received)}
    return [
        e.ReportSubmitted(
            **{**kept, **said, "source": command.source or before.source},
            entered_by=given.actor,
            submitted_in=report.unit,
            text=use(command.text, ORIGINAL, before.authors),
            characters=command.characters,
            before=before.authors,
            before_on=before.received_on,
        )
    ]


def correct(
    report: Report, command: c.CorrectReport, given: Circumstances[TopicRules]
) -> list[e.ReportEvent]:
    assert (before := report.about)
    assert report.text
    received = when(command.received_on, command.received_at, command.urgent, given)
    facts = about(command, command.authors, received, reports_of(given), before.proposal)
    if command.follows and given.read(f"report/{command.follows}") == report:
        raise Rejected(
            "follows-itself",
            "一条信息不能是自己的续报。请填写较早的那一条，或不填。",
            "A report does not follow itself. Name the earlier one, or none.",
        )
    if given.known_as & ({*before.authors} ^ {*command.authors}):
        raise Rejected(
            "own-authorship",
            "不能把自己登记为作者，或从作者中去掉自己。请由其他人员更正。",
            "Nobody enters themselves among the authors, or leaves themselves out. Have somebody"
            " else correct it.",
        )
    for later in report.dated:
        in_order(received, later, "收到", "The report came in")
    if all(getattr(before, name) == value for name, value in facts.items()):
        return []
    persons = (*command.authors, *report.joined_authors)
    return [
        e.ReportCorrected(
            **facts,
            corrects=report.told_at,
            reason=command.reason,
            text=use(report.text, ORIGINAL, persons),
            before=before.authors,
            before_on=before.received_on,
        )
    ]


def about(
    command: c.SubmitReport | c.CorrectReport,
    authors: tuple[str, ...],
    received: When,
    rules: Reports,
    proposal: ProposalId | None,
) -> dict[str, Any]:
    """What is on record of a report. Refuses words that the rules have not, an author twice, and a
    channel that asks for a source where none is named."""
    listed_once(authors, "author-twice")
    kind = chosen(rules.author_kinds, command.author_kind, AUTHOR_KIND)
    channel = chosen(rules.channels, command.channel, CHANNEL)
    if channel.source_needed and command.source is None:
        raise Rejected(
            "source-needed",
            f"“{channel.chinese}”的信息须写明来源依据（source）。请补填。",
            f"What came by the channel {channel.code} names what it rests on (source). Add it.",
        )
    return {
        "title": command.title,
        "category": chosen(rules.categories, command.category, CATEGORY).code,
        "channel": channel.code,
        "author_kind": kind.code,
        "authors": authors,
        "source": command.source,
        "urgent": command.urgent,
        "follows": command.follows,
        "proposal": proposal,
        "credited_as": rules.submitted_as if kind.credited else None,
        **_received(received),
    }


def _received(received: When) -> dict[str, Any]:
    return {"received_on": received.on, "received_at": received.at}


def of_ones_own(authors: Iterable[str], given: Circumstances[TopicRules]) -> None:
    """Refuse a member who submits what others wrote."""
    if given.role == Role.MEMBER and not given.known_as & {*authors}:
        raise Rejected(
            "own-name",
            "委员只能报送本人执笔或联名的信息。如代他人报送，请交由联络员登记。",
            "A member submits reports that they wrote, alone or with others. For somebody else, ask"
            " a clerk to enter it.",
        )


def in_its_channel(code: str, rules: Reports, given: Circumstances[TopicRules]) -> None:
    channel = chosen(rules.channels, code, CHANNEL)
    if channel.roles and given.role not in (*channel.roles, Role.POLICY):
        raise Rejected(
            "channel-office",
            f"“{channel.chinese}”的信息由{'、'.join(OFFICES[each] for each in channel.roles)}登记。"
            "请转请其登记，或改正渠道。",
            f"What comes by the channel {channel.code} is entered by: {', '.join(channel.roles)}."
            " Ask them, or correct the channel.",
        )


def short_enough(characters: int | None, rules: Reports) -> None:
    """Refuse a text that is too long, or of which nobody says how long it is."""
    if rules.longest is None:
        return
    if characters is None:
        raise Rejected(
            "length-needed",
            "不是纯文本的文件，须填写正文字数（characters）。请补填。",
            "Of a file that is no plain text, say how many characters it has. Add them.",
        )
    if characters > rules.longest:
        raise Rejected(
            "too-long",
            f"正文 {characters} 字，超过规定的 {rules.longest} 字。请压缩后再报。",
            f"The text has {characters} characters, and {rules.longest} at most are allowed."
            " Shorten it.",
        )


ORIGINAL, EDITED, ITEM = "社情民意信息原文", "社情民意信息编辑稿", "社情民意信息"
"""Generic titles of papers: events are read more widely than these."""


def use(
    paper: Paper, title: str, persons: Iterable[str] = (), bodies: Iterable[str | None] = ()
) -> PaperUse:
    """The text as the information office reads it, whoever brought it, and these (matrix 9.2)."""
    named = {name: getattr(paper, name) for name in Paper.model_fields}
    return PaperUse(
        **named,
        title=title,
        kept=PaperClass.INTERNAL,
        readers=by_scope(What.REPORT),
        by_author=True,
        bodies=tuple(each for each in bodies if each),
        persons=tuple(dict.fromkeys(persons)),
    )
