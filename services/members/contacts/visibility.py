"""Who sees with whom members keep contact: the office, they themselves, and their committee."""

from common.visibility import Relation, What, clause
from runtime.actor import Actor
from runtime.units import Condition, within
from services.members.absence.visibility import of_ones_committee
from services.members.member.read_models import members


def members_seen(actor: Actor) -> Condition:
    """The members whose contacts somebody sees."""
    return clause(
        What.CONTACTS,
        actor,
        lambda scopes: within(scopes, members.c.unit),
        {
            Relation.IN_CHARGE: of_ones_committee(members.c.member_id, members.c.unit),
            Relation.OWN: lambda _: members.c.member_id == actor.id,
        },
    )
