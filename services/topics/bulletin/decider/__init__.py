"""The life of a bulletin: issued with its number, sent, corrected, withdrawn (003-15)."""

from collections.abc import Iterable

from contracts.topics import bulletin as e
from runtime.decider import Circumstances, Decider, Rejected
from services.topics.bulletin import commands as c
from services.topics.bulletin.decider.issuing import correct, issue, the_one_before
from services.topics.bulletin.decider.sending import send, withdraw_sending
from services.topics.bulletin.decider.state import Bulletin, Stage, evolve
from services.topics.rules.decider import TopicRules


def decide(
    bulletin: Bulletin, command: c.BulletinCommand, given: Circumstances[TopicRules]
) -> list[e.BulletinEvent]:
    match bulletin.stage, command:
        case Stage.BLANK, c.IssueBulletin():
            return issue(command, given)
        case _, c.IssueBulletin():
            raise Rejected(
                "number-taken",
                f"{bulletin.year}年第{bulletin.issue}期已经编发。请用下一个期号。",
                f"Issue {bulletin.issue} of {bulletin.year} is there already. Take the next"
                " number.",
            )
        case Stage.ISSUED, c.SendBulletin():
            return send(bulletin, command, given)
        case Stage.ISSUED | Stage.WITHDRAWN, c.WithdrawSending():
            return withdraw_sending(bulletin, command)
        case Stage.ISSUED, c.CorrectBulletin():
            return correct(bulletin, command, given)
        case Stage.ISSUED, c.WithdrawBulletin():
            items = tuple(item.report for item in bulletin.items)
            return [e.BulletinWithdrawn(items=items, reason=command.reason)]
        case Stage.WITHDRAWN, c.WithdrawBulletin():
            return []
        case Stage.ISSUED | Stage.WITHDRAWN, c.NoteNextIssue():
            return [] if bulletin.next else [e.BulletinFollowed(next=command.next)]
        case _:
            raise Rejected(
                "bulletin-withdrawn",
                "本期已经撤回，不能再办理。请另编一期。",
                "This issue was withdrawn, and nothing more is done with it. Issue another one.",
            )


def reads(bulletin: Bulletin, command: c.BulletinCommand) -> Iterable[str]:
    """The reports that it holds, and the issue before: there is no gap in the numbers. One that is
    corrected keeps its place also before the next issue, where that is out."""
    match command:
        case c.IssueBulletin() if bulletin.stage is Stage.BLANK:
            key = f"{command.unit}:{command.year}:{command.issue}"
            return _looked_at(key, command.issue, command.items)
        case c.CorrectBulletin() if bulletin.stage is Stage.ISSUED:
            next = [f"bulletin/{bulletin.next}"] if bulletin.next else []
            return [*_looked_at(bulletin.key, bulletin.issue, command.items), *next]
        case _:
            return ()


def _looked_at(key: str, issue: int, items: Iterable[str]) -> list[str]:
    before = [f"bulletin/{the_one_before(key)}"] if issue > 1 else []
    return [*before, *(f"report/{each}" for each in items)]


BULLETIN = Decider[Bulletin, c.BulletinCommand, e.BulletinEvent](Bulletin(), decide, evolve)
