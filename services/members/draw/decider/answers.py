"""After the draw: each drawn talent answers, the next in order is asked, who came."""

from datetime import timedelta

from common.checks import listed_once
from common.vocabulary import chosen
from contracts.members import draw as e
from runtime.decider import Circumstances, Rejected
from services.members.draw import commands as c
from services.members.draw.decider.state import Answer, Draw, Offer
from services.members.rules.decider import MembersRules

REFUSING = ("拒绝理由", "ground of refusing a draw")


def accept(
    draw: Draw, command: c.AcceptDraw, given: Circumstances[MembersRules]
) -> list[e.DrawEvent]:
    assert draw.pool
    offer = _asked(draw, command.talent)
    if offer.answer is Answer.ACCEPTED:
        return []
    _unanswered(offer)
    _in_time(draw, offer, command, given)
    return [
        e.DrawAccepted(
            round=draw.round,
            consultation=draw.pool.consultation,
            pool=draw.pool.pool,
            talent=command.talent,
            on=command.on,
        )
    ]


def decline(
    draw: Draw, command: c.DeclineDraw, given: Circumstances[MembersRules]
) -> list[e.DrawEvent]:
    assert draw.pool
    offer = _asked(draw, command.talent)
    if (offer.answer, offer.ground, offer.on) == (Answer.DECLINED, command.ground, command.on):
        return []
    accepted = offer.answer is Answer.ACCEPTED
    if not accepted:
        _unanswered(offer)
    if command.ground is not None:
        chosen(given.rules.talents.refusing, command.ground, REFUSING)
    if accepted:
        given.has_come(command.on)
    else:
        _in_time(draw, offer, command, given)
    declined = e.DrawDeclined(
        round=draw.round,
        consultation=draw.pool.consultation,
        pool=draw.pool.pool,
        accepted_before=accepted,
        **command.model_dump(),
    )
    return [declined, *_replaced(draw, command.talent, given)]


def lapse(
    draw: Draw, command: c.LapseAnswer, given: Circumstances[MembersRules]
) -> list[e.DrawEvent]:
    offer = _asked(draw, command.talent)
    if offer.answer is Answer.LAPSED:
        return []
    _unanswered(offer)
    if offer.answer_by is None or not offer.late_on(given.today):
        until = f"{offer.answer_by}（含当日）" if offer.answer_by else "规则没有规定的期限"
        raise Rejected(
            "answer-still-open",
            f"答复期限是{until}，还不能按逾期处理。请等待，或登记其答复。",
            f"The answer is due by {offer.answer_by or 'no day of the rules'}, and not overdue. "
            "Wait for it, or record it.",
        )
    lapsed = e.AnswerLapsed(round=draw.round, talent=command.talent, due=offer.answer_by)
    return [lapsed, *_replaced(draw, command.talent, given)]


def correct(
    draw: Draw, command: c.CorrectAnswer, given: Circumstances[MembersRules]
) -> list[e.DrawEvent]:
    offer = _asked(draw, command.talent)
    if offer.answer not in (Answer.DECLINED, Answer.LAPSED):
        raise Rejected(
            "not-refused",
            f"{command.talent} 没有拒绝，没有可更正的理由。请核对编号。",
            f"{command.talent} has not refused, so there is no ground to correct. Check the id.",
        )
    if command.ground == offer.ground:
        return []
    if command.ground is not None:
        chosen(given.rules.talents.refusing, command.ground, REFUSING)
    return [e.AnswerCorrected(round=draw.round, **command.model_dump())]


def close(draw: Draw) -> list[e.DrawEvent]:
    assert draw.pool
    waiting = [talent for talent, each in draw.offers.items() if each.answer is None]
    if waiting:
        raise Rejected(
            "answers-missing",
            f"还有 {len(waiting)} 人没有答复：{'、'.join(waiting)}。请登记答复，逾期的登记逾期。",
            f"No answer yet of {', '.join(waiting)}. Record it, or that it did not come in time.",
        )
    short = len(draw.accepted) < draw.pool.choose
    return [e.DrawClosed(round=draw.round, accepted=draw.accepted, short=short)]


def record_turnout(
    draw: Draw, command: c.RecordTurnout, given: Circumstances[MembersRules]
) -> list[e.DrawEvent]:
    listed_once(command.attended)
    if others := [each for each in command.attended if each not in draw.accepted]:
        raise Rejected(
            "not-accepted",
            f"{'、'.join(others)} 没有接受此次抽选，不在应到之列。请核对编号。",
            f"{', '.join(others)} did not accept this draw, and was not expected. Check the ids.",
        )
    attended = tuple(each for each in draw.accepted if each in command.attended)
    before = draw.turnout
    if before and (before.attended, before.on) == (attended, command.on):
        return []
    if before and command.reason is None:
        raise Rejected(
            "turnout-recorded",
            "到会情况已登记过。更正须写明理由。",
            "Who came is on record. To correct it, give the reason.",
        )
    given.has_come(command.on)
    return [
        e.TurnoutRecorded(
            round=draw.round,
            attended=attended,
            absent=tuple(each for each in draw.accepted if each not in attended),
            on=command.on,
            reason=command.reason,
        )
    ]


def _asked(draw: Draw, talent: str) -> Offer:
    if talent in draw.offers:
        return draw.offers[talent]
    raise Rejected(
        "not-drawn",
        f"{talent} 未被抽中，也没有递补。请核对编号。",
        f"{talent} was not drawn, and is not asked in anybody's place. Check the id.",
    )


def _unanswered(offer: Offer) -> None:
    """Refuse another answer than the one on record."""
    if offer.answer is not None:
        raise Rejected(
            "answered",
            "答复已经登记，并已按此递补，不能更改。理由有误的请使用“更正拒绝理由”。",
            "The answer is on record, and the next was asked because of it. A wrong ground is "
            "corrected; the answer stays.",
        )


def _in_time(
    draw: Draw,
    offer: Offer,
    command: c.AcceptDraw | c.DeclineDraw,
    given: Circumstances[MembersRules],
) -> None:
    """Refuse an answer of a day that is to come, before the draw, or after the term."""
    assert draw.call
    given.has_come(command.on)
    if command.on < draw.call.on:
        raise Rejected(
            "before-the-draw",
            f"答复日期早于抽选日期 {draw.call.on}。请核对日期。",
            f"The draw was called on {draw.call.on}, and nobody answered before. Check the day.",
        )
    if offer.late_on(command.on):
        raise Rejected(
            "answer-late",
            f"答复期限是 {offer.answer_by}，逾期的答复按拒绝处理。请登记逾期未答复。",
            f"The answer was due by {offer.answer_by}; a later one counts as refused. Record that "
            "none came in time.",
        )


def _replaced(draw: Draw, talent: str, given: Circumstances[MembersRules]) -> list[e.DrawEvent]:
    """The next in the drawn order, while there is one."""
    assert draw.pool
    if (by := draw.next_in_order) is None:
        return []
    days = draw.pool.answer_days
    until = None if days is None else given.today + timedelta(days=days)
    return [e.TalentReplaced(round=draw.round, talent=talent, by=by, answer_by=until)]
