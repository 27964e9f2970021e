"""The life of a bulletin: issued with its number, sent, corrected, withdrawn (003-15)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, assert_never

from common.checks import listed_once
from contracts.paper import PaperUse
from contracts.places import prefix
from contracts.topics import bulletin as e
from runtime.decider import Circumstances, Decider, Rejected
from services.topics.bulletin import commands as c
from services.topics.report.decider.state import SAID as SAID_OF_REPORTS
from services.topics.report.decider.state import Report
from services.topics.report.decider.submitting import ITEM, reports_of, use
from services.topics.report.moments import When, in_order, when
from services.topics.rules.decider import TopicRules


class Stage(StrEnum):
    BLANK = "blank"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Bulletin:
    """`told_at`: the version of this stream in which it was issued or last corrected. `sent`: to
    which bodies."""

    stage: Stage = Stage.BLANK
    unit: str = ""
    version: int = 0
    told_at: int = 0
    key: str = ""
    year: int = 0
    issue: int = 0
    bulletin_number: str = ""
    items: tuple[e.BulletinItem, ...] = ()
    urgent: bool = False
    issued: When | None = None
    first_sent: When | None = None
    sent: tuple[str, ...] = ()


def decide(
    bulletin: Bulletin, command: c.BulletinCommand, given: Circumstances[TopicRules]
) -> list[e.BulletinEvent]:
    match bulletin.stage, command:
        case Stage.BLANK, c.IssueBulletin():
            return issue(command, given)
        case _, c.IssueBulletin():
            raise Rejected(
                "number-taken",
                f"{bulletin.year}年第{bulletin.issue}期已经编发。请用下一个期号。",
                f"Issue {bulletin.issue} of {bulletin.year} is there already. Take the next"
                " number.",
            )
        case Stage.ISSUED, c.SendBulletin():
            return send(bulletin, command, given)
        case Stage.ISSUED, c.CorrectBulletin():
            return correct(bulletin, command, given)
        case Stage.ISSUED, c.WithdrawBulletin():
            items = tuple(item.report for item in bulletin.items)
            return [e.BulletinWithdrawn(items=items, reason=command.reason)]
        case Stage.WITHDRAWN, c.WithdrawBulletin():
            return []
        case _:
            raise Rejected(
                "bulletin-withdrawn",
                "本期已经撤回，不能再办理。请另编一期。",
                "This issue was withdrawn, and nothing more is done with it. Issue another one.",
            )


def issue(command: c.IssueBulletin, given: Circumstances[TopicRules]) -> list[e.BulletinEvent]:
    rules = reports_of(given)
    if command.unit != given.jurisdiction:
        raise Rejected(
            "not-the-jurisdiction",
            f"信息期刊由制定规则的 {given.jurisdiction} 统一编号，下级单位不另行编期。"
            "请由该级政协办公室编发。",
            f"Bulletins are numbered by {given.jurisdiction}, whose rules they follow, and not by"
            " units below it. Have its CPPCC office issue it.",
        )
    key = f"{command.unit}:{command.year}:{command.issue}"
    reports = held(command.items, key, given)
    urgent = any(report.urgent for report in reports.values())
    issued = when(command.issued_on, command.issued_at, urgent, given)
    after_signing(issued, reports)
    of_the_year(issued, command.year)
    if command.issue > 1:
        after_the_one_before(issued, key, given)
    number = rules.numbering.replace("{year}", str(command.year))
    return [
        e.BulletinIssued(
            unit=command.unit,
            year=command.year,
            issue=command.issue,
            bulletin_number=number.replace("{number}", str(command.issue)),
            items=items(reports),
            urgent=urgent,
            issued_on=issued.on,
            issued_at=issued.at,
        )
    ]


def held(named: tuple[str, ...], key: str, given: Circumstances[TopicRules]) -> dict[str, Report]:
    """The reports that the bulletin holds. Refuses those of other units, and those that are not
    signed or stand in another one."""
    listed_once(named, "item-twice")
    reports: dict[str, Report] = {each: given.read(f"report/{each}") for each in named}
    unit = key.split(":")[0]
    outside = [each for each in reports if not given.lies_in(prefix(unit), reports[each].unit)]
    if outside:
        raise Rejected(
            "foreign-report",
            f"所列信息不属于本单位及其下级单位：{'、'.join(outside)}。请从本期去掉。",
            f"Reports of this bulletin lie outside its unit: {', '.join(outside)}. Leave them out.",
        )
    if waiting := [each for each, report in reports.items() if not report.waits_for(key)]:
        said = [SAID_OF_REPORTS[reports[each].stage] for each in waiting]
        named_so = zip(waiting, said, strict=True)
        raise Rejected(
            "not-signed",
            "所列信息尚未签发，或已编入其他一期："
            f"{'、'.join(f'{each}（{chinese}）' for each, (chinese, _) in named_so)}。"
            "请先办理签发，或从本期去掉。",
            "Reports of this bulletin are not signed, or stand in another one:"
            f" {', '.join(waiting)}. Have them signed first, or leave them out.",
        )
    return reports


def after_signing(issued: When, reports: dict[str, Report]) -> None:
    for report in reports.values():
        assert report.done
        in_order(report.done, issued, "签发", "A report of it was signed")
        in_order(report.received, issued, "收到", "A report of it came in")


def after_the_one_before(issued: When, key: str, given: Circumstances[TopicRules]) -> None:
    before: Bulletin = given.read(f"bulletin/{_before(key)}")
    assert before.issued
    in_order(before.issued, issued, "上一期编发", "The issue before came out")


def of_the_year(issued: When, year: int) -> None:
    if issued.on.year != year:
        raise Rejected(
            "year-differs",
            f"编发日期是 {issued.on}，期号却属 {year} 年。请核对。",
            f"It was issued on {issued.on}, and numbered in {year}. Check day and number.",
        )


def items(reports: dict[str, Report]) -> tuple[e.BulletinItem, ...]:
    """Each report as it was edited. Whoever the bulletin is sent to sees how each text is kept: so
    it names no author (they read it by `ReportIssued`)."""
    return tuple(
        e.BulletinItem(
            report=key,
            title=report.edited.title,
            category=report.about.category,
            text=use(report.edited.text, ITEM),
        )
        for key, report in reports.items()
        if report.edited and report.about
    )


def texts(of: Iterable[e.BulletinItem], bodies: tuple[str, ...]) -> tuple[PaperUse, ...]:
    """What these bodies read from now on."""
    return tuple(use(item.text, ITEM, bodies=bodies) for item in of)


def send(
    bulletin: Bulletin, command: c.SendBulletin, given: Circumstances[TopicRules]
) -> list[e.BulletinEvent]:
    kinds = reports_of(given).recipients
    sent = when(command.sent_on, command.sent_at, bulletin.urgent, given)
    assert bulletin.issued
    in_order(bulletin.issued, sent, "编发", "It was issued")
    new = tuple(each for each in dict.fromkeys(command.recipients) if each not in bulletin.sent)
    for body in new:
        listed = given.directory.get(body)
        if listed is None or listed.kind not in kinds or not listed.there_on(sent.on):
            raise Rejected(
                "not-a-recipient",
                f"信息期刊不发送“{listed.name if listed else body}”：只发给规则列明类别、"
                "当日尚未撤销的机构。请核对名录，或改发其他机构。",
                f"Bulletins do not go to {listed.name if listed else body}: only to bodies of the"
                " kinds that the rules name, which were there on that day. Check the directory, or"
                " choose another one.",
            )
    if not new:
        return []
    return [
        e.BulletinSent(
            recipients=new, sent_on=sent.on, sent_at=sent.at, texts=texts(bulletin.items, new)
        )
    ]


def correct(
    bulletin: Bulletin, command: c.CorrectBulletin, given: Circumstances[TopicRules]
) -> list[e.BulletinEvent]:
    """Items that stay keep their words: they were issued so."""
    there = {item.report: item for item in bulletin.items}
    reports = held(command.items, bulletin.key, given)
    urgent = any(report.urgent for report in reports.values())
    issued = when(command.issued_on, command.issued_at, urgent, given)
    after_signing(issued, reports)
    of_the_year(issued, bulletin.year)
    if bulletin.issue > 1:
        after_the_one_before(issued, bulletin.key, given)
    if bulletin.first_sent is not None:
        in_order(issued, bulletin.first_sent, "编发", "It was issued")
    now = tuple(there.get(item.report, item) for item in items(reports))
    facts: dict[str, Any] = {
        "items": now,
        "urgent": urgent,
        "issued_on": issued.on,
        "issued_at": issued.at,
    }
    if (now, urgent, issued) == (bulletin.items, bulletin.urgent, bulletin.issued):
        return []
    new = [item for item in now if item.report not in there]
    return [
        e.BulletinCorrected(
            **facts,
            corrects=bulletin.told_at,
            reason=command.reason,
            bulletin_number=bulletin.bulletin_number,
            removed=tuple(each for each in there if each not in reports),
            texts=texts(new, bulletin.sent) if bulletin.sent else (),
        )
    ]


def _before(key: str) -> str:
    unit, year, issue = key.split(":")
    return f"{unit}:{year}:{int(issue) - 1}"


def reads(bulletin: Bulletin, command: c.BulletinCommand) -> Iterable[str]:
    """The reports that it holds, and the issue before: there is no gap in the numbers."""
    match command:
        case c.IssueBulletin() if bulletin.stage is Stage.BLANK:
            key = f"{command.unit}:{command.year}:{command.issue}"
            return _looked_at(key, command.issue, command.items)
        case c.CorrectBulletin() if bulletin.stage is Stage.ISSUED:
            return _looked_at(bulletin.key, bulletin.issue, command.items)
        case _:
            return ()


def _looked_at(key: str, issue: int, items: Iterable[str]) -> list[str]:
    before = [f"bulletin/{_before(key)}"] if issue > 1 else []
    return [*before, *(f"report/{each}" for each in items)]


def evolve(bulletin: Bulletin, event: e.BulletinEvent, unit: str) -> Bulletin:
    bulletin = replace(bulletin, version=bulletin.version + 1)
    match event:
        case e.BulletinIssued():
            return Bulletin(
                stage=Stage.ISSUED,
                unit=unit,
                version=bulletin.version,
                told_at=bulletin.version,
                key=f"{event.unit}:{event.year}:{event.issue}",
                year=event.year,
                issue=event.issue,
                bulletin_number=event.bulletin_number,
                items=event.items,
                urgent=event.urgent,
                issued=When(event.issued_on, event.issued_at),
            )
        case e.BulletinSent(recipients=recipients):
            sent, before = When(event.sent_on, event.sent_at), bulletin.first_sent
            first = sent if before is None or sent.before(before) else before
            return replace(bulletin, sent=(*bulletin.sent, *recipients), first_sent=first)
        case e.BulletinCorrected():
            return replace(
                bulletin,
                told_at=bulletin.version,
                items=event.items,
                urgent=event.urgent,
                issued=When(event.issued_on, event.issued_at),
            )
        case e.BulletinWithdrawn():
            return replace(bulletin, stage=Stage.WITHDRAWN)
        case _:
            assert_never(event)


BULLETIN = Decider[Bulletin, c.BulletinCommand, e.BulletinEvent](Bulletin(), decide, evolve)
