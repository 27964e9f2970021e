"""The seed: numbers that nobody knows are committed to, the draw is called, the numbers follow.

Why so, and who could cheat where: docs/decisions/0030.
"""

from datetime import timedelta

from common.draws import Opening, commitment, drawn_order, pool_digest, seed
from contracts.members import draw as e
from runtime.decider import Circumstances, Rejected
from services.members.body.decider import Body
from services.members.body.decider import Stage as OfBody
from services.members.draw import commands as c
from services.members.draw.decider.pool import enough_for
from services.members.draw.decider.state import Draw
from services.members.rules.decider import MembersRules

MOST = 5
"""So many bodies commit at most: each of them can hold the draw up."""


def commit(
    draw: Draw, command: c.CommitNumber, given: Circumstances[MembersRules]
) -> list[e.DrawEvent]:
    assert draw.pool
    committed = e.NumberCommitted(round=draw.round, **command.model_dump(), by=given.actor)
    if committed in draw.commitments:
        return []
    body: Body = given.read(f"body/{command.body}")
    if body.stage is not OfBody.REGISTERED or (given.body and given.body != command.body):
        raise Rejected(
            "other-body",
            f"只能以自己所在的、仍在存续的机构名义封存数字（填写的是 {command.body}）。"
            "请核对机构编号。",
            f"A number is committed to in the name of one's own body, while there is one; "
            f"{command.body} is not. Check the id.",
        )
    if command.body in draw.barred:
        raise Rejected(
            "body-barred",
            "该机构此前没有按时公开数字，不能再为同一事项封存。请由其他机构封存。",
            "This body did not reveal its number in time before, and commits no more for this "
            "purpose. Ask another body.",
        )
    if draw.pool.by in given.known_as or any(
        each.by in given.known_as for each in draw.commitments
    ):
        raise Rejected(
            "same-hand",
            "公布名单的人和已经封存过数字的人不能再封存。请由另一机构的另一个人封存。",
            "Whoever published the pool, or has committed already, does not commit. Ask another "
            "person of another body.",
        )
    if any(each.body == command.body for each in draw.commitments):
        raise Rejected(
            "same-body",
            "该机构已经封存过数字。各个数字须来自不同的机构，请由另一机构封存。",
            "This body has committed already. The numbers come from different bodies; ask another.",
        )
    if command.commitment in draw.known:
        raise Rejected(
            "commitment-copied",
            "这一摘要已被使用过。请重新想一个数字，并用新的随机数计算摘要。",
            "This commitment was used before. Think of another number, and compute it with a new "
            "nonce.",
        )
    if len(draw.commitments) >= MOST:
        raise Rejected(
            "enough-committed",
            f"已有 {MOST} 个机构封存数字，不再增加。请宣布抽选。",
            f"{MOST} bodies have committed; no more are needed. Call the draw.",
        )
    return [committed]


def call(draw: Draw, given: Circumstances[MembersRules]) -> list[e.DrawEvent]:
    assert draw.pool
    if any(each.by in given.known_as for each in draw.commitments):
        raise Rejected(
            "own-number",
            "封存过数字的人不能宣布抽选。请由其他工作人员宣布。",
            "Whoever has committed to a number does not call the draw. Ask somebody else.",
        )
    if given.today < draw.pool.callable_from:
        raise Rejected(
            "interests-still-open",
            f"申报回避的期限未满，{draw.pool.callable_from} 起方可宣布抽选。",
            "Interests may still be declared. The draw may be called from "
            f"{draw.pool.callable_from} on.",
        )
    if len(draw.commitments) < draw.pool.committers:
        raise Rejected(
            "too-few-numbers",
            f"须有 {draw.pool.committers} 个不同机构的人封存数字，目前 {len(draw.commitments)} 个。"
            "请先封存。",
            f"{draw.pool.committers} bodies commit to numbers before; {len(draw.commitments)} "
            "have. Let them do so first.",
        )
    enough_for(len(draw.left), draw.pool.choose)
    return [
        e.DrawCalled(
            round=draw.round,
            digest=draw.pool.digest,
            left=pool_digest(draw.left),
            size=len(draw.left),
            on=given.today,
            reveal_by=given.today + timedelta(days=draw.pool.reveal_days),
            by=given.actor,
        )
    ]


def seal(draw: Draw, command: c.SealCall) -> list[e.DrawEvent]:
    if draw.sealed:
        return []
    return [e.CallSealed(**command.model_dump())]


def reveal(
    draw: Draw, command: c.RevealNumber, given: Circumstances[MembersRules]
) -> list[e.DrawEvent]:
    assert draw.pool
    assert draw.call
    if command.body in draw.revealed and command.number == draw.revealed[command.body].number:
        return []
    committed = {each.body: each.commitment for each in draw.commitments}
    opening = Opening(command.body, command.number, command.nonce)
    if committed.get(command.body) != commitment(draw.key, draw.round, opening):
        raise Rejected(
            "number-does-not-fit",
            "数字和随机数与该机构封存的摘要不符，未予采用。请核对数字（含开头的零）、随机数、机构编号"
            f"和抽选编号 {draw.key}、第 {draw.round} 次。",
            "Number and nonce do not fit what this body committed to, and were not taken. Check the"
            f" number with its leading zeros, the nonce, the body, the draw {draw.key} and its"
            f" round {draw.round}.",
        )
    if given.today > draw.call.reveal_by:
        raise Rejected(
            "reveal-late",
            f"公开数字的期限是 {draw.call.reveal_by}，已过。请宣布作废，再沿用原名单重新抽选。",
            f"Numbers were to be revealed until {draw.call.reveal_by}. Declare the draw void, and "
            "draw again from the same pool.",
        )
    revealed = e.NumberRevealed(round=draw.round, **command.model_dump(), by=given.actor)
    if draw.missing != (command.body,):
        return [revealed]
    shown = {each.body: each for each in (*draw.openings, opening)}
    in_order = [shown[each.body] for each in draw.commitments]
    found = seed(draw.sealed, in_order)
    days = draw.pool.answer_days
    return [
        revealed,
        e.DrawPerformed(
            round=draw.round,
            consultation=draw.pool.consultation,
            pool=draw.pool.pool,
            seed=found,
            order=drawn_order(found, draw.left),
            chosen=draw.pool.choose,
            answer_by=None if days is None else given.today + timedelta(days=days),
        ),
    ]


def void(draw: Draw, command: c.VoidDraw, given: Circumstances[MembersRules]) -> list[e.DrawEvent]:
    assert draw.call
    if given.today <= draw.call.reveal_by:
        raise Rejected(
            "reveal-still-open",
            f"{draw.call.reveal_by} 之前（含当日）仍可公开数字，不能作废。请等待，或请封存人公开。",
            f"Numbers may be revealed until {draw.call.reveal_by}, that day included, and the draw "
            "is not void before. Wait, or ask for the numbers.",
        )
    return [e.DrawVoided(round=draw.round, not_revealed=draw.missing, reason=command.reason)]
