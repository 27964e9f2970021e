"""The state of a bulletin, and what each event makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import assert_never

from contracts.topics import bulletin as e
from services.topics.report.moments import When


class Stage(StrEnum):
    BLANK = "blank"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Bulletin:
    """`told_at`: the version of this stream in which it was issued or last corrected. `sent`: to
    which bodies, when. `next`: the issue after it, once that is out."""

    stage: Stage = Stage.BLANK
    unit: str = ""
    version: int = 0
    told_at: int = 0
    key: str = ""
    year: int = 0
    issue: int = 0
    bulletin_number: str = ""
    items: tuple[e.BulletinItem, ...] = ()
    urgent: bool = False
    issued: When | None = None
    sent: Mapping[str, When] = field(default_factory=dict)
    next: str = ""

    @property
    def first_sent(self) -> When | None:
        first: When | None = None
        for each in self.sent.values():
            if first is None or each.before(first):
                first = each
        return first


def evolve(bulletin: Bulletin, event: e.BulletinEvent, unit: str) -> Bulletin:
    bulletin = replace(bulletin, version=bulletin.version + 1)
    match event:
        case e.BulletinIssued():
            return Bulletin(
                stage=Stage.ISSUED,
                unit=unit,
                version=bulletin.version,
                told_at=bulletin.version,
                key=f"{event.unit}:{event.year}:{event.issue}",
                year=event.year,
                issue=event.issue,
                bulletin_number=event.bulletin_number,
                items=event.items,
                urgent=event.urgent,
                issued=When(event.issued_on, event.issued_at),
            )
        case e.BulletinSent(recipients=recipients):
            sent = dict.fromkeys(recipients, When(event.sent_on, event.sent_at))
            return replace(bulletin, sent={**bulletin.sent, **sent})
        case e.SendingWithdrawn(recipients=recipients):
            left = {body: on for body, on in bulletin.sent.items() if body not in recipients}
            return replace(bulletin, sent=left)
        case e.BulletinCorrected():
            return replace(
                bulletin,
                told_at=bulletin.version,
                items=event.items,
                urgent=event.urgent,
                issued=When(event.issued_on, event.issued_at),
            )
        case e.BulletinFollowed(next=next):
            return replace(bulletin, next=next)
        case e.BulletinWithdrawn():
            return replace(bulletin, stage=Stage.WITHDRAWN)
        case _:
            assert_never(event)
