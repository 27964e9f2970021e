"""The route of a command, without FastAPI's general way where a request has the usual form.

FastAPI solves parameters, bodies and dependencies of any kind, which takes longer than to decide
and record a command. A command has one body, keys in its address and a guard; so its request is
read here, by the same validators. Whatever is unusual or wrong goes the general way and is refused
there: there is one form of refusals.
"""

import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Self

from fastapi import APIRouter, Request, Response
from fastapi._compat import ModelField
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class CommandRoute(APIRoute):
    """A route that reads the usual request of a command itself."""

    def get_route_handler(self) -> Handler:
        general = super().get_route_handler()
        usual = _Usual.of(self.dependant)
        if usual is None:
            return general

        async def handle(request: Request) -> Response:
            values = await usual.values(request)
            if values is None:
                return await general(request)
            response: Response = await usual.endpoint(**values)
            return response

        return handle


class Router(APIRouter):
    """A router whose commands are read that way."""

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=CommandRoute, **options)


@dataclass(frozen=True)
class _Usual:
    """What an endpoint takes: keys of the address, one body, and what a guard makes of headers."""

    endpoint: Callable[..., Any]
    keys: tuple[ModelField, ...]
    body: ModelField
    guard: Dependant

    @classmethod
    def of(cls, dependant: Dependant) -> Self | None:
        """`None` for an endpoint that takes anything else."""
        others = (dependant.query_params, dependant.header_params, dependant.cookie_params)
        alone = (dependant.request_param_name, dependant.response_param_name)
        one_each = len(dependant.body_params) == len(dependant.dependencies) == 1
        if any(others) or any(alone) or not one_each or dependant.call is None:
            return None
        (body,), (guard,) = dependant.body_params, dependant.dependencies
        more = (guard.path_params, guard.query_params, guard.cookie_params, guard.body_params)
        if any(more) or guard.dependencies or not guard.request_param_name or guard.call is None:
            return None
        if guard.response_param_name:  # it sets headers of an answer that FastAPI makes
            return None
        return cls(dependant.call, tuple(dependant.path_params), body, guard)

    async def values(self, request: Request) -> dict[str, Any] | None:
        """The arguments of the endpoint; `None` where the request is not the usual one."""
        if request.headers.get("content-type") != "application/json":
            return None
        try:
            given = json.loads(await request.body())
        except (ValueError, RecursionError):
            return None
        if not isinstance(given, dict):
            return None
        found: dict[str, Any] = {}
        for field in self.keys:
            found[field.name], errors = field.validate(request.path_params[field.alias])
            if errors:
                return None
        found[self.body.name], errors = self.body.validate(given)
        if errors:
            return None
        asked: dict[str, Any] = {self.guard.request_param_name or "": request}
        for field in self.guard.header_params:
            if (said := request.headers.get(field.alias)) is not None:
                asked[field.name], errors = field.validate(said)
                if errors:
                    return None
        guard: Any = self.guard
        found[guard.name] = await guard.call(**asked)
        return found
