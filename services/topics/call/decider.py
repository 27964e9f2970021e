"""The life of a call for topics: opened, corrected, extended, closed early, withdrawn; and what
comes in under it (000-33)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple, assert_never

from common.checks import listed_once
from common.visibility import What, by_scope
from common.vocabulary import chosen
from contracts.paper import Paper, PaperClass, PaperUse
from contracts.places import prefix
from contracts.topics import call as e
from runtime.decider import Circumstances, Decider, Rejected
from services.topics.call import commands as c
from services.topics.rules.decider import CHANNEL, TopicRules


class Submission(NamedTuple):
    """What of a topic the call keeps."""

    from_unit: str
    channel: str | None
    received_on: date


@dataclass(frozen=True)
class TopicCall:
    """`told_at`: the version of the event that last told what is called for."""

    unit: str = ""
    called: e.Called | None = None
    opens: date = date.min
    closes: date = date.min
    withdrawn: bool = False
    submissions: Mapping[str, Submission] = field(default_factory=dict, hash=False)
    version: int = 0
    told_at: int = 0


def decide(
    call: TopicCall, command: c.TopicCallCommand, given: Circumstances[TopicRules]
) -> list[e.TopicCallEvent]:
    match command:
        case c.OpenTopicCall() if call.called is None:
            return open_call(command, given)
        case c.OpenTopicCall():
            raise Rejected(
                "call-is-there",
                "这次征题已经发起。内容有误请更正，时间不够请延长。",
                "This call was opened already. Correct what is wrong in it, or extend it.",
            )
        case c.WithdrawTopicCall() if call.withdrawn:
            return []
        case _ if call.withdrawn or call.called is None:
            raise Rejected(
                "call-withdrawn",
                "这次征题已经撤销。请改用另一次征题，或不填征题（call）另行提出。",
                "This call was withdrawn. Name another one, or raise the topic without a call.",
            )
        case c.TakeBackSubmission():
            return take_back(call, command)
        case c.CorrectTopicCall():
            return correct(call, command, given)
        case c.ExtendTopicCall():
            return extend(call, command)
        case c.CloseTopicCall():
            return close(call, command, given)
        case c.WithdrawTopicCall():
            return withdraw(call, command)
        case c.ReceiveSubmission():
            return receive(call, command, given)
        case _:
            assert_never(command)


def open_call(command: c.OpenTopicCall, given: Circumstances[TopicRules]) -> list[e.TopicCallEvent]:
    if command.closes < command.opens:
        raise Rejected(
            "call-backward",
            f"截止日期 {command.closes} 早于开始日期 {command.opens}。请核对两个日期。",
            f"The call ends on {command.closes}, before it begins on {command.opens}. Check both"
            " days.",
        )
    days = {"unit": command.unit, "opens": command.opens, "closes": command.closes}
    return [e.TopicCallOpened(**days, **what_is_called_for(command, given))]


def what_is_called_for(command: c.Calling, given: Circumstances[TopicRules]) -> dict[str, Any]:
    """The content of a call. Refuses units outside that of the call, unknown channels, and either
    of them twice."""
    listed_once(command.units, "unit-twice")
    listed_once(command.channels, "channel-twice")
    for code in command.channels:
        chosen(given.rules.words.channels, code, CHANNEL)
    if outside := [each for each in command.units if not given.lies_in(prefix(given.unit), each)]:
        raise Rejected(
            "unit-outside",
            f"征题范围中的 {'、'.join(outside)} 不属于发起单位。"
            "请去掉，或由共同上级的单位发起征题。",
            f"Units of this call lie outside the one that calls: {', '.join(outside)}. Leave them"
            " out, or have the unit above them all call for topics.",
        )
    content = {name: getattr(command, name) for name in c.Calling.model_fields}
    return {**content, "paper": command.paper and made_known(command.paper, command.notice)}


def made_known(paper: Paper, notice: str | None) -> PaperUse:
    """The notice, as everybody in office reads it."""
    return PaperUse(
        **dict(paper),
        title=notice or "征题公告",
        kept=PaperClass.OPEN,
        readers=by_scope(What.OUTLINE),
    )


def correct(
    call: TopicCall, command: c.CorrectTopicCall, given: Circumstances[TopicRules]
) -> list[e.TopicCallEvent]:
    content = what_is_called_for(command, given)
    if call.called == e.Called(**content):
        return []
    for topic, each in call.submissions.items():
        if not (
            asked_of(command.units, each.from_unit, given) and taken(command.channels, each.channel)
        ):
            raise Rejected(
                "submission-left-out",
                f"已收到的议题 {topic}（{each.from_unit}）将不在更正后的征集范围或渠道内。"
                "请保留其单位和渠道，或先更正该议题所属的征题。",
                f"Topic {topic} of {each.from_unit} came in already and would not fit any more."
                " Keep its unit and channel, or correct first under which call it came in.",
            )
    return [e.TopicCallCorrected(**content, corrects=call.told_at, reason=command.reason)]


def extend(call: TopicCall, command: c.ExtendTopicCall) -> list[e.TopicCallEvent]:
    if command.closes == call.closes:
        return []
    if command.closes < call.closes:
        raise Rejected(
            "not-later",
            f"现截止日期是 {call.closes}，延长须晚于这一天。如要提前结束，请办理提前结束征题。",
            f"The call is open until {call.closes}; an extension ends later than that. To end it"
            " early, close it.",
        )
    return [
        e.TopicCallExtended(closes=command.closes, instead_of=call.closes, reason=command.reason)
    ]


def close(
    call: TopicCall, command: c.CloseTopicCall, given: Circumstances[TopicRules]
) -> list[e.TopicCallEvent]:
    if command.closes == call.closes:
        return []
    given.has_come(command.closes)
    if not call.opens <= command.closes < call.closes:
        raise Rejected(
            "not-earlier",
            f"提前结束的日期须在 {call.opens} 至 {call.closes} 之间，且早于原截止日期。"
            "如要推迟，请办理延长征题。",
            f"A call that is open from {call.opens} to {call.closes} ends early on a day before its"
            " last. To keep it open longer, extend it.",
        )
    if later := [t for t, each in call.submissions.items() if each.received_on > command.closes]:
        raise Rejected(
            "received-later",
            f"{command.closes} 之后还收到了议题（{'、'.join(later[:5])}）。"
            "请改用最后收件日或之后的日期。",
            f"Topics came in after {command.closes}: {', '.join(later[:5])}. Choose the day of the"
            " last one, or a later day.",
        )
    return [e.TopicCallClosed(closes=command.closes, instead_of=call.closes, reason=command.reason)]


def withdraw(call: TopicCall, command: c.WithdrawTopicCall) -> list[e.TopicCallEvent]:
    if call.submissions:
        raise Rejected(
            "call-has-submissions",
            f"已有 {len(call.submissions)} 件议题归入这次征题，不能撤销。"
            "请提前结束征题，或先逐件更正议题所属的征题。",
            f"{len(call.submissions)} topic(s) came in under this call. End it early instead, or"
            " correct first under which call each of them came in.",
        )
    return [e.TopicCallWithdrawn(reason=command.reason)]


def receive(
    call: TopicCall, command: c.ReceiveSubmission, given: Circumstances[TopicRules]
) -> list[e.TopicCallEvent]:
    """A topic comes in from a unit of which it was called for, by a channel of the call, and on a
    day on which the call is open, whenever it is entered."""
    same = Submission(command.from_unit, command.channel, command.received_on)
    if command.topic in call.submissions and call.submissions[command.topic] == same:
        return []
    if not asked_of(call_of(call).units, command.from_unit, given):
        raise Rejected(
            "call-of-others",
            f"这次征题不面向 {command.from_unit}。请核对征题编号，或不填征题（call）另行提出。",
            f"The call does not ask {command.from_unit} for topics. Check its number, or raise the"
            " topic without a call.",
        )
    channels = call_of(call).channels
    if not taken(channels, command.channel):
        words = {each.code: each.chinese for each in given.rules.words.channels}
        named = "、".join(f"{words.get(each, each)}（{each}）" for each in channels)
        raise Rejected(
            "channel-of-call",
            f"这次征题只收以下渠道的议题：{named}。请填写其中之一（channel），"
            "或不填征题（call）另行提出。",
            f"The call takes topics by these channels: {', '.join(channels)}. Name one of them, or"
            " raise the topic without a call.",
        )
    if not call.opens <= command.received_on <= call.closes:
        raise Rejected(
            "call-not-open",
            f"征题时间为 {call.opens} 至 {call.closes}，收到日期 {command.received_on} 不在其中。"
            "在期内收到、过后才登记的，请填写收到日期（received_on）；逾期收到的，"
            "请不填征题（call）另行提出，或请发起单位延长征题。",
            f"The call is open from {call.opens} to {call.closes}, and this was received on"
            f" {command.received_on}. If it came in time and is entered late, say on which day"
            " (received_on); else raise it without a call, or have the call extended.",
        )
    return [e.SubmissionReceived(**dict(command))]


def take_back(call: TopicCall, command: c.TakeBackSubmission) -> list[e.TopicCallEvent]:
    known = command.topic in call.submissions
    return [e.SubmissionTakenBack(**dict(command))] if known else []


def call_of(call: TopicCall) -> e.Called:
    assert call.called is not None
    return call.called


def asked_of(units: Iterable[str], unit: str, given: Circumstances[TopicRules]) -> bool:
    """Whether the unit is one of these or lies below one, as it is led today."""
    return any(given.lies_in(prefix(each), unit) for each in units or (given.unit,))


def taken(channels: tuple[str, ...], channel: str | None) -> bool:
    return not channels or channel in channels


def evolve(call: TopicCall, event: e.TopicCallEvent, unit: str) -> TopicCall:
    call = replace(call, version=call.version + 1)
    match event:
        case e.TopicCallOpened():
            begun = replace(call, unit=unit, opens=event.opens, closes=event.closes)
            return replace(begun, called=told(event), told_at=call.version)
        case e.TopicCallCorrected():
            return replace(call, called=told(event), told_at=call.version)
        case e.TopicCallExtended(closes=closes) | e.TopicCallClosed(closes=closes):
            return replace(call, closes=closes)
        case e.TopicCallWithdrawn():
            return replace(call, withdrawn=True)
        case e.SubmissionReceived():
            one = Submission(event.from_unit, event.channel, event.received_on)
            return replace(call, submissions={**call.submissions, event.topic: one})
        case e.SubmissionTakenBack(topic=topic):
            left = {key: each for key, each in call.submissions.items() if key != topic}
            return replace(call, submissions=left)
        case _:
            assert_never(event)


def told(event: e.Called) -> e.Called:
    return e.Called(**{name: getattr(event, name) for name in e.Called.model_fields})


TOPIC_CALL = Decider[TopicCall, c.TopicCallCommand, e.TopicCallEvent](TopicCall(), decide, evolve)
