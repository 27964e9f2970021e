"""The lines of calls for topics."""

from typing import assert_never

from contracts.topics import call as e
from services.console.lines.line import Line, entry, on
from services.console.lines.names import Names


def line(event: e.TopicCallEvent, names: Names) -> Line:
    match event:
        case e.TopicCallOpened():
            return entry(
                f"发起征题“{event.title}”，{on(event.opens)}至{on(event.closes)}。",
                征集内容=event.what,
                征集范围="、".join(map(names.unit, event.units)),
                收集渠道="、".join(names.word("channels", each) for each in event.channels),
                公告=event.notice,
            )
        case e.TopicCallCorrected():
            return entry(f"更正征题“{event.title}”。", 征集内容=event.what, 理由=event.reason)
        case e.TopicCallExtended():
            return entry(f"征题延长至{on(event.closes)}。", 理由=event.reason)
        case e.TopicCallClosed():
            return entry(f"征题提前于{on(event.closes)}结束。", 理由=event.reason)
        case e.TopicCallWithdrawn():
            return entry("撤销征题。", 理由=event.reason)
        case e.SubmissionReceived():
            channel = event.channel and names.word("channels", event.channel)
            return entry(
                f"收到{names.unit(event.from_unit)}的一件议题（{on(event.received_on)}）。",
                收集渠道=channel,
            )
        case e.SubmissionTakenBack():
            return entry("一件议题不属于这次征题，予以更正。", 理由=event.reason)
        case _:
            assert_never(event)
