"""`yishi apply`: only what differs is asked for."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest

from contracts.members.body import Part
from contracts.members.rules import BodyKind
from services.members.body.commands import RegisterBody
from services.members.body.decider import meaning_of
from yishi.client import Client
from yishi.commands.apply import NotApplied, apply, body_deeds, room_deeds, unit_deeds
from yishi.profile.reading import Profile, read
from yishi.profile.shapes import Unit

KINDS = (BodyKind(code="council", chinese="协商议事会", english="council", part=Part.COUNCIL),)
TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def yuzhong() -> Profile:
    return read(Path("deploy/profiles/yuzhong.toml"))


@pytest.fixture
def registered(yuzhong: Profile) -> dict[str, dict[str, Any]]:
    """The register as the members service shows it after a first run."""
    return {
        unit.unit: {**unit.model_dump(mode="json"), "valid_to": None}
        for unit in yuzhong.registrations()
    }


def village(yuzhong: Profile, **changed: Any) -> Unit:
    (found,) = [unit for unit in yuzhong.units if unit.code == "620123109200"]
    return found.model_copy(update=changed)


def row(body: RegisterBody, kinds: Iterable[BodyKind]) -> dict[str, Any]:
    """The directory's row of a body, as the service shows it."""
    (kind,) = [each for each in kinds if each.code == body.kind]
    return {**body.model_dump(mode="json"), **meaning_of(kind).model_dump(mode="json")}


def test_what_a_kind_means_now_is_told_of_each_body(yuzhong: Profile) -> None:
    (body, *_) = yuzhong.bodies()
    kinds = yuzhong.members.words.body_kinds
    changed = [each.model_copy(update={"has_members": True}) for each in kinds]
    known = {body.body: row(body, kinds)}

    (deed,) = body_deeds([body], known, changed)

    assert (deed.path, deed.body) == (f"/bodies/{body.body}/kind", {"kind": body.kind})


def test_everything_is_registered_at_first(yuzhong: Profile) -> None:
    deeds = unit_deeds(yuzhong.registrations(), {}, TODAY)

    assert len(deeds) == 266
    assert {deed.path for deed in deeds} == {"/units"}


def test_a_second_run_has_nothing_to_ask(
    yuzhong: Profile, registered: dict[str, dict[str, Any]]
) -> None:
    bodies, rooms = list(yuzhong.bodies()), list(yuzhong.rooms())
    kinds = yuzhong.members.words.body_kinds
    known = {body.body: row(body, kinds) for body in bodies}
    there = {room.room: room.model_dump(mode="json") for room in rooms}

    assert unit_deeds(yuzhong.registrations(), registered, TODAY) == []
    assert body_deeds(bodies, known, kinds) == []
    assert room_deeds(rooms, there, "2026-1") == []
    assert (len(bodies), len(rooms)) == (38 + 24 + 263, 263)


def test_a_new_name_is_a_renaming(yuzhong: Profile, registered: dict[str, dict[str, Any]]) -> None:
    renamed = village(yuzhong, name="新营镇样例新村")
    kinds = yuzhong.members.words.unit_kinds

    (deed,) = unit_deeds([renamed.registration(kinds)], registered, TODAY)

    assert deed.path == "/units/620123109200/name"
    assert deed.body == {"name": "新营镇样例新村", "since": "2026-03-02"}


def test_a_founding_day_that_is_new_is_told(yuzhong: Profile) -> None:
    (council,) = village(yuzhong).bodies(KINDS)
    room = village(yuzhong).room("协商议事室")
    assert room is not None
    bodies = {council.body: row(council, KINDS) | {"since": "2021-02-01"}}
    rooms = {room.room: room.model_dump(mode="json") | {"since": "2021-02-01", "host": "村委会"}}

    (founded,) = body_deeds([council], bodies, KINDS)
    (opened,) = room_deeds([room], rooms, "2026-1")
    assert founded.path == f"/bodies/{council.body}/founding"
    assert founded.body == {"since": "2021-03-31"}
    assert opened.path == f"/rooms/{room.room}/change"
    assert (opened.body["since"], opened.body["host"]) == ("2021-03-31", "村委会")


def test_a_founding_day_left_out_changes_nothing(yuzhong: Profile) -> None:
    unit = village(yuzhong, room_since=None, council_since=None)

    assert (list(unit.bodies(KINDS)), unit.room("协商议事室")) == ([], None)


def test_a_body_is_registered_or_renamed(yuzhong: Profile) -> None:
    (body, *_) = yuzhong.bodies()
    kinds = yuzhong.members.words.body_kinds
    known = {body.body: row(body, kinds) | {"name": "旧名"}}

    (new,) = body_deeds([body], {}, kinds)
    (renamed,) = body_deeds([body], known, kinds)

    assert (new.path, new.body["unit"]) == ("/bodies", "620123000000")
    assert (renamed.path, renamed.body) == (f"/bodies/{body.body}/name", {"name": body.name})


Answer = Callable[[httpx2.Request], httpx2.Response | None]


class Services:
    """Four services that know nothing yet, and write down what they were asked to record."""

    def __init__(self, answer: Answer = lambda request: None) -> None:
        self.answer, self.recorded = answer, list[str]()

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if special := self.answer(request):
            return special
        if request.method == "POST":
            self.recorded.append(f"{request.url.host} {request.url.path}")
            return httpx2.Response(201, json=[{}])
        if request.url.path.startswith("/rules/"):
            return httpx2.Response(404, json={"rule": "not-found", "detail": "There is none."})
        return httpx2.Response(200, json={"items": [], "next": None})

    async def apply(self, profile: Profile, say: Callable[[str], None] = lambda line: None) -> int:
        async def token(person: str) -> str:
            return person

        bases = {name: f"http://{name}" for name in profile.adoptions}
        transport = httpx2.MockTransport(self)
        async with Client(bases, token, patience=0, transport=transport) as client:
            return await apply(client, profile, "operator", TODAY, say)

    @property
    def adopted(self) -> set[str]:
        return {each.split()[0] for each in self.recorded if each.endswith("/adoption")}


@pytest.fixture
def small(yuzhong: Profile) -> Profile:
    """The county alone, without its bodies."""
    rules = yuzhong.rules.model_copy(update={"bodies": ()})
    return Profile(rules, yuzhong.adoptions, (yuzhong.units[0],))


async def test_all_services_adopt_what_all_would_take(small: Profile) -> None:
    services = Services()

    assert await services.apply(small) == 5
    assert services.adopted == {"topics", "meetings", "members", "outcomes"}


async def test_what_one_service_would_refuse_is_adopted_by_none(small: Profile) -> None:
    def in_use(request: httpx2.Request) -> httpx2.Response | None:
        if (request.url.host, request.url.path) != ("outcomes", "/rules/620123000000"):
            return None
        known = {"jurisdiction": "620123000000", "version": "2026.1", "digests": {"words": "x"}}
        return httpx2.Response(200, json=known)

    services = Services(in_use)
    with pytest.raises(NotApplied, match="outcomes: version 2026.1 already names other rules"):
        await services.apply(small)

    assert services.recorded == []


async def test_nothing_is_recorded_where_a_service_cannot_be_asked(small: Profile) -> None:
    def lost(request: httpx2.Request) -> httpx2.Response | None:
        if request.url.host == "topics":
            raise httpx2.ConnectError("connection refused")
        return None

    services = Services(lost)
    with pytest.raises(NotApplied, match=r"Nothing was recorded.* topics: .*connection refused"):
        await services.apply(small)

    assert services.recorded == []


async def test_what_was_cut_off_is_told_and_applying_again_completes_it(small: Profile) -> None:
    broken = {"outcomes"}

    def failing(request: httpx2.Request) -> httpx2.Response | None:
        if request.method == "POST" and request.url.host in broken:
            raise httpx2.ReadError("connection lost")
        return None

    services = Services(failing)
    with pytest.raises(NotApplied) as cut_off:
        await services.apply(small)
    assert "but not in outcomes" in str(cut_off.value)
    assert "apply the same file again" in str(cut_off.value)
    assert services.adopted == {"topics", "meetings", "members"}

    broken.clear()
    await services.apply(small)
    assert services.adopted == {"topics", "meetings", "members", "outcomes"}


@pytest.mark.parametrize(
    ("there", "told"), [(None, True), ("2025.9", True), ("2026.1", False)], ids=str
)
async def test_it_tells_where_the_rules_above_are_not_those_it_extends(
    small: Profile, there: str | None, told: bool
) -> None:
    def above(request: httpx2.Request) -> httpx2.Response | None:
        if request.url.path != "/rules/620100000000" or there is None:
            return None
        return httpx2.Response(200, json={"jurisdiction": "620100000000", "version": there})

    rules = small.rules.model_copy(update={"extends": "620100000000/2026.1"})
    said: list[str] = []
    await Services(above).apply(Profile(rules, small.adoptions, small.units), said.append)

    assert any("extends the rules of 620100000000" in line for line in said) is told
