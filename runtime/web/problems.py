"""Refusals as RFC 9457 problems: a stable rule code, and a sentence in Chinese or English."""

import logging
import re
from collections.abc import Callable, Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy import exc
from starlette.exceptions import HTTPException
from starlette.routing import Match

from runtime.decider import Rejected
from runtime.refusals import Misfit, NoSuch, NotNow, OutOfScope, Stale, busy, database_away
from runtime.web.field_errors import in_words
from runtime.writing.failures import INFRASTRUCTURE

log = logging.getLogger(__name__)


class Problem(Exception):
    """An answer other than success. `rule` is stable; the sentences say what to do next."""

    def __init__(self, status: int, rule: str, chinese: str, english: str, **more: Any) -> None:
        super().__init__(english)
        self.status, self.rule, self.chinese, self.english = status, rule, chinese, english
        self.headers: dict[str, str] = more.pop("headers", {})
        self.more = more


class ProblemBody(BaseModel):
    """RFC 9457. `type` ends in the rule code; `detail` is the sentence for people."""

    type: str = Field(examples=["/rules/out-of-step"])
    title: str
    status: int
    detail: str
    rule: str
    errors: list[dict[str, Any]] | None = None


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": description,
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    for status, description in {
        400: "The request is not readable (malformed JSON).",
        401: "No token, or one that is expired, for another audience, or not genuine.",
        403: "No office that may do this here.",
        404: "There is no such thing, or it lies where you have no office.",
        409: "A rule refuses it; `rule` names the rule.",
        410: "What this address named was erased.",
        412: "The screen is stale: somebody was faster (If-Match).",
        408: "The body came too slowly.",
        413: "The body is larger than 256 KB, or a paper larger than 20 MB.",
        415: "The body is compressed, or said not to be JSON.",
        422: "The content does not fit; `errors` names each field.",
        503: "Not now: try again after Retry-After seconds.",
    }.items()
}

OF_WRITING = {"400", "408", "409", "412", "413", "415"}
"""Only whoever sends something can get these."""

_STATUS: tuple[tuple[type[Rejected], int], ...] = (
    (OutOfScope, 403),
    (NoSuch, 404),
    (Stale, 412),
    (Misfit, 422),
    (NotNow, 503),
    (Rejected, 409),
)
_TITLES = {
    400: ("请求无法读取", "Unreadable request"),
    401: ("未登录或登录已失效", "Not signed in"),
    403: ("没有权限", "Not allowed"),
    404: ("没有找到", "Not found"),
    405: ("不支持的操作", "Method not allowed"),
    408: ("接收超时", "Request timed out"),
    409: ("不符合规则", "Refused by a rule"),
    410: ("已删除", "Erased"),
    412: ("页面已过时", "Stale screen"),
    413: ("内容过大", "Too large"),
    415: ("内容格式不符", "Unsupported content"),
    422: ("内容不合要求", "Content does not fit"),
    500: ("系统内部错误", "Internal error"),
    503: ("暂时不能办理", "Not available now"),
}

MOST_WORDS = 2000
"""Characters of a sentence; a field's name is cut at 80."""


def prefers_english(accept_language: str) -> bool:
    """Chinese unless English is asked for with a higher weight (RFC 9110 section 12.5.4)."""
    weights = {"zh": 0.0, "en": 0.0}
    for part in accept_language.lower().split(","):
        tag, _, parameters = part.strip().partition(";")
        try:
            weight = float(parameters.strip().removeprefix("q=") or 1)
        except ValueError:
            weight = 0.0
        if (language := tag[:2]) in weights:
            weights[language] = max(weights[language], weight)
    return weights["en"] > weights["zh"]


def answer(request: Request, problem: Problem) -> Response:
    own: Callable[..., Response | None] | None = getattr(request.app.state, "refusal", None)
    if own is not None and (page := own(request, problem)) is not None:
        return page
    english = prefers_english(request.headers.get("accept-language", ""))
    titles = _TITLES.get(problem.status, ("不能办理", "Refused"))
    body = {
        "type": f"/rules/{problem.rule}",
        "title": titles[english],
        "status": problem.status,
        # A rule may quote what somebody wrote, and nobody is sent a megabyte of that back.
        "detail": (problem.english if english else problem.chinese)[:MOST_WORDS],
        "rule": problem.rule,
        **problem.more,
    }
    return JSONResponse(
        body,
        status_code=problem.status,
        media_type="application/problem+json",
        headers={
            "Content-Language": "en" if english else "zh-CN",
            **getattr(request.state, "key", {}),
            **problem.headers,
        },
    )


def refused(error: Rejected) -> Problem:
    status = next(code for kind, code in _STATUS if isinstance(error, kind))
    found = Problem(status, error.rule, error.chinese, error.english)
    if isinstance(error, NotNow):
        found.headers["Retry-After"] = str(error.retry_after)
    return found


def not_now(error: Exception) -> NotNow | None:
    """The refusal to answer with where the database is away or ill; `None` for other errors."""
    if isinstance(error, exc.TimeoutError):
        return busy()
    if isinstance(error, exc.DBAPIError):
        if error.connection_invalidated:
            return database_away()
        error = error.driver_exception
    return database_away() if isinstance(error, INFRASTRUCTURE) else None


def _field(error: dict[str, Any]) -> tuple[str, str, str]:
    """Name of the field, and what is wrong with it in Chinese and in English."""
    place = [str(part) for part in error["loc"] if part not in ("body", "query", "path", "header")]
    name = ".".join(place)[:80] or "body"
    if error["type"] in ("unknown_field", "no_text"):
        name = ".".join((*place, error["ctx"]["path"]))[:80]
    return name, *in_words(error)


def _innermost(errors: Sequence[Any]) -> list[Any]:
    """Without those that only say that a list lacks what was wrong with its elements."""
    wrong = [tuple(each["loc"]) for each in errors]
    return [
        each
        for each, place in zip(errors, wrong, strict=True)
        if each["type"] != "too_short"
        or not any(one[: len(place)] == place and one != place for one in wrong)
    ]


def misfit(errors: Sequence[Any]) -> Problem:
    """A body, path or query of the wrong shape; 400 where it is not even JSON."""
    if errors and errors[0]["type"] == "json_invalid":
        return Problem(
            400,
            "malformed-json",
            "请求内容不是有效的 JSON，请检查括号、引号和逗号。",
            "The body is not valid JSON. Check brackets, quotation marks and commas.",
        )
    fields = [_field(error) for error in _innermost(errors)[:50]]
    return Problem(
        422,
        "misfit",
        "；".join(f"“{name}”{chinese}" for name, chinese, _ in fields[:5]) + "。请改正后再提交。",
        "; ".join(f"'{name}' {english}" for name, _, english in fields[:5])
        + ". Correct this and send again.",
        errors=jsonable_encoder([{"field": name, "zh": zh, "en": en} for name, zh, en in fields]),
    )


_JSON = re.compile(r"\s*application/(json|[^;\s]+\+json)\s*(;|$)", re.IGNORECASE)

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def _allowed(request: Request, status: int) -> dict[str, str]:
    """The methods of the address, for 405: each route knows only its own."""
    if status != 405:
        return {}
    routes = request.app.router.routes
    found = [
        method
        for method in _METHODS
        if any(
            each.matches({**request.scope, "method": method})[0] is Match.FULL for each in routes
        )
    ]
    return {"Allow": ", ".join(found)} if found else {}


def compressed() -> Problem:
    return Problem(
        415,
        "compressed",
        "请求内容不能压缩。请去掉请求头 Content-Encoding，以原文提交。",
        "The body must not be compressed. Send it as it is, without the header Content-Encoding.",
        headers={"Accept-Encoding": "identity"},
    )


def install(app: FastAPI) -> None:
    """Every refusal of this app is a problem; nothing else leaves it."""

    async def problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem | Rejected)
        return answer(request, refused(error) if isinstance(error, Rejected) else error)

    async def away(request: Request, error: Exception) -> Response:
        if (refusal := not_now(error)) is None:
            raise error
        log.warning("not answered: %r", error)
        return answer(request, refused(refusal))

    async def shape(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        found = error.errors()
        kind = request.headers.get("content-type", "")
        if found and found[0]["loc"] == ("body",) and error.body and not _JSON.match(kind):
            wrong_type = Problem(
                415,
                "wrong-type",
                "请求内容应为 JSON。请加上请求头 Content-Type: application/json 后再提交。",
                "The body must be JSON. Send it with the header Content-Type: application/json.",
            )
            return answer(request, wrong_type)
        return answer(request, misfit(found))

    async def plain(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        zh, en = _TITLES.get(error.status_code, ("不能办理", "Refused"))
        rule = {404: "no-such-address", 405: "no-such-method"}.get(error.status_code, "refused")
        if error.status_code == 400:  # FastAPI could not read the body, and JSON is tried elsewhere
            not_utf_8 = Problem(
                400,
                "malformed-json",
                "请求内容不是 UTF-8 编码的 JSON。请以 UTF-8 编码保存后再提交。",
                "The body is not JSON in UTF-8. Encode it in UTF-8 and send it again.",
            )
            return answer(request, not_utf_8)
        found = Problem(
            error.status_code,
            rule,
            f"{zh}，请核对地址和方法。",
            f"{en}. Check address and method.",
            headers={**(error.headers or {}), **_allowed(request, error.status_code)},
        )
        return answer(request, found)

    async def fault(request: Request, error: Exception) -> Response:
        found = Problem(
            500,
            "fault",
            "系统内部出错，已记入日志。请稍后用同一个 Idempotency-Key 再试；仍不行请联系运维。",
            "A fault in the system; it was logged. Try again later with the same Idempotency-Key,"
            " and call the operator if it persists.",
        )
        return answer(request, found)

    app.add_exception_handler(Exception, fault)
    for kind in (*INFRASTRUCTURE, exc.DBAPIError, exc.TimeoutError):
        app.add_exception_handler(kind, away)
    app.add_exception_handler(Problem, problem)
    app.add_exception_handler(Rejected, problem)
    app.add_exception_handler(RequestValidationError, shape)
    app.add_exception_handler(HTTPException, plain)
