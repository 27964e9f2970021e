"""What is said in a session. It may be added until the minutes are confirmed."""

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel

from contracts.meetings import session as e
from runtime.decider import Rejected
from runtime.refusals import Misfit
from services.meetings.session import commands as c
from services.meetings.session.decider.state import Session


def of_item(session: Session, item: int | None) -> dict[str, Any]:
    """The item of the agenda that is meant, and the consultation that it serves."""
    assert session.called
    agenda = session.called.agenda
    if item is None:
        if len(agenda) > 1:
            raise Rejected(
                "which-item",
                f"本次会议有 {len(agenda)} 项议程，请写明是第几项。",
                f"The agenda has {len(agenda)} items. Say which one is meant.",
            )
        consultation = agenda[0].consultation if agenda else None
        return {"item": 1, "consultation": consultation}
    if item > max(len(agenda), 1):
        raise Rejected(
            "no-item",
            f"议程没有第 {item} 项（共 {len(agenda)} 项）。请核对序号。",
            f"The agenda has no item {item} (it has {len(agenda)}). Check the number.",
        )
    return {"item": item, "consultation": agenda[item - 1].consultation if agenda else None}


def there_already(new: BaseModel, known: Iterable[BaseModel], number: str) -> bool:
    """Whether the same stands on record already, under a number of its own: a form that was sent
    twice tells nothing new."""
    said = [(name, value) for name, value in new if name != number]
    return any(all(getattr(each, name) == value for name, value in said) for each in known)


def numbered(asked: int | None, new: BaseModel, known: Sequence[BaseModel | None]) -> bool:
    """Whether it is new: what nobody has told yet, or told once more under the next number. What is
    on record under the number that is `asked` for was sent twice, or is something else. `known`
    holds nothing where something was taken back. The number is the first field."""
    number = next(iter(type(new).model_fields))
    if asked is None:
        return not there_already(new, (each for each in known if each is not None), number)
    following = len(known) + 1
    if asked == following:
        return True
    before = known[asked - 1] if asked < following else None
    if before is not None and there_already(new, [before], number):
        return False
    raise Rejected(
        "other-number",
        f"{number} 应为下一个序号 {following}。已登记的有误，请用更正；"
        "不是重复同样内容的，不必填写序号。",
        f"`{number}` is the next number, {following}. What is on record is corrected, and the "
        "number is left out unless the same is told once more.",
    )


def adds_up(session: Session, hands: int) -> None:
    """Refuse more hands than people who were there, as far as attendance is on record, and none."""
    if hands == 0:
        raise Misfit(
            "no-hands",
            "赞成、反对、弃权人数都是零。请填写表决人数。",
            "Nobody was in favour, against or abstained. Give the numbers of the vote.",
        )
    lists = [each.fact.present for each in session.attendance]
    people = max((sum(each.count for each in there) for there in lists), default=hands)
    if hands > people:
        raise Rejected(
            "more-hands-than-people",
            f"表决人数合计 {hands}，多于到会的 {people} 人。请核对人数，或先更正出席情况。",
            f"{hands} hands were counted, and {people} people were there. Check the numbers, or "
            "correct the attendance first.",
        )


def make_promise(session: Session, command: c.MakePromise) -> list[e.SessionEvent]:
    if command.due < (first := session.sittings[0].on):
        raise Rejected(
            "due-before-session",
            f"承诺的期限 {command.due} 早于会议召开的日期（{first}）。请核对期限。",
            f"The promise is due on {command.due}, before the session of {first} in which it was "
            "made. Check the day.",
        )
    content = command.model_dump(exclude={"item"})
    promise = e.Promise(
        promise=len(session.pledges) + 1, **content, **of_item(session, command.item)
    )
    made = (each.promise for each in session.pledges if not each.withdrawn)
    return [] if there_already(promise, made, "promise") else [e.PromiseMade(promise=promise)]


def record_consensus(session: Session, command: c.RecordConsensus) -> list[e.SessionEvent]:
    number, item = len(session.consensus) + 1, of_item(session, command.item)
    agreed = e.ConsensusRecorded(consensus=number, text=command.text, **item)
    return [] if there_already(agreed, session.consensus, "consensus") else [agreed]


def record_dissent(session: Session, command: c.RecordDissent) -> list[e.SessionEvent]:
    content, item = command.model_dump(exclude={"item"}), of_item(session, command.item)
    differing = e.DissentRecorded(dissent=len(session.dissent) + 1, **content, **item)
    return [] if there_already(differing, session.dissent, "dissent") else [differing]


def take_vote(session: Session, command: c.TakeVote) -> list[e.SessionEvent]:
    assert session.called
    if not session.called.votes:
        raise Rejected(
            "no-votes",
            "此形式的会议不进行表决。请登记共识和不同意见。",
            "A session of this form does not vote. Record consensus and dissent instead.",
        )
    adds_up(session, command.in_favour + command.against + command.abstaining)
    content = command.model_dump(exclude={"item", "vote"})
    voted = e.VoteTaken(vote=len(session.votes) + 1, **content, **of_item(session, command.item))
    return [voted] if numbered(command.vote, voted, session.votes) else []
