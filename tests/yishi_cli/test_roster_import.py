"""The import of a roster into a real members service, over HTTP (issue 2, section 1)."""

import argparse
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from httpx2 import ASGITransport
from openpyxl import load_workbook

from runtime.web.app import create_app
from services.members.wiring import MEMBERS, PERSONAL_TABLES, ROUTERS
from tests.members.situations import adoption
from tests.support.service import Bench, bench
from tests.yishi_cli.rosters import COUNTY, HEADER, row, workbook
from yishi.commands import import_
from yishi.roster.importing import import_roster

OFFICE = "ou:cppcc-office@620123"
MEMBER = "m-620123-0007"
CONTACT = f"/members/{MEMBER}/contact"


class Service:
    """The members service; `lost` answers are taken away after the service has done its work."""

    def __init__(self, found: Bench, transport: httpx2.AsyncBaseTransport) -> None:
        self.bench, self.inner = found, transport
        self.transport = httpx2.MockTransport(self._carry)
        self.sent: list[httpx2.Request] = []
        self.lost: Callable[[httpx2.Request], bool] = lambda request: False

    async def _carry(self, request: httpx2.Request) -> httpx2.Response:
        self.sent.append(request)
        answer = await self.inner.handle_async_request(request)
        await answer.aread()
        if self.lost(request):
            raise httpx2.ReadError("the answer was lost", request=request)
        return answer

    @property
    def commands(self) -> list[httpx2.Request]:
        return [request for request in self.sent if request.method != "GET"]

    async def run(self, path: Path, token: str = OFFICE, **options: Any) -> int:
        self.sent.clear()
        given = {"accept_valid": False, "english": False, **options}
        return await import_roster(
            path, "620123000000", "http://members", token, **given, transport=self.transport
        )

    async def types(self) -> list[str]:
        async with self.bench.pool.acquire() as connection:
            rows = await connection.fetch("SELECT type FROM ledger ORDER BY position")
        return [row["type"].rsplit(".", 1)[1] for row in rows]

    async def phones(self) -> list[str]:
        async with self.bench.pool.acquire() as connection:
            return [row["phone"] for row in await connection.fetch("SELECT phone FROM directory")]


@asynccontextmanager
async def members(database: str) -> AsyncIterator[Service]:
    async with bench(MEMBERS, database, personal=PERSONAL_TABLES) as found:
        app = create_app(MEMBERS, ROUTERS, found, found.tokens)
        yield Service(found, ASGITransport(app, raise_app_exceptions=False))


@pytest.fixture
async def service(database: str) -> AsyncIterator[Service]:
    async with members(database) as found:
        async with httpx2.AsyncClient(transport=found.inner, base_url="http://members") as client:
            committee = {
                "unit": COUNTY,
                "body": "yz-social",
                "name": "社会和法制委员会",
                "kind": "committee",
            }
            rules = adoption.model_dump(mode="json")
            for path, body in ((f"/rules/{COUNTY}/adoption", rules), ("/bodies", committee)):
                answer = await client.post(
                    path, json=body, headers={"Authorization": f"Bearer {OFFICE}"}
                )
                assert answer.status_code == 201, answer.text
        yield found


def many(count: int) -> list[list[Any]]:
    return [
        row(委员编号=n, 姓名=f"样例{n}号", 手机号=f"1400000{n:04}") for n in range(1, count + 1)
    ]


async def test_a_clean_file_is_imported_and_repeating_changes_nothing(
    service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workbook(tmp_path, *many(40))

    assert await service.run(path) == 0
    first = capsys.readouterr()
    assert "新录入委员 40 名，新增下沉 40 条，写入手机号 40 个" in first.out
    assert "名册：已处理 40/40 行" in first.err
    types = await service.types()
    assert (types.count("MemberAdmitted"), types.count("MemberPosted")) == (40, 40)
    assert len(await service.phones()) == 40

    assert await service.run(path) == 0
    assert "40 行原已一致" in capsys.readouterr().out
    assert not service.commands
    assert await service.types() == types


async def test_one_faulty_row_keeps_the_whole_file_out(
    service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workbook(tmp_path, *many(2), row(委员编号="9", 任职日期="去年", 下派单位="无名镇"))

    assert await service.run(path) == 1
    said = capsys.readouterr().out
    assert "第 4 行，任职日期" in said
    assert "第 4 行，下派单位" in said
    assert "未做任何更改" in said
    assert not service.commands


async def test_the_clean_rows_enter_when_that_is_accepted(
    service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workbook(tmp_path, *many(2), row(委员编号="9", 任职日期="去年"))

    assert await service.run(path, accept_valid=True, english=True) == 1
    said = capsys.readouterr().out
    assert "row 4, 任职日期" in said
    assert "2 members admitted" in said
    assert (await service.types()).count("MemberAdmitted") == 2


async def test_lost_answers_are_asked_for_again_and_recorded_once(
    service: Service, tmp_path: Path
) -> None:
    seen: set[str] = set()

    def once(request: httpx2.Request) -> bool:
        key = request.headers.get("Idempotency-Key", "")
        lost = bool(key) and key not in seen
        seen.add(key)
        return lost

    service.lost = once

    assert await service.run(workbook(tmp_path, *many(5))) == 0
    types = await service.types()
    assert (types.count("MemberAdmitted"), types.count("MemberPosted")) == (5, 5)


async def test_an_import_that_broke_off_is_completed_by_the_next(
    service: Service, tmp_path: Path
) -> None:
    path = workbook(tmp_path, *many(3))
    bare = [heading for heading in HEADER if heading != "手机号"]
    columns = [HEADER.index(heading) for heading in bare]
    less = workbook(
        tmp_path, *([each[n] for n in columns] for each in many(3)[:2]), header=bare, name="b.xlsx"
    )
    assert await service.run(less) == 0
    assert await service.phones() == []

    assert await service.run(path) == 0
    assert (await service.types()).count("MemberAdmitted") == 3
    assert len(await service.phones()) == 3


async def test_a_changed_row_is_refused_and_nothing_overwritten(
    service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await service.run(workbook(tmp_path, row())) == 0
    before = await service.types()

    assert await service.run(workbook(tmp_path, row(界别="教育", 手机号="14000000099"))) == 1
    said = capsys.readouterr().out
    assert "已录入的是“农业”" in said
    assert "第 2 行，手机号" in said
    assert await service.types() == before


async def test_two_people_importing_at_once_record_everything_once(
    service: Service, tmp_path: Path
) -> None:
    path = workbook(tmp_path, row())
    assert await service.run(path) == 0
    # As if the second had looked before the first was done (and so finds nobody to reach).
    async with service.bench.pool.acquire() as connection:
        await connection.execute("TRUNCATE members, postings")

    assert await service.run(path, token="lu:cppcc-office@620123") == 1
    unkeyed = [one for one in service.commands if "Idempotency-Key" not in one.headers]
    assert [one.url.path for one in unkeyed] == ["/members", f"/members/{MEMBER}/postings", CONTACT]
    assert (await service.types()).count("MemberAdmitted") == 1


async def test_whoever_may_not_see_the_directory_learns_it_before_a_change(
    service: Service, tmp_path: Path
) -> None:
    assert await service.run(workbook(tmp_path, row()), token="ops:operator@") == 3
    assert not service.commands


@pytest.mark.parametrize("token", ["lin:cppcc-office@511623", "nobody"])
async def test_a_stranger_changes_nothing(service: Service, tmp_path: Path, token: str) -> None:
    assert await service.run(workbook(tmp_path, row()), token=token) == 3
    assert not service.commands


async def test_an_unusable_file_asks_the_service_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.xlsx").write_text("委员编号")

    assert (
        await import_roster(
            tmp_path / "a.xlsx", "620123000000", "http://127.0.0.1:1", "x", False, True
        )
        == 2
    )
    assert "no readable .xlsx" in capsys.readouterr().out


async def test_a_service_that_does_not_answer_is_told_soon(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workbook(tmp_path, row())

    assert await import_roster(path, "620123000000", "http://127.0.0.1:1", "x", False, False) == 3
    assert "没有应答" in capsys.readouterr().out


def hidden_third_row(path: Path) -> Path:
    book = load_workbook(path)
    assert book.active is not None
    book.active.row_dimensions[3].hidden = True
    book.save(path)
    return path


@pytest.mark.parametrize("accept_valid", [False, True])
async def test_hidden_rows_are_recorded_only_if_that_is_said(
    service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str], accept_valid: bool
) -> None:
    path = hidden_third_row(workbook(tmp_path, *many(3)))

    assert await service.run(path, accept_valid=accept_valid) == 1
    said = capsys.readouterr().out
    assert "第 3 行被隐藏、折叠或筛选掉" in said
    assert "未做任何更改" in said
    assert not service.commands

    assert await service.run(path, hidden="leave") == 0
    assert "读取工作表“Sheet”，3 行" in capsys.readouterr().out
    assert (await service.types()).count("MemberAdmitted") == 2
    assert await service.run(path, hidden="take") == 0
    assert (await service.types()).count("MemberAdmitted") == 3


async def test_several_rosters_in_a_file_change_nothing_until_one_is_named(
    service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workbook(tmp_path, *many(2))
    book = load_workbook(path)
    assert book.active is not None
    book.copy_worksheet(book.active).title = "教育"
    book.create_sheet("说明").append(["填表说明"])
    book.save(path)

    assert await service.run(path) == 2
    assert "--sheet 'Sheet'" in capsys.readouterr().out
    assert not service.sent

    assert await service.run(path, sheet="教育", english=True) == 0
    said = capsys.readouterr().out
    assert "Sheet 教育: 2 rows." in said
    assert "Sheets that are not read: Sheet, 说明" in said


async def test_somebody_recorded_is_not_admitted_again(
    service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # R4, R6, R7
    recorded = row(委员编号="m-620123-002", 姓名="阿样·买甲", 手机号="14000000002")
    assert await service.run(workbook(tmp_path, recorded)) == 0
    before = await service.types()

    for number, name, status in (
        ("002", "阿样•买甲", 0),
        ("2", "阿样・买甲", 0),
        ("0009", "阿样\u200b･买甲", 1),
        ("m-620123-0002", "阿样᛫买甲", 1),
        ("0002", "样丙寅", 1),
    ):
        again = row(委员编号=number, 姓名=name, 手机号="14000000002")
        assert await service.run(workbook(tmp_path, again)) == status, number
        assert ("m-620123-002" in capsys.readouterr().out) == bool(status)
        assert not service.commands, number
    assert await service.types() == before


async def test_the_command_line_hands_its_options_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def token(person: str) -> str:
        return "x"

    monkeypatch.setattr(import_, "token_of", lambda environment: token)
    monkeypatch.setattr(import_, "addresses", lambda environment: {"members": "http://127.0.0.1:1"})
    path = workbook(tmp_path, *many(2))
    book = load_workbook(path)
    assert book.active is not None
    book.active.column_dimensions["A"].hidden = True
    book.copy_worksheet(book.active).title = "教育"
    book.save(path)

    async def run(*options: str) -> tuple[int, str]:
        parser = argparse.ArgumentParser()
        import_.add_arguments(parser)
        given = ["roster", str(path), "--jurisdiction", "620123000000", *options]
        status = await import_.run(parser.parse_args(given))
        return status, capsys.readouterr().out

    assert (await run())[0] == 2
    assert (await run("--sheet", "体育"))[0] == 2
    status, said = await run("--sheet", "Sheet", "--hidden", "leave")
    assert (status, "隐藏的列是必填的：委员编号" in said) == (2, True)
    assert (await run("--sheet", "Sheet", "--hidden", "take"))[0] == 3  # no service to ask
