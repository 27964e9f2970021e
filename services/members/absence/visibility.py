"""Who sees what is told of a member's absences and leave (domain 9.2, "absence case")."""

from collections.abc import Callable

import sqlalchemy as sa

from common.visibility import Relation, What, by_body, clause
from runtime.actor import Actor, Grant
from runtime.units import Condition, within
from services.members.member.read_models import members


def seen(actor: Actor, table: sa.Table) -> Condition:
    """The rows of the office's scope, those of oneself, and those of members of one's committee.
    The table has the columns `member` and `unit`."""

    return clause(
        What.ABSENCE,
        actor,
        lambda scopes: within(scopes, table.c.unit),
        {
            Relation.IN_CHARGE: of_ones_committee(table.c.member, table.c.unit),
            Relation.OWN: lambda _: table.c.member == actor.id,
        },
    )


def of_ones_committee(
    member: sa.ColumnElement[str], unit: sa.ColumnElement[str]
) -> Callable[[Grant], Condition | None]:
    """The condition that a row's member is assigned to the committee of an office in its scope."""

    def in_charge(grant: Grant) -> Condition | None:
        of_it = by_body(lambda body: members.c.committee == body)(grant)
        if of_it is None:
            return None
        own = sa.select(members.c.member_id).where(of_it)
        return sa.and_(member.in_(own), within((grant.scope,), unit))

    return in_charge
