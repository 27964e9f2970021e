"""The lines of a county's rules."""

from typing import assert_never

from contracts.meetings import procedure as meetings
from contracts.members import duty as members
from contracts.outcomes import rules as outcomes
from contracts.topics import rules as topics
from services.console.lines.line import Line, entry
from services.console.lines.unit import KINDS

RulesEvent = topics.RulesEvent | meetings.RulesEvent | members.RulesEvent | outcomes.RulesEvent


def line(event: RulesEvent) -> Line:
    match event:
        case meetings.ProcedureAdopted():
            return entry(
                f"采用“{event.procedure.name}”程序，共{len(event.procedure.steps)}步"
                f"（规则版本{event.version}）。"
            )
        case meetings.CadenceAdopted():
            return entry(
                f"规定每{event.months}个月至少开展一次重点协商（规则版本{event.version}）。",
                适用="、".join(KINDS.get(kind, kind) for kind in event.unit_kinds),
                说明=event.note,
            )
        case topics.TopicRulesAdopted():
            return entry(f"采用“{event.programme}”的议题规则（规则版本{event.version}）。")
        case members.DutyRulesAdopted():
            return entry(
                f"采用委员履职量化考核办法，{len(event.points)}类（规则版本{event.version}）。"
            )
        case outcomes.OutcomeRulesAdopted():
            return entry(
                f"采用成果办理规则（规则版本{event.version}）：首次进展{event.first_progress_days}日，"
                f"办结{event.result_days}日，回头看{event.look_back_days}日。",
                抄送="、".join(event.copies),
            )
        case _:
            assert_never(event)
