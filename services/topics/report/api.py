"""The web face of reports of public opinion."""

from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import Path, Query, Response

from contracts.ids import ReportId
from contracts.places import Scope
from contracts.vocabulary import Code
from runtime.web.http import After, Deed, Limit, Reading, Submitting, deeds
from runtime.web.papers import withhold
from runtime.web.register import in_the_directory, in_the_roster
from runtime.web.routes import Router
from services.topics.access import Editor, InformationOffice, ReportReader, Submitter
from services.topics.itself import another_of
from services.topics.report import commands as c
from services.topics.report.figures import figures
from services.topics.report.length import counted
from services.topics.report.moments import minutes_between
from services.topics.report.read_models import (
    report_feedback,
    report_levels,
    report_uses,
    reports,
)
from services.topics.report.visibility import readable
from services.topics.topic.commands import MEMBER_NUMBER

router = Router(prefix="/reports", tags=["reports"])

Report = Annotated[ReportId, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Reached = Literal[
    "submitted",
    "returned",
    "kept",
    "merged",
    "turned-into-topic",
    "taken",
    "edited",
    "signed",
    "issued",
]
"""The stages of reports that there are: all but blank."""


@router.post("", status_code=201)
async def submit_report(command: c.SubmitReport, submit: Submitter) -> Response:
    """Submit a report."""
    await _known(submit, command.unit, command.authors)
    return await submit.create(await counted(submit, command))


@router.post("/{report_id}/resubmission", name="submit_again")
async def again(report_id: Report, command: c.SubmitAgain, submit: Submitter) -> Response:
    """Submit a report again that was returned, with what it lacked."""
    return await submit(report_id, await counted(submit, command))


@router.post("/{report_id}/editing", name="edit_report")
async def edit(report_id: Report, command: c.EditReport, submit: Editor) -> Response:
    """Put the report into the words in which it may be issued, or edit it anew."""
    return await submit(report_id, await counted(submit, command))


async def _known(submit: Submitting, unit: str | None, authors: tuple[str, ...]) -> None:
    """Refuse numbers of members that nobody has."""
    await in_the_roster(submit, unit, [each for each in authors if MEMBER_NUMBER.fullmatch(each)])


async def unit_of(submit: Submitting, report: str) -> str | None:
    here = sa.select(reports.c.unit).where(reports.c.report_id == report)
    async with submit.request.app.state.engine.connect() as connection:
        unit: str | None = await connection.scalar(here)
    return unit


async def its_authors(submit: Submitting, report: str, command: c.CorrectReport) -> None:
    await _known(submit, await unit_of(submit, report), command.authors)


async def its_committee(submit: Submitting, report: str, command: c.TakeReport) -> None:
    await in_the_directory(submit, await unit_of(submit, report), [command.committee])


deeds(
    router,
    Report,
    "/{report_id}",
    Deed("resubmission", c.SubmitAgain, Submitter, own=True),
    Deed("correction", c.CorrectReport, InformationOffice, "correct_report", its_authors),
    Deed("taking", c.TakeReport, InformationOffice, "take_report", its_committee),
    Deed("return", c.ReturnReport, InformationOffice),
    Deed("keeping", c.KeepReport, InformationOffice),
    Deed(
        "merger", c.MergeReport, InformationOffice, look_up=another_of(reports, reports.c.report_id)
    ),
    Deed("topic", c.TurnIntoTopic, InformationOffice),
    Deed("editing", c.EditReport, Editor, own=True),
    Deed("step", c.PassReport, Editor),
    Deed("sending-back", c.SendBack, Editor),
    Deed("sending-up", c.SendReportUp, InformationOffice),
    Deed("sending-up-withdrawal", c.WithdrawSendingUp, InformationOffice),
    Deed("use", c.RecordUse, InformationOffice),
    Deed("use-withdrawal", c.WithdrawUse, InformationOffice),
    Deed("feedback", c.TellAuthors, InformationOffice),
    Deed("feedback-withdrawal", c.WithdrawFeedback, InformationOffice),
)


@router.get("")
async def listed(
    read: ReportReader,
    unit: Annotated[Scope, Query(description="code prefix")] = "",
    stage: Annotated[Reached | None, Query()] = None,
    category: Annotated[Code | None, Query()] = None,
    urgent: Annotated[bool, Query(description="only urgent ones")] = False,
    untold: Annotated[
        bool, Query(description="only those of which an author does not know what became of it")
    ] = False,
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """Reports that you may read, each with its `untold` authors: those who were not told yet what
    became of it."""
    chosen = sa.select(*reports.c, _untold().label("untold")).where(readable(read.actor))
    if unit:
        chosen = chosen.where(reports.c.unit.startswith(unit, autoescape=True))
    if stage is not None:
        chosen = chosen.where(reports.c.stage == stage)
    if category is not None:
        chosen = chosen.where(reports.c.category == category)
    if urgent:
        chosen = chosen.where(reports.c.urgent)
    if untold:
        chosen = chosen.where(sa.func.cardinality(_untold()) > 0)
    page = await read.page(chosen, after, limit)
    for column in ("text", "edited_text"):
        await withhold(read, page["items"], column)
    return page


router.add_api_route("/figures", figures, methods=["GET"])


@router.get("/{report_id}")
async def one(report_id: Report, read: ReportReader) -> dict[str, Any]:
    """A report with the levels to which it was sent (`minutes`: from receipt on) and that used it,
    what its authors were told, and the reports that follow it or became part of it."""
    await read.etag("report", report_id)
    seen = sa.select(*reports.c, _untold().label("untold")).where(readable(read.actor))
    row = await read.one(seen.where(reports.c.report_id == report_id))
    for column in ("text", "edited_text"):
        await withhold(read, [row], column)
    sent_up = await _of(read, report_levels, report_id, "level")
    for each in sent_up:
        each["minutes"] = minutes_between(row["received_at"], each["sent_at"])
    beside: dict[str, Any] = {
        "sent_up": sent_up,
        "used": await _of(read, report_uses, report_id, "level"),
        "feedback": await _of(read, report_feedback, report_id, "author"),
    }
    near = sa.select(reports.c.report_id, reports.c.title, reports.c.unit).where(
        readable(read.actor)
    )
    links = {"joined": reports.c.merged_into, "followed_by": reports.c.follows}
    for name, link in links.items():
        beside[name] = await read.rows(near.where(link == report_id).order_by(reports.c.report_id))
    return {**row, **beside}


async def _of(read: Reading, table: sa.Table, report: str, by: str) -> list[dict[str, Any]]:
    columns = [column for column in table.c if column.name not in ("report_id", "unit_name")]
    return await read.rows(
        sa.select(*columns).where(table.c.report_id == report).order_by(table.c[by])
    )


def _untold() -> sa.ColumnElement[Any]:
    """The authors who were not told since something became of the report last."""
    both = reports.c.authors.op("||")(reports.c.joined_authors)
    author = sa.func.jsonb_array_elements_text(both).column_valued("author")
    told = sa.select(report_feedback.c.author).where(
        report_feedback.c.report_id == reports.c.report_id,
        report_feedback.c.as_of > reports.c.fate_as_of,
    )
    unknown = author.not_in(told.correlate(reports))
    names = sa.select(author).where(reports.c.fate.is_not(None), unknown).distinct()
    return sa.func.array(names.correlate(reports).scalar_subquery())
