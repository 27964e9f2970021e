"""From data to a page: templates, the headers of every answer, and errors that say what to do."""

import hashlib
import logging
from collections.abc import Callable, Coroutine
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import jinja2
import sqlalchemy.exc
from fastapi import Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from contracts.roles import OFFICES
from runtime.refusals import NotNow
from runtime.web.problems import Problem
from services.console import cookies
from services.console.lines.line import on

HERE = Path(__file__).parent
ASSETS = {"console.css": "text/css; charset=utf-8", "mark.svg": "image/svg+xml"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
SOURCES = {"topics": "议题账", "meetings": "会议账", "members": "委员账", "outcomes": "成果账"}
"""The names of the four ledgers on the screen, in the order of a case."""

_log = logging.getLogger(__name__)
_NOT_FOUND = Problem(
    404,
    "not-found",
    "没有找到这一页，或它不在您的管辖范围内。请核对地址；刚刚登记的事项，请过一会儿再刷新。",
    "There is no such page within your scope. Check the address.",
)
_NOT_NOW = Problem(
    503,
    "not-now",
    "系统暂时取不到数据。请过几分钟刷新本页；仍打不开时，请告知系统管理员。",
    "The data cannot be read now. Reload in a few minutes.",
    headers={"Retry-After": "60"},
)
_NO_SUCH_METHOD = Problem(
    405,
    "no-such-method",
    "这个网址不能这样打开。请回到首页，再用页面上的链接和按钮操作。",
    "This address cannot be used in this way. Go on from the start page.",
)
_FAULT = Problem(
    500,
    "fault",
    "系统内部出错，已记入日志。请稍后再试；仍不行，请把这一页的网址告诉系统管理员。",
    "A fault in the system; it was logged. Try again later, then tell the operator this address.",
)
_IN_WORDS = {
    400: "请求无法读取。请回到首页，再用页面上的链接和按钮操作。",
    413: "提交的内容过大，没有接收。请回到首页，再用页面上的链接和按钮操作。",
    415: "提交的内容格式不符，没有接收。请回到首页，再用页面上的链接和按钮操作。",
}
"""Returns the problem in words for people."""
_TITLES = {
    400: "无法读取",
    403: "没有权限",
    404: "没有找到",
    405: "不能这样打开",
    413: "内容过大",
    415: "格式不符",
    500: "系统内部出错",
    503: "暂时打不开",
}


class SignInFirst(Exception):
    """Nobody is signed in, or the token has expired."""


def not_found() -> Problem:
    return _NOT_FOUND


@cache
def asset(name: str) -> tuple[bytes, str]:
    """A file, and a short hash of it that makes its address change with its content."""
    content = (HERE / "assets" / name).read_bytes()
    return content, hashlib.sha256(content).hexdigest()[:12]


def asset_url(name: str) -> str:
    return f"/assets/{name}?v={asset(name)[1]}"


def numeral(number: int) -> str:
    """1 to 99 as Chinese write the steps of a procedure."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not tens:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"asset": asset_url, "sources": SOURCES, "offices": OFFICES}
    environment.filters |= {"on": on, "numeral": numeral}
    return environment


def page(template: str, status: int = 200, **content: Any) -> HTMLResponse:
    given = {"signed_in": True, "readers": [], "programme": "", **content}
    return HTMLResponse(_templates().get_template(template).render(given), status)


def refusal(request: Request, problem: Problem) -> HTMLResponse:
    response = page(
        "error.html",
        problem.status,
        title=_TITLES.get(problem.status, "不能办理"),
        problem=problem,
        signed_in=cookies.read(request, cookies.SESSION, cookies.SESSION_SECONDS) is not None,
    )
    response.headers.update(problem.headers)
    return response


def in_words(problem: Problem) -> Problem:
    """The same refusal, said to somebody at a browser."""
    if problem.status in (404, 405, 500, 503):
        known = {404: _NOT_FOUND, 405: _NO_SUCH_METHOD, 500: _FAULT, 503: _NOT_NOW}[problem.status]
        chinese, english = known.chinese, known.english
    else:
        chinese = _IN_WORDS.get(problem.status, problem.chinese)
        english = problem.english
    return Problem(problem.status, problem.rule, chinese, english, headers=problem.headers)


class PageRoute(APIRoute):
    """A route whose every answer is a page, also the refusals that elsewhere are JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = super().get_route_handler()

        async def answer(request: Request) -> Response:
            return guarded(await _safely(inner, request))

        return answer

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().handle(scope, receive, send)
        except HTTPException as wrong_method:  # all others are answered before they come here
            response = guarded(refusal(Request(scope), _NO_SUCH_METHOD))
            response.headers.update(wrong_method.headers or {})
            await response(scope, receive, send)


def guarded(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


async def _safely(
    inner: Callable[[Request], Coroutine[Any, Any, Response]], request: Request
) -> Response:
    try:
        return await inner(request)
    except SignInFirst:
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(path, safe='')}", 303)
    except Problem as problem:
        return refusal(request, problem)
    except RequestValidationError:
        return refusal(request, _NOT_FOUND)
    except (OSError, httpx2.HTTPError, NotNow, sqlalchemy.exc.SQLAlchemyError):
        _log.exception("page %s failed", request.url.path)
        return refusal(request, _NOT_NOW)
    except Exception:
        _log.exception("page %s failed", request.url.path)
        return refusal(request, _FAULT)
