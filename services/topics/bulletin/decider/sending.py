"""To which bodies a bulletin goes, and that it did not."""

from collections.abc import Iterable

from contracts.paper import PaperUse
from contracts.topics import bulletin as e
from runtime.decider import Circumstances, Rejected
from services.topics.bulletin import commands as c
from services.topics.bulletin.decider.state import Bulletin
from services.topics.report.decider.submitting import ITEM, reports_of, use
from services.topics.report.moments import in_order, when
from services.topics.rules.decider import TopicRules


def texts(of: Iterable[e.BulletinItem], bodies: tuple[str, ...]) -> tuple[PaperUse, ...]:
    """What these bodies read from now on."""
    return tuple(use(item.text, ITEM, bodies=bodies) for item in of)


def send(
    bulletin: Bulletin, command: c.SendBulletin, given: Circumstances[TopicRules]
) -> list[e.BulletinEvent]:
    kinds = reports_of(given).recipients
    sent = when(command.sent_on, command.sent_at, bulletin.urgent, given)
    assert bulletin.issued
    in_order(bulletin.issued, sent, "编发", "It was issued")
    new = tuple(each for each in dict.fromkeys(command.recipients) if each not in bulletin.sent)
    for body in new:
        listed = given.directory.get(body)
        if listed is None or listed.kind not in kinds or not listed.there_on(sent.on):
            raise Rejected(
                "not-a-recipient",
                f"信息期刊不发送“{listed.name if listed else body}”：只发给规则列明类别、"
                "当日尚未撤销的机构。请核对名录，或改发其他机构。",
                f"Bulletins do not go to {listed.name if listed else body}: only to bodies of the"
                " kinds that the rules name, which were there on that day. Check the directory, or"
                " choose another one.",
            )
    if not new:
        return []
    return [
        e.BulletinSent(
            recipients=new, sent_on=sent.on, sent_at=sent.at, texts=texts(bulletin.items, new)
        )
    ]


def withdraw_sending(bulletin: Bulletin, command: c.WithdrawSending) -> list[e.BulletinEvent]:
    if strangers := [each for each in command.recipients if each not in bulletin.sent]:
        raise Rejected(
            "not-sent-to",
            f"没有登记本期分送给：{'、'.join(strangers)}。请核对机构。",
            f"There is no record that it was sent to: {', '.join(strangers)}. Check the bodies.",
        )
    bodies = tuple(dict.fromkeys(command.recipients))
    return [e.SendingWithdrawn(recipients=bodies, reason=command.reason)]
