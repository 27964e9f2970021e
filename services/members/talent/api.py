"""Routes of the talents."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal

import sqlalchemy as sa
from fastapi import Response

from contracts.ids import TalentId
from contracts.members.talent import Drawn
from contracts.vocabulary import Code
from runtime.web.http import After, Deed, Limit, deeds
from runtime.web.routes import Router
from services.members.access import Nominator, Prefix, TalentApprover, TalentOffice, TalentReader
from services.members.talent import commands as c
from services.members.talent.read_models import draws_of, interests, talents

router = Router(prefix="/talents", tags=["talents"])

Reached = Literal["nominated", "checked", "approved", "appointed", "turned-down", "exited"]


@router.post("", status_code=201)
async def nominate(command: c.NominateTalent, submit: Nominator) -> Response:
    """Nominate somebody as a talent. The same again changes nothing."""
    return await submit.create(command, key=command.talent)


deeds(
    router,
    TalentId,
    "/{talent}",
    Deed("correction", c.CorrectTalent, TalentOffice, "correct"),
    Deed("check", c.CheckTalent, TalentOffice, "check"),
    Deed("rejection", c.TurnDownTalent, TalentOffice, "turn_down"),
    Deed("approval", c.ApproveTalent, TalentApprover, "approve"),
    Deed("refusal", c.RefuseTalent, TalentApprover, "refuse"),
    Deed("appointment", c.AppointTalent, TalentOffice, "appoint"),
    Deed("renewal", c.RenewTerm, TalentOffice),
    Deed("suspension", c.SuspendTalent, Nominator, "suspend"),
    Deed("resumption", c.ResumeTalent, Nominator, "resume"),
    Deed("interests", c.RecordInterest, Nominator),
    Deed("interest-end", c.EndInterest, Nominator),
    Deed("exit", c.ExitTalent, TalentOffice, "exit"),
)


@router.get("")
async def listed(
    read: TalentReader,
    stage: Reached | None = None,
    field: Code | None = None,
    tier: Code | None = None,
    prefix: Prefix = "",
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Talents within the reader's scope, by stage, field and tier. No names."""
    within = talents.c.unit.startswith(prefix, autoescape=True)
    wanted = sa.select(talents).where(read.visible(talents.c.unit), within)
    if stage:
        wanted = wanted.where(talents.c.stage == stage)
    if field:
        wanted = wanted.where(talents.c.fields.contains([field]))
    if tier:
        wanted = wanted.where(talents.c.tier == tier)
    return await read.page(wanted, after, limit)


@router.get("/{talent}")
async def one(talent: TalentId, read: TalentReader) -> dict[str, Any]:
    """A talent, with lasting interests, draws, and the figures for the assessment."""
    await read.etag("talent", talent)
    chosen = sa.select(talents).where(talents.c.talent == talent, read.visible(talents.c.unit))
    row = await read.one(chosen)
    kept = sa.select(interests).where(interests.c.talent == talent).order_by(interests.c.interest)
    drawn = sa.select(draws_of).where(draws_of.c.talent == talent)
    noted = await read.rows(drawn.order_by(draws_of.c.on_day, draws_of.c.draw, draws_of.c.round))
    return {
        **row,
        "interests": await read.rows(kept),
        "draws": noted,
        "figures": figures(each["what"] for each in noted),
    }


def figures(noted: Iterable[str]) -> dict[str, int]:
    """How often drawn, accepted, refused with and without a reason, and attended (domain 6.2)."""
    of = Counter(noted)
    came = of[Drawn.ATTENDED] + of[Drawn.ABSENT]
    return {
        "drawn": of.total(),
        "accepted": of[Drawn.ACCEPTED] + came,
        "declined": of[Drawn.DECLINED],
        "without_reason": of[Drawn.WITHOUT_REASON],
        "attended": of[Drawn.ATTENDED],
    }
