"""What no page tells but the history does: registers, plans and rules, each event as a sentence."""

from collections.abc import Mapping
from datetime import date

from contracts.consent import Consent
from contracts.event import Event
from contracts.meetings.procedure import CadenceAdopted, ProcedureAdopted
from contracts.members import body as b
from contracts.members import member as m
from contracts.members import unit as u
from contracts.members.duty import DutyRulesAdopted
from contracts.operations import ClockSimulated, KeyAdopted, KeyLost, ReaderPassed, TimeSetBack
from contracts.outcomes.rules import OutcomeRulesAdopted
from contracts.topics import plan as p
from contracts.topics.rules import TopicRulesAdopted
from services.console.sentences import Names, Told, on, told

KINDS: Mapping[str, str] = {
    "county": "县",
    "township": "乡镇",
    "community": "社区",
    "village": "村",
    "enterprise": "企业",
}
BODIES: Mapping[str, str] = {
    "committee": "专门委员会",
    "department": "承办单位",
    "party": "同级党组织",
    "office": "工作机构",
}
LEVELS: Mapping[str, str] = {"provincial": "省", "municipal": "市", "county": "县"}
BASES: Mapping[str, str] = {
    "native": "籍贯回乡",
    "residence": "住所回归",
    "workplace": "工作回流",
}


def register(event: Event, key: str, names: Names) -> Told | None:
    """The sentence; `key` is that of the stream, such as a member's id."""
    return _unit(event, names) or _member(event, key, names) or _plan(event) or _rules(event)


def _unit(event: Event, names: Names) -> Told | None:
    match event:
        case u.UnitRegistered():
            kind = KINDS.get(event.kind, event.kind)
            return told(
                f"“{event.name}”（{kind}）列入单位登记簿，自{on(event.valid_from)}起。",
                上级=event.parent and names.unit(event.parent),
                **_founded(event),
            )
        case u.UnitEquipped():
            return told("登记工作站、议事会、议事室的设立。", **_founded(event))
        case u.UnitRenamed():
            return told(f"自{on(event.since)}起更名为“{event.name}”。")
        case u.UnitClosed():
            return told(
                f"于{on(event.valid_to)}撤销。",
                承接单位="、".join(names.unit(unit) for unit in event.successors),
                理由=event.reason,
            )
        case b.BodyRegistered():
            kind = BODIES.get(event.kind, event.kind)
            return told(f"“{event.name}”（{kind}）列入机构名录。")
        case b.BodyRenamed():
            return told(f"机构更名为“{event.name}”。")
    return None


def _founded(event: u.UnitRegistered | u.UnitEquipped) -> dict[str, str | None]:
    return {
        "委员工作站": _since(event.workstation_since),
        "协商议事会": _since(event.council_since),
        "协商议事室": _since(event.room_since),
    }


def _since(day: date | None) -> str | None:
    return f"{on(day)}设立" if day else None


def _member(event: Event, key: str, names: Names) -> Told | None:
    name = names.members.get(key, key)
    match event:
        case m.MemberAdmitted():
            return told(
                f"{event.name}登记为{LEVELS.get(event.level, event.level)}政协委员。",
                界别=event.sector,
                职务=event.post,
                归口=event.committee and names.body(event.committee),
                增补理由=event.co_opted_because,
            )
        case m.MemberCorrected():
            return told(
                f"更正委员{event.name}的登记。",
                界别=event.sector,
                职务=event.post,
                归口=event.committee and names.body(event.committee),
                理由=event.reason,
            )
        case m.MemberPosted():
            return told(
                f"委员{name}自{on(event.since)}起下沉到{names.unit(event.to_unit)}"
                f"（{BASES.get(event.basis, event.basis)}）。"
            )
        case m.PostingEnded():
            return told(
                f"委员{name}在{names.unit(event.to_unit)}的下沉于{on(event.until)}结束。",
                理由=event.reason,
            )
    return None


def _plan(event: Event) -> Told | None:
    match event:
        case p.PlanDrafted():
            return told(
                f"拟定{event.year}年度协商计划“{event.title}”，{len(event.entries)}项议题。"
            )
        case p.PlanApproved():
            return told(
                f"{event.consent.organisation}同意{event.year}年度协商计划，"
                f"{len(event.entries)}项议题。",
                决议=_resolution(event.consent),
            )
        case p.PlanAmended():
            return told(
                f"{event.consent.organisation}同意年度协商计划增补{len(event.added)}项议题。",
                理由=event.reason,
                决议=_resolution(event.consent),
            )
    return None


def _resolution(consent: Consent) -> str:
    return f"{consent.resolution}，{on(consent.decided_on)}"


def _rules(event: Event) -> Told | None:
    match event:
        case ProcedureAdopted():
            return told(
                f"采用“{event.procedure.name}”程序，共{len(event.procedure.steps)}步"
                f"（规则版本{event.version}）。"
            )
        case CadenceAdopted():
            return told(
                f"规定每{event.months}个月至少开展一次重点协商（规则版本{event.version}）。",
                适用="、".join(KINDS.get(kind, kind) for kind in event.unit_kinds),
                说明=event.note,
            )
        case TopicRulesAdopted():
            return told(f"采用“{event.programme}”的议题规则（规则版本{event.version}）。")
        case DutyRulesAdopted():
            return told(
                f"采用委员履职量化考核办法，{len(event.points)}类（规则版本{event.version}）。"
            )
        case OutcomeRulesAdopted():
            return told(
                f"采用成果办理规则（规则版本{event.version}）：首次进展{event.first_progress_days}日，"
                f"办结{event.result_days}日，回头看{event.look_back_days}日。",
                抄送="、".join(event.copies),
            )
        case ReaderPassed():
            return told(f"运维放行停住的第{event.position}条事件。", 理由=event.reason)
        case TimeSetBack():
            return told(
                f"第{event.position}条事件的时间有误（当时时钟快了），运维准许从正确的时间继续记录。",
                理由=event.reason,
            )
        case ClockSimulated(seconds=0):
            return told("本服务的时钟恢复为真实时间。")
        case ClockSimulated():
            return told(
                f"本服务的时钟改为模拟时间，比真实时间{_apart(event.seconds)}。以下时间均非实际时间。"
            )
        case KeyAdopted():
            return told("更换签名密钥，此后的记录由新密钥签名。", 理由=event.reason, 公钥=event.key)
        case KeyLost():
            return told("原签名密钥丢失或失窃，启用新密钥。", 理由=event.reason, 公钥=event.key)
    return None


def _apart(seconds: int) -> str:
    """`快92天3小时` or `慢15分`, to the second."""
    days, rest = divmod(abs(seconds), 86400)
    parts = ((days, "天"), (rest // 3600, "小时"), (rest % 3600 // 60, "分"), (rest % 60, "秒"))
    return ("快" if seconds > 0 else "慢") + "".join(f"{n}{unit}" for n, unit in parts if n)
