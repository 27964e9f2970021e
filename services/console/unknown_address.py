"""Pages for unknown addresses and for requests that are refused before any route."""

from http import HTTPMethod

from fastapi import APIRouter, Request, Response
from starlette.routing import Match
from starlette.types import Scope

from runtime.web.every_service import router as of_every_service
from runtime.web.problems import Problem
from services.console import html


def of_every_service_is(scope: Scope) -> bool:
    """Whether the address is one that every service answers, to programs and not to people."""
    return any(route.matches(scope)[0] is not Match.NONE for route in of_every_service.routes)


def refusal(request: Request, problem: Problem) -> Response | None:
    """A page for what the runtime refuses by itself, such as a body that is too large."""
    if of_every_service_is(request.scope):
        return None
    return html.guarded(html.refusal(request, html.in_words(problem)))


class _LastRoute(html.PageRoute):
    """Stands back behind all others, and leaves alone what every service answers as JSON."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if of_every_service_is(scope):
            return Match.NONE, {}
        match, more = super().matches(scope)
        # A full match would win over an address that exists, asked with another method.
        return (Match.PARTIAL if match is Match.FULL else match), more


router = APIRouter(route_class=_LastRoute, include_in_schema=False)


@router.api_route("/{address:path}", methods=list(HTTPMethod))
async def unknown_address() -> Response:
    raise Problem(
        404,
        "no-such-address",
        "没有这个网址。请核对是否输入完整，或回到首页，从列表中查找。",
        "There is no such address. Check it, or go on from the start page.",
    )
