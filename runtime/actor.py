"""The person who asks, and the offices they hold."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict

from contracts.ids import BodyId
from contracts.places import Scope, covers, whole
from contracts.roles import Role


class Grant(BaseModel):
    """An office: the role, the code prefix it is held for, and the body that holds it if any."""

    model_config = ConfigDict(frozen=True)

    role: Role
    scope: Scope
    body: BodyId | None = None


@dataclass(frozen=True)
class Actor:
    """`known_as`: the person's id, and the ids under which they hold any of their offices: also of
    those in which they do not ask now."""

    id: str
    grants: tuple[Grant, ...]
    known_as: frozenset[str] = frozenset()

    def holding(self, roles: Iterable[Role]) -> "Actor":
        wanted = frozenset(roles)
        fitting = tuple(grant for grant in self.grants if grant.role in wanted)
        return replace(self, grants=fitting)

    def grant_for(self, *units: str, ended: Collection[str] = ()) -> Grant | None:
        """The narrowest office that covers one of the units; one for an `ended` scope is over."""
        narrowest, length = None, -1
        for grant in self.grants:
            scope = grant.scope
            if len(scope) > length and scope not in ended:
                for unit in units:
                    if covers(scope, unit):
                        narrowest, length = grant, len(scope)
                        break
        return narrowest

    def reaching(self, reach: Callable[[str], Iterable[str]]) -> "Actor":
        """The same person, who holds each office also for the scopes that its scope reaches."""
        reaching = tuple(
            grant.model_copy(update={"scope": scope})
            for grant in self.grants
            for scope in reach(grant.scope)
        )
        return replace(self, grants=reaching)

    def knows(
        self, covering: Iterable[str], ruled_by: str, upwards: Callable[[str], Collection[str]]
    ) -> bool:
        """Whether an office of theirs covers a unit, or lies in the jurisdiction that it is in."""
        return self.grant_for(*covering) is not None or any(
            ruled_by in upwards(whole(scope)) for scope in self.scopes
        )

    @property
    def scopes(self) -> tuple[str, ...]:
        return tuple(sorted({grant.scope for grant in self.grants}))
