"""What the web face of every service shares: submitting and reading.

A service's `access.py` declares `submitting(*roles)` and `reading(*roles)`, with a name for each
group of offices. A route for a command is one row of `deeds`.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from inspect import Parameter, Signature, cleandoc
from typing import Annotated, Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.security import HTTPBearer
from fastapi.security.base import SecurityBase
from pydantic import BeforeValidator
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.places import whole
from contracts.roles import OFFICES, Role
from runtime import clock
from runtime.actor import Actor
from runtime.chapters import chapters, profiles
from runtime.decider import Command, Rejected
from runtime.envelope import traceparent
from runtime.ids import uuid7
from runtime.jurisdictions import Jurisdictions, read_jurisdictions, read_succession
from runtime.submission import Submission
from runtime.units import within
from runtime.web.auth import NotAuthenticated, Tokens
from runtime.web.problems import Problem
from runtime.writing.offers import offered
from runtime.writing.writer import Writer

_bearer = HTTPBearer(auto_error=False, description="A token of the OIDC issuer.")

_WHY_NOT: Mapping[str, tuple[str, str]] = {
    "token-missing": ("请先登录。", "Sign in first: the request bears no token."),
    "token-expired": ("登录已过期，请重新登录。", "The token has expired. Sign in again."),
    "token-audience": (
        "此令牌不是发给本系统的，请重新登录。",
        "The token is for another audience.",
    ),
    "token-invalid": ("登录凭证无效，请重新登录。", "The token is not genuine. Sign in again."),
}


async def authenticated(request: Request) -> Actor:
    """The actor of the request's token, or 401."""
    tokens: Tokens = request.app.state.tokens
    bearer = await _bearer(request)
    try:
        if bearer is None:
            raise NotAuthenticated("token-missing")
        return await tokens.actor(bearer.credentials)
    except NotAuthenticated as error:
        chinese, english = _WHY_NOT[error.rule]
        headers = {"WWW-Authenticate": f'Bearer error="{error.rule}"'}
        raise Problem(401, error.rule, chinese, english, headers=headers) from error


def _office(actor: Actor, roles: tuple[Role, ...]) -> Actor:
    holder = actor.holding(roles)
    if not holder.grants:
        wanted, wanted_in_chinese = ", ".join(roles), "、".join(OFFICES[role] for role in roles)
        raise Problem(
            403,
            "no-office",
            f"办理此事需要以下身份之一：{wanted_in_chinese}。请联系本单位管理员。",
            f"This needs one of these offices: {wanted}. Ask your administrator.",
        )
    return holder


@dataclass(frozen=True)
class Submitting:
    """A person's way to the writer, with the offices in which they may ask here."""

    request: Request
    actor: Actor
    command_id: UUID
    keyed: bool
    if_match: int | None

    async def create(self, command: Command, key: str | None = None) -> Response:
        """Ask for a new aggregate, whose key is the command's id unless given. Answers 201."""
        return await self(key or str(self.command_id), command, 201)

    async def __call__(self, key: str, command: Command, status: int = 200) -> Response:
        """Ask an existing aggregate, or one whose key is given. Answers with the events."""
        writer: Writer = self.request.app.state.writer
        answer = await writer.ask(
            Submission(
                key=key,
                command=command,
                actor=self.actor,
                command_id=self.command_id,
                keyed=self.keyed,
                if_match=self.if_match,
                traceparent=traceparent(self.request.headers.get("traceparent")),
            )
        )
        headers = {"ETag": f'"{answer.version}"', **self.request.state.key}
        if status == 201:
            headers["Location"] = _location(self.request.url.path, key)
        body = b"[" + b",".join(answer.bodies) + b"]"
        return Response(body, status, headers, "application/cloudevents-batch+json")


def _location(path: str, key: str) -> str:
    """The address of a new thing: `/units` and its key, or the address that named it already, such
    as `/plans/620123109000/2026/x` for what was posted to its `/draft`."""
    if all(part in path.split("/") for part in key.split(":")):
        return path.rsplit("/", 1)[0]
    return f"{path.rstrip('/')}/{key}"


_ETAG = re.compile(r'(?:W/)?"?([0-9]+)(?:-(?:gzip|br|zstd|deflate))?"?')
"""Ours, also where a proxy compressed the screen: nginx weakens it, Apache and others add how."""


def _version(if_match: str | None) -> int | None:
    if if_match is None or if_match == "*":
        return None
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        raise Problem(
            422,
            "if-match",
            'If-Match 应为页面上的版本号，例如 "3"。',
            'If-Match must be the version the screen showed, for example "3".',
        )
    return int(found.group(1))


def _unquoted(key: Any) -> Any:
    """Take the quotes away in which the IETF's draft writes the key."""
    quoted = isinstance(key, str) and len(key) > 1 and key[0] == key[-1] == '"'
    return key[1:-1] if quoted else key


class _Guarded(SecurityBase):
    """A dependency and security scheme in one: FastAPI takes long to solve each further level."""

    def __init__(self, *roles: Role) -> None:
        self.model, self.scheme_name, self.roles = _bearer.model, _bearer.scheme_name, roles


class submitting(_Guarded):
    """A dependency: the way to the writer for holders of one of these offices."""

    async def __call__(
        self,
        request: Request,
        idempotency_key: Annotated[UUID | None, BeforeValidator(_unquoted), Header()] = None,
        if_match: Annotated[str | None, Header(max_length=40)] = None,
    ) -> Submitting:
        command_id = idempotency_key or uuid7()
        # Refusals bear it too: after one of them the same has to be asked again under this key.
        request.state.key = {"Idempotency-Key": str(command_id)}
        return Submitting(
            request=request,
            actor=_office(await authenticated(request), self.roles),
            command_id=command_id,
            keyed=idempotency_key is not None,
            if_match=_version(if_match),
        )


async def with_what_was_merged(connection: AsyncConnection, actor: Actor) -> Actor:
    """The actor, whose offices reach today to all that was merged into their units."""
    succession, today = await read_succession(connection), clock.today()
    return actor.reaching(lambda scope: succession.reach(scope, today))


class reading(_Guarded):
    """A dependency: the read models as holders of one of these offices may see them."""

    async def __call__(self, request: Request, response: Response) -> "Reading":
        actor = _office(await authenticated(request), self.roles)
        engine: AsyncEngine = request.app.state.engine
        async with engine.connect() as connection:
            succession, today = await read_succession(connection), clock.today()
        actor = actor.reaching(lambda scope: succession.reach(scope, today))
        above = {
            each
            for scope in actor.scopes
            if len(scope) > 1
            for each in succession.upwards(whole(scope), today)[1:]
        }
        return Reading(engine, actor, response, tuple(sorted(above)))


class offering(_Guarded):
    """A dependency: what holders of one of these offices may do now with a thing."""

    async def __call__(self, request: Request) -> "Offering":
        actor = await authenticated(request)
        _office(actor, self.roles)
        state = request.app.state
        return Offering(state.writer, state.engine, actor)


Ways = Mapping[str, tuple[type[Command], tuple[Role, ...]]]
"""Addresses of deeds, each with its command and those who may ask."""

LookUp = Callable[[Submitting, str, Any], Awaitable[None]]


class Deed(NamedTuple):
    """A route for a command: the end of its address, the command (its body), and who may ask.
    `name` is the operation's, if not the command's. `look_up` refuses, before the writer is asked,
    a command that names something unknown. `own`: its route is written by hand, and it is offered
    with the others."""

    result: str
    command: type[Command]
    submitting: Any
    name: str = ""
    look_up: LookUp | None = None
    own: bool = False


def deeds(router: APIRouter, key: Any, address: str, *rows: Deed, **options: Any) -> None:
    """Add a route for each row, `POST <address>/<result>`. The command's docstring is its text.
    A key of several parts of the address is a dependency that joins them. `GET <address>/offers`
    tells which of the rows are open now."""
    parameter = re.findall(r"{(\w+)}", address)[-1]
    for row in rows:
        if row.own:
            continue
        in_words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", row.command.__name__).lower()
        router.add_api_route(
            f"{address}/{row.result}",
            _endpoint(
                {parameter: key, "command": row.command, "submit": row.submitting}, row.look_up
            ),
            methods=["POST"],
            name=row.name or in_words,
            description=cleandoc(row.command.__doc__ or ""),
            **options,
        )
    _add_offers(router, parameter, key, address, rows)


def _add_offers(
    router: APIRouter, parameter: str, key: Any, address: str, rows: Sequence[Deed]
) -> None:
    ways = {f"{router.prefix}{address}/{row.result}": (row.command, _roles(row)) for row in rows}

    async def offers(request: Request, offering: Offering, **named: str) -> dict[str, Any]:
        (key,) = named.values()
        here = {way.format(**request.path_params): what for way, what in ways.items()}
        return await offering.of(key, here)

    whoever = Depends(offering(*dict.fromkeys(role for row in rows for role in _roles(row))))
    parts = {
        "request": Request,
        parameter: key,
        "offering": Annotated[Offering, whoever],
    }
    named = [Parameter(name, Parameter.KEYWORD_ONLY, annotation=parts[name]) for name in parts]
    offers.__signature__ = Signature(named)  # type: ignore[attr-defined]
    router.add_api_route(
        f"{address}/offers",
        offers,
        methods=["GET"],
        name="offers",
        description="What can be done now: which deeds are open to you, and which rule closes the"
        " others. A deed that is done already is left out. `schema` is where this service"
        " describes the body.",
    )


def _roles(row: Deed) -> tuple[Role, ...]:
    (depends,) = row.submitting.__metadata__
    roles: tuple[Role, ...] = depends.dependency.roles
    return roles


@dataclass(frozen=True)
class Offering:
    """What somebody may do now."""

    writer: Writer
    engine: AsyncEngine
    actor: Actor

    async def of(self, key: str, ways: Ways) -> dict[str, Any]:
        """Of the thing with this key, to which these addresses of deeds belong. Raises `NoSuch`
        where there is none within the actor's scope."""
        answers: dict[type[Command], Problem | Rejected | bool] = {}
        holders: dict[type[Command], Actor | None] = {}
        for kind, roles in ways.values():
            try:
                holders[kind] = _office(self.actor, roles)
            except Problem as problem:
                answers[kind], holders[kind] = problem, None
        async with self.engine.connect() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            async with raw.transaction(isolation="repeatable_read", readonly=True):
                answers |= await offered(self.writer, raw, key, self.actor, holders)
        offers = [
            _offer(address, kind, answers[kind])
            for address, (kind, _) in ways.items()
            if answers[kind] is not False
        ]
        return {"offers": offers}


def _offer(address: str, kind: type[Command], answer: Problem | Rejected | bool) -> dict[str, Any]:
    offer: dict[str, Any] = {
        "deed": kind.__name__,
        "title": dict(zip(("chinese", "english"), kind.called, strict=True)),
        "method": "POST",
        "address": address,
        "schema": f"/openapi.json#/components/schemas/{kind.__name__}",
        "open": answer is True,
    }
    if not isinstance(answer, bool):
        offer |= {"rule": answer.rule, "chinese": answer.chinese, "english": answer.english}
    return offer


def _endpoint(parts: Mapping[str, Any], look_up: LookUp | None) -> Callable[..., Any]:
    """The function of a row, with a signature from which FastAPI reads the parameters."""

    async def deed(command: Command, submit: Submitting, **address: str) -> Response:
        (key,) = address.values()
        if look_up is not None:
            await look_up(submit, key, command)
        return await submit(key, command)

    named = [Parameter(name, Parameter.KEYWORD_ONLY, annotation=parts[name]) for name in parts]
    deed.__signature__ = Signature(named, return_annotation=Response)  # type: ignore[attr-defined]
    return deed


@dataclass(frozen=True)
class Reading:
    """A person's view of the read models: rows of units within their scopes, and no others."""

    engine: AsyncEngine
    actor: Actor
    response: Response
    above: tuple[str, ...] = ()
    """The units above those scopes."""

    async def etag(self, kind: str, key: str) -> None:
        """Set `ETag` to the aggregate's version, for `If-Match` of the next command. Call it before
        the rows are read: they may be newer than the version they are shown with, never older."""
        latest = sa.text("SELECT max(version) FROM ledger WHERE stream = :stream")
        async with self.engine.connect() as connection:
            version = await connection.scalar(latest, {"stream": f"{kind}/{key}"})
        self.response.headers["ETag"] = f'"{version or 0}"'

    def visible(self, unit: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        """The condition that a row's unit lies within one of the actor's scopes."""
        return within(self.actor.scopes, unit)

    async def rows(self, statement: sa.Select[Any]) -> list[dict[str, Any]]:
        async with self.engine.connect() as connection:
            return [dict(row) for row in (await connection.execute(statement)).mappings()]

    async def jurisdictions(self, day: date | None = None) -> Jurisdictions:
        """Whose rules are in force where, by the superiors of that day; of today, unless given."""
        async with self.engine.connect() as connection:
            return await read_jurisdictions(connection, day or clock.today())

    def within_or_above(self, unit: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
        """The condition that a row's unit lies within one of the actor's scopes, or above it.
        Registers and rules are kept by the jurisdiction, which a township's scope does not cover.
        """
        return sa.or_(self.visible(unit), unit.in_(self.above))

    async def page(
        self, statement: sa.Select[Any], after: str = "", limit: int = 50
    ) -> dict[str, Any]:
        """`{"items": […], "next": key or null}`, by the key that the statement selects first."""
        key, *_ = statement.selected_columns
        rows = await self.rows(statement.where(key > after).order_by(key).limit(limit + 1))
        more = len(rows) > limit
        return {"items": rows[:limit], "next": rows[limit - 1][key.name] if more else None}

    async def one(self, statement: sa.Select[Any]) -> dict[str, Any]:
        if rows := await self.rows(statement):
            return rows[0]
        raise Problem(
            404,
            "not-found",
            "没有找到，或不在您的管辖范围内。请核对编号。",
            "There is no such record within your scope. Check the number.",
        )


async def rules_for(read: Reading, unit: str) -> dict[str, Any]:
    """The profile in force in a unit, with its chapters."""
    ruling = (await read.jurisdictions()).of(unit)
    profile = await read.one(
        sa.select(profiles).where(
            profiles.c.jurisdiction == ruling, read.within_or_above(profiles.c.unit)
        )
    )
    wanted = chapters.c.jurisdiction == ruling
    content = await read.rows(sa.select(chapters.c.chapter, chapters.c.content).where(wanted))
    return {**profile, "chapters": {row["chapter"]: row["content"] for row in content}}


def agree(address: str, content: str) -> None:
    """Refuse (422) content that is of another thing than its address."""
    if address != content:
        raise Problem(
            422,
            "address-differs",
            f"地址是 {address}，内容是 {content}，两者不一致。请改成一致。",
            f"The address is {address}, the content {content}. Make them agree.",
        )


After = Annotated[
    str, Query(max_length=80, pattern="^[^\\x00-\\x1f]*$", description="`next` of the page before")
]
Limit = Annotated[int, Query(ge=1, le=200, description="rows in a page")]
