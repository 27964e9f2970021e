"""The lines of an activity."""

from typing import assert_never

from contracts.meetings import activity as e
from services.console.lines.line import RESEARCH, Line, labelled, on, with_bodies
from services.console.lines.names import Names


def line(event: e.ActivityEvent, names: Names) -> Line:
    match event:
        case e.ActivityAsked():
            asked = tuple(each.body for each in event.asked)
            by = f"，答复期限{on(event.answer_by)}" if event.answer_by else ""
            return _to(
                asked,
                f"请{names.those(asked)}参加{names.word('activities', event.kind)}"
                f"“{event.title}”{by}。",
                需要弄清=event.question,
            )
        case e.ActivityAgreed(asked=body):
            when = f"，拟于{on(event.planned_on)}开展" if event.planned_on else ""
            return _to((body,), f"{names.body(body)}同意参加{when}。")
        case e.ActivityDeclined(asked=body):
            return _to((body,), f"{names.body(body)}不参加。", 理由=event.reason)
        case e.RequestWithdrawn(asked=bodies):
            return _to(bodies, "提请撤回。", 理由=event.reason)
        case e.AnswerMissed(asked=body):
            return _to((body,), f"{names.body(body)}逾期未答复（期限{on(event.due)}）。")
        case e.ActivityRecorded():
            return _took_place(event, names)
        case e.ActivityCorrected():
            return _took_place(event, names, "更正：", event.reason)
        case _:
            assert_never(event)


def _to(bodies: tuple[str, ...], sentence: str, **more: str | None) -> Line:
    return Line(sentence, RESEARCH, with_bodies(*bodies), labelled(**more))


def _took_place(event: e.Activity, names: Names, before: str = "", reason: str = "") -> Line:
    others = sum(each.count for each in event.present if not each.members)
    found = event.findings
    holder = names.word("organs", event.organ) if event.organ else ""
    return _to(
        event.bodies,
        f"{before}{_days(event)}在{event.place}开展{'联合' if event.joint else ''}"
        f"{names.word('activities', event.kind)}“{event.title}”，由{event.led_by}带队，"
        f"委员{len(event.members)}人，其他{others}人。",
        理由=reason,
        主办=holder or (names.body(event.held_by) if event.held_by else ""),
        对象="、".join(names.word("audiences", each) for each in event.meant_for),
        兼作="、".join(names.word("activities", each.kind) for each in event.purposes),
        贯通="、".join(names.word("supervisions", each) for each in event.joined),
        渠道=event.channel and names.word("duty_channels", event.channel),
        走访谈话=f"{event.met.people}人" if event.met else "",
        成效="、".join(_amount(each, names) for each in event.amounts),
        接续=_followed(event.follows_up),
        机构="、".join(names.body(body) for body in event.bodies),
        委员=names.people(event.members),
        了解到的情况=found.facts if found else None,
        关键问题=found.key_problem if found else None,
        建议=found.proposal if found else None,
    )


def _days(event: e.Activity) -> str:
    return on(event.held_on) + (f"至{on(event.until)}" if event.until else "")


def _amount(amount: e.Amount, names: Names) -> str:
    kind, measure = (names.word("amounts", amount.kind), names.word("measures", amount.measure))
    return f"{kind}{amount.value}{measure}"


def _followed(thing: e.Followed | None) -> str:
    if thing is None:
        return ""
    return f"“{thing.title}”" if thing.title else f"成果的第{thing.check}次核查"
