"""The lines of talents and of draws. Talents are told by their ids: no event has their names."""

from collections.abc import Iterable
from typing import assert_never

from contracts.members import draw as d
from contracts.members import talent as t
from services.console.lines.line import Line, entry, listed, on, resolution
from services.console.lines.names import Names

_WHY = {
    d.Why.INTEREST: "利害关系",
    d.Why.SUSPENDED: "暂停抽选",
    d.Why.TERM: "不在任期",
    d.Why.OFTEN: "抽中次数已满",
    d.Why.REFUSED: "多次无故拒绝",
}
_DRAWN = {
    t.Drawn.DRAWN: "抽中",
    t.Drawn.ACCEPTED: "接受",
    t.Drawn.DECLINED: "有理由拒绝",
    t.Drawn.WITHOUT_REASON: "无故拒绝或逾期未答复",
    t.Drawn.ATTENDED: "到会",
    t.Drawn.ABSENT: "接受后未到会",
}


def line(event: t.TalentEvent, names: Names, talent: str) -> Line:
    match event:
        case t.TalentNominated():
            return entry(
                f"{on(event.on)}推荐{talent}为{names.word('talents.tiers', event.tier)}协商人才"
                f"（{names.word('talents.ways', event.way)}）。",
                领域=_fields(event.fields, names),
                推荐机构=event.body and names.body(event.body),
                理由=event.reason,
            )
        case t.TalentCorrected():
            return entry(
                f"变更或更正协商人才{talent}的信息。",
                领域=_fields(event.fields, names),
                理由=event.reason,
            )
        case t.TalentChecked():
            return entry(f"{on(event.on)}审核{talent}的推荐。", 意见=event.finding)
        case t.TalentTurnedDown():
            return entry(f"{talent}的推荐未获通过。", 理由=event.reason)
        case t.TalentApproved():
            by = names.those(event.consent.bodies)
            return entry(f"{by}{event.word}{talent}的推荐。", 依据=resolution(event.consent))
        case t.ApprovalRefused():
            by = names.those(event.bodies)
            return entry(f"{by}没有通过{talent}的推荐（{event.word}）。", 理由=event.reason)
        case t.TalentAppointed():
            return entry(_term("聘任", talent, event), 聘书=event.certificate)
        case t.TermRenewed():
            return entry(_term("续聘", talent, event), 聘书=event.certificate)
        case t.TalentSuspended():
            until = f"至{on(event.until)}" if event.until else "起"
            sentence = f"{talent}{on(event.since)}{until}暂停参加抽选。"
            return entry(sentence, 理由=event.reason)
        case t.TalentResumed():
            return entry(f"{talent}自{on(event.on)}起恢复参加抽选。")
        case t.InterestRecorded():
            return entry(
                f"登记{talent}的第{event.interest}项利害关系。",
                内容=event.about,
                机构=names.those(event.bodies),
                单位="、".join(map(names.unit, event.places)),
            )
        case t.InterestEnded():
            return entry(f"{talent}的第{event.interest}项利害关系于{on(event.on)}解除。")
        case t.DrawNoted():
            sentence = f"{talent}在抽选{event.draw}第{event.round}次中：{_DRAWN[event.what]}。"
            return entry(sentence)
        case t.TalentExited():
            ground = names.word("talents.grounds", event.ground)
            sentence = f"{talent}于{on(event.on)}退出人才库。"
            return entry(sentence, 事由=ground, 理由=event.reason)
        case _:
            assert_never(event)


def line_of_draw(event: d.DrawEvent, names: Names) -> Line:
    match event:
        case d.DrawAsked():
            pool = names.word("talents.pools", event.pool)
            return entry(f"为“{event.title}”从“{pool}”中抽选，至少{event.least}人。")
        case d.PoolPublished():
            same = f"，沿用第{event.same_as}次的名单" if event.same_as else ""
            return entry(
                f"第{event.round}次公布抽选名单：可抽选{len(event.candidates)}人，"
                f"抽{event.choose}人{same}。",
                理由=event.reason,
                不在名单=listed(f"{each.talent}：{_WHY[each.why]}" for each in event.excluded),
                名单摘要=event.digest,
            )
        case d.InterestDeclared():
            return entry(f"{event.talent}申报回避，不参加抽选。", 原因=event.what)
        case d.NumberCommitted():
            return entry(f"{names.body(event.body)}封存数字。", 摘要=event.commitment)
        case d.DrawCalled():
            return entry(
                f"宣布第{event.round}次抽选，{event.size}人参加；"
                f"{on(event.reveal_by)}以前公开数字。"
            )
        case d.CallSealed():
            return entry("记录宣布抽选这一事件的摘要。", 摘要=event.digest)
        case d.NumberRevealed():
            return entry(f"{names.body(event.body)}公开数字{event.number}。", 随机数=event.nonce)
        case d.DrawPerformed():
            by = f"，{on(event.answer_by)}以前答复" if event.answer_by else ""
            return entry(
                f"第{event.round}次抽选：抽中{'、'.join(event.order[: event.chosen])}{by}。",
                全部顺序="、".join(event.order),
                种子=event.seed,
            )
        case d.DrawVoided():
            return entry(
                f"第{event.round}次抽选作废：{names.those(event.not_revealed)}没有按时公开数字。",
                理由=event.reason,
            )
        case d.PoolWithdrawn():
            return entry(f"撤回第{event.round}次公布的名单。", 理由=event.reason)
        case d.DrawAccepted():
            return entry(f"{event.talent}于{on(event.on)}接受。")
        case d.DrawDeclined():
            taken_back = "接受后又" if event.accepted_before else ""
            ground = names.word("talents.refusing", event.ground) if event.ground else "没有理由"
            sentence = f"{event.talent}于{on(event.on)}{taken_back}拒绝（{ground}）。"
            return entry(sentence, 说明=event.note)
        case d.AnswerLapsed():
            return entry(f"{event.talent}到{on(event.due)}没有答复，按无故拒绝处理。")
        case d.TalentReplaced():
            by = f"，{on(event.answer_by)}以前答复" if event.answer_by else ""
            return entry(f"按抽出的顺序，由{event.by}递补{event.talent}{by}。")
        case d.AnswerCorrected():
            ground = names.word("talents.refusing", event.ground) if event.ground else "没有理由"
            return entry(f"更正{event.talent}拒绝的理由：{ground}。", 更正原因=event.reason)
        case d.DrawClosed():
            short = "，名单已用完，人数不足" if event.short else ""
            return entry(f"第{event.round}次抽选结束，{len(event.accepted)}人接受{short}。")
        case d.TurnoutRecorded():
            return entry(
                f"{on(event.on)}抽选的协商人才到会{len(event.attended)}人。",
                到会="、".join(event.attended),
                未到会="、".join(event.absent),
                更正原因=event.reason,
            )
        case _:
            assert_never(event)


def _fields(fields: Iterable[str], names: Names) -> str:
    return "、".join(names.word("talents.fields", each) for each in fields)


def _term(word: str, talent: str, event: t.TalentAppointed | t.TermRenewed) -> str:
    return f"{word}{talent}为协商人才，任期{on(event.since)}至{on(event.until)}。"
