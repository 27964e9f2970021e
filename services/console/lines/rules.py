"""The lines of a jurisdiction's rules."""

from typing import assert_never

from contracts.calendar import CalendarIssued
from contracts.documents import DocumentKind, DocumentsIssued
from contracts.meetings import rules as meetings
from contracts.members import rules as members
from contracts.outcomes import rules as outcomes
from contracts.rules import ProfileAdopted
from contracts.topics import rules as topics
from contracts.topics.proposal_rules import ProposalsIssued
from services.console.lines.line import Line, entry, on, term
from services.console.lines.names import Names

_DOCUMENTS = {
    DocumentKind.NOTICE: "会议通知",
    DocumentKind.MINUTES: "协商纪要",
    DocumentKind.OPINION: "协商意见",
    DocumentKind.REPLY: "办理答复",
    DocumentKind.PLAN: "年度计划",
    DocumentKind.BULLETIN: "社情民意信息专报",
}

RulesEvent = topics.RulesEvent | meetings.RulesEvent | members.RulesEvent | outcomes.RulesEvent


def line(event: RulesEvent, names: Names) -> Line:
    match event:
        case topics.WordsIssued(words=words):
            return entry(f"“{words.programme}”的用语生效（规则版本{event.version}）。")
        case topics.ChecklistsIssued(checklists=issued):
            return entry(
                f"审核清单生效（规则版本{event.version}）。",
                清单="；".join(
                    f"{each.chinese}：{'、'.join(q.chinese for q in each.questions)}"
                    for each in issued.checklists
                ),
            )
        case meetings.WordsIssued(words=words):
            return entry(
                f"会议和活动的用语生效（规则版本{event.version}）。",
                会议形式="、".join(each.chinese for each in words.forms),
                活动类别="、".join(each.chinese for each in words.activities),
            )
        case topics.ChoicesIssued():
            return entry(f"各类事项适用的程序生效（规则版本{event.version}）。")
        case topics.PlansIssued(plans=plans):
            return entry(
                f"计划类别生效（规则版本{event.version}）。",
                类别="、".join(each.chinese for each in plans.kinds),
            )
        case ProposalsIssued(proposals=proposals):
            return entry(
                f"提案规则生效（规则版本{event.version}）。",
                提案类型="、".join(each.chinese for each in proposals.kinds),
                审查="、".join(each.chinese for each in proposals.steps),
                大会="；".join(
                    f"{each.chinese}：{on(each.first)}至{on(each.last)}"
                    for each in proposals.sessions
                ),
                等次="、".join(each.chinese for each in proposals.grades),
            )
        case topics.ReportsIssued(reports=reports):
            return entry(
                f"社情民意信息的规定生效（规则版本{event.version}）。",
                类别="、".join(each.chinese for each in reports.categories),
                渠道="、".join(each.chinese for each in reports.channels),
                步骤="、".join(each.chinese for each in reports.steps),
            )
        case topics.ConsentsIssued() | meetings.ConsentsIssued() | outcomes.ConsentsIssued():
            consents = event.consents
            return entry(
                f"各类事项由谁同意的规定生效，{len(consents.chains)}行（规则版本{event.version}）。"
            )
        case topics.ProceduresIssued() | meetings.ProceduresIssued():
            procedures = event.procedures.procedures
            steps = "、".join(f"“{each.name}”{len(each.steps)}步" for each in procedures)
            return entry(f"协商程序生效（规则版本{event.version}）。", 程序=steps)
        case meetings.QuotasIssued(quotas=chapter):
            return entry(
                f"会议数量要求生效（规则版本{event.version}）。",
                要求="；".join(
                    f"{each.chinese}：每{each.months}个月至少{each.least}次"
                    for each in chapter.quotas
                ),
            )
        case members.WordsIssued():
            return entry(f"委员与机构的用语生效（规则版本{event.version}）。")
        case members.DutyIssued(duty=duty):
            return entry(
                f"委员履职量化考核办法生效，{len(duty.points)}类（规则版本{event.version}）。"
            )
        case members.TalentsIssued(talents=measure):
            return entry(
                f"协商人才管理办法生效（规则版本{event.version}）。",
                领域="、".join(each.chinese for each in measure.fields),
                抽选名单="、".join(each.chinese for each in measure.pools),
            )
        case members.ProgrammeIssued(programme=programme):
            return entry(
                f"单位推进与达标要求生效（规则版本{event.version}）。",
                阶段="、".join(each.chinese for each in programme.phases),
                达标项目="、".join(each.chinese for each in programme.haves),
            )
        case members.AbsencesIssued(absences=absences):
            return entry(
                f"缺席处理规定生效（规则版本{event.version}）。",
                立案="；".join(f"{each.chinese}：{each.after}次" for each in absences.grounds),
                步骤="、".join(each.chinese for each in absences.steps),
            )
        case members.ContactsIssued(contacts=contacts):
            return entry(
                f"联系规定生效（规则版本{event.version}）：名单{contacts.least}至{contacts.most}人，"
                f"每人每年走访{contacts.visits}次。",
                联系类别="、".join(each.chinese for each in contacts.links),
            )
        case members.AssessmentsIssued(assessments=assessments):
            return entry(
                f"考核表生效（规则版本{event.version}）。",
                考核表="、".join(each.chinese for each in assessments.sheets),
            )
        case outcomes.DeadlinesIssued(deadlines=days):
            return entry(
                f"成果办理期限生效（规则版本{event.version}）：首次进展{term(days.first_progress)}，"
                f"办结{term(days.result)}。",
                宽限=term(days.grace) if days.grace else None,
            )
        case CalendarIssued(calendar=calendar):
            return entry(
                f"工作日历生效（规则版本{event.version}）。",
                年份="、".join(str(each.year) for each in calendar.years),
                依据="；".join(each.notice for each in calendar.years),
            )
        case DocumentsIssued(documents=documents):
            return entry(
                f"文书用语生效（规则版本{event.version}）。",
                自定文书="、".join(_DOCUMENTS[each.kind] for each in documents.texts),
            )
        case outcomes.WordsIssued(words=words):
            return entry(
                f"成果清单、用语和固定抄送生效（规则版本{event.version}）。",
                清单="、".join(each.chinese for each in words.lists),
                抄送="、".join(words.copies),
            )
        case outcomes.HandlingsIssued(handlings=handlings):
            return entry(
                f"成果类别和办理方式生效（规则版本{event.version}）。",
                类别="、".join(each.chinese for each in handlings.kinds),
            )
        case outcomes.ChecksIssued(checks=checks):
            return entry(
                f"核查类别生效（规则版本{event.version}）。",
                类别="、".join(each.chinese for each in checks.kinds),
            )
        case outcomes.RatingsIssued(ratings=ratings):
            return entry(
                f"投票测评的规定生效（规则版本{event.version}）。",
                类别="、".join(each.chinese for each in ratings.kinds),
                选项="、".join(each.chinese for each in ratings.options),
            )
        case ProfileAdopted():
            return entry(f"采用规则版本{event.version}。", 沿用=event.extends)
        case _:
            assert_never(event)
