"""How a bulletin is issued with its number, and how what was entered of it is corrected."""

from typing import Any

from common.checks import listed_once
from contracts.places import prefix
from contracts.topics import bulletin as e
from runtime.decider import Circumstances, Rejected
from services.topics.bulletin import commands as c
from services.topics.bulletin.decider.sending import texts
from services.topics.bulletin.decider.state import Bulletin
from services.topics.report.decider.state import SAID as SAID_OF_REPORTS
from services.topics.report.decider.state import Report
from services.topics.report.decider.submitting import ITEM, reports_of, use
from services.topics.report.moments import When, in_order, when
from services.topics.rules.decider import TopicRules


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
    before: Bulletin = given.read(f"bulletin/{the_one_before(key)}")
    assert before.issued
    in_order(before.issued, issued, "上一期编发", "The issue before came out")


def before_the_next(issued: When, bulletin: Bulletin, given: Circumstances[TopicRules]) -> None:
    after: Bulletin = given.read(f"bulletin/{bulletin.next}")
    assert after.issued
    if after.issued.before(issued):
        raise Rejected(
            "out-of-order",
            f"下一期（{bulletin.next}）已于 {after.issued.on} 编发，本期不能更晚。请核对日期。",
            f"The next issue ({bulletin.next}) came out on {after.issued.on}; this one cannot have"
            " come out later. Check day and minute.",
        )


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
    if bulletin.next:
        before_the_next(issued, bulletin, given)
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
            texts=texts(new, tuple(bulletin.sent)) if bulletin.sent else (),
        )
    ]


def the_one_before(key: str) -> str:
    unit, year, issue = key.split(":")
    return f"{unit}:{year}:{int(issue) - 1}"
