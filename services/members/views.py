"""How the registers are read where the rows of a scope are not the whole answer.

Bodies, rules and the roster are kept under the county's code, which a township's scope does not
cover; yet a clerk must find the committees of their county and the members posted to them.
"""

import sqlalchemy as sa

from runtime.actor import Actor


def of_the_county(actor: Actor, unit: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """The row belongs to a county in which the actor holds an office, or which an office covers."""
    counties = sorted({scope[:6] for scope in actor.scopes})
    return sa.or_(*(unit.startswith(scope, autoescape=True) for scope in counties))
