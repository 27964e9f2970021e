"""Two counties that must not know of each other, in the four services, on a real database.

Everything that stands in the own county bears one word, so that a test can say of any answer
whether something of that county is in it.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date
from typing import Any
from uuid import uuid4

from httpx2 import ASGITransport, AsyncClient

from contracts.ids import SessionId
from contracts.meetings.rules import Procedures, Quota, Quotas
from contracts.paper import Paper
from runtime.run import load
from runtime.web.app import create_app
from services.meetings.activity.commands import RecordAsked
from services.meetings.consultation.commands import OpenConsultation
from services.meetings.rules.commands import AdoptProfile
from services.members.absence.commands import EnterAbsence
from services.members.duty.commands import CreditDutyFact
from services.outcomes.outcome.commands import DraftOutcome
from services.topics.proposal.commands import DraftProposal
from services.topics.report.commands import SubmitReport
from tests.common.consents import CONSENTS
from tests.hostile.house import (
    ADDRESSEE,
    CLAIM,
    COMMITTEE,
    COUNTY,
    ENTRY,
    KNOWN,
    LEAD,
    LEAVE,
    MATTER,
    MEETING,
    MEMBER,
    OFFICE,
    OWN,
    PERSONAL,
    PROPOSAL,
    REGISTERED,
    ROOM,
    SECRET,
    SERVICES,
    SURVEY,
    SURVEYED,
    TOPIC_CALL,
    TOWNSHIP,
    VILLAGE,
    House,
)
from tests.hostile.town_draw import absences, drawn, measure, programme
from tests.hostile.town_people import contacts, keeping_contact
from tests.meetings import situations as talks
from tests.outcomes.situations import adoption
from tests.support import servers
from tests.support.servers import PostgresServer
from tests.support.service import bench, by


@asynccontextmanager
async def house(name: str, database: str) -> AsyncIterator[House]:
    """One service in which the own county has something of everything."""
    service, routers = load(name)
    async with bench(service, database, KNOWN, PERSONAL.get(name, ())) as found:
        app = create_app(service, routers, found, found.tokens)
        transport = ASGITransport(app, raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url=f"http://{name}", timeout=60) as web:
            here = House(service, app, found, web)
            await FURNISH[name](here)
            await _unanswered(here)
            yield here


async def _unanswered(here: House) -> None:
    """What a policy asked for in the own county, and a rule refused."""
    await here.bench.pool.execute(
        "INSERT INTO unanswered (command_id, source, position, policy, key, unit, rule, chinese,"
        " english) VALUES ($1, 'MEETINGS', 7, 'when_x', $2, $3, 'rule', $2, 'x')",
        uuid4(),
        SECRET,
        VILLAGE,
    )


PROPOSALS: dict[str, Any] = {
    "kinds": [
        {
            "code": "x-1",
            "chinese": "提案",
            "english": "proposal",
            "signed_by": "member",
            "checklist": "filing",
        }
    ],
    "checklists": [
        {
            "code": "filing",
            "chinese": "立案标准",
            "english": "filing",
            "questions": [
                {"code": "fit", "chinese": "适合", "english": "fit", "no": "transfer"},
            ],
        }
    ],
    "steps": [
        {"code": "x-1", "chinese": "审查", "english": "examined", "offices": ["cppcc-office"]}
    ],
}
REPORTS: dict[str, Any] = {
    name: [{"code": "x-1", "chinese": "样例", "english": "x"}]
    for name in ("categories", "channels", "author_kinds", "requirements", "grounds", "levels")
}
REPORTS |= {
    "steps": [
        {"code": "edited", "chinese": "编辑", "english": "edited"},
        {"code": "signed", "chinese": "签发", "english": "signed"},
    ],
    "recipients": ["department", "party"],
    "numbering": "〔{year}〕{number}",
}
TOPIC_RULES: dict[str, Any] = {
    "unit": COUNTY,
    "version": "1",
    "words": {
        "programme": f"{SECRET}协商",
        "categories": [{"code": "livelihood", "chinese": "民生", "english": "livelihood"}],
        "origins": [{"code": "public", "chinese": "社会征题", "english": "public"}],
        "weights": [{"code": "major", "chinese": "重大", "english": "major"}],
        "scales": [
            {"code": "group", "chinese": "群众", "english": "of a group"},
            {"code": "personal", "chinese": "个人", "english": "personal", "enters": False},
        ],
        "kinds": [
            {"code": "x-1", "chinese": "议题", "english": "topic", "checklist": "principles"}
        ],
    },
    "checklists": {
        "checklists": [
            {
                "code": "principles",
                "chinese": "选题原则",
                "english": "principles",
                "questions": [{"code": "mass", "chinese": "群众性", "english": "of the masses"}],
            }
        ]
    },
    "plans": {"kinds": [{"code": "x-1", "chinese": "计划", "english": "plan"}]},
    "proposals": PROPOSALS,
    "reports": REPORTS,
    "consents": CONSENTS.model_dump(mode="json"),
    "procedures": {"procedures": [talks.YZ6.model_dump(mode="json")]},
    "choices": {"choices": [{"procedure": "YZ6"}]},
}


async def _topics(here: House) -> None:
    await here.given(f"/rules/{COUNTY}/adoption", TOPIC_RULES)
    called = {"unit": VILLAGE, "title": f"{SECRET}征题", "what": f"{SECRET}村里的难事"}
    days = {"opens": "2026-02-01", "closes": "2149-12-31"}
    await here.given("/calls", {**called, **days}, {"Idempotency-Key": TOPIC_CALL, **OFFICE})
    under_it = {**PROPOSAL, "call": TOPIC_CALL}
    await here.given("/topics", under_it, {**OFFICE, "Idempotency-Key": MATTER})
    text = await here.client.post("/papers", content=f"{SECRET}界址".encode(), headers=OFFICE)
    here.paper = text.json()["digest"]
    told = {**PROPOSAL, "scale": "personal", "description": None, "text": text.json()}
    await here.given("/topics", told, {"Idempotency-Key": CLAIM, **OFFICE})
    transfer = {"receiver": LEAD, "reason": SECRET}
    await here.given(f"/topics/{CLAIM}/transfer", transfer)
    plan = {"unit": VILLAGE, "year": 2026, "kind": "x-1", "title": f"{SECRET}计划"}
    await here.given(f"/plans/{VILLAGE}/2026/x-1/draft", {**plan, "entries": [ENTRY]})
    for key, fit in ((MATTER, True), (CLAIM, False)):
        place, stated = f"/proposals/{key}", {"title": f"{SECRET}提案", "facts": SECRET}
        proposed = DraftProposal(unit=VILLAGE, kind="x-1", first=MEMBER, **stated)
        await here.policy(key, proposed)  # its id is that of the topic
        await here.given(f"{place}/submission", {"submitted_on": "2026-02-20"})
        answers = {"fit": {"met": fit, "reason": SECRET}}
        examined = {"examined_on": "2026-02-21", "answers": answers}
        await here.given(f"{place}/examination", examined)
    await _reports(here)
    person = {"unit": VILLAGE, "name": f"{SECRET}某", "phone": "13900000000"}
    await here.given("/people", person)


async def _reports(here: House) -> None:
    """A report that was issued, in a bulletin that was sent."""
    place, issue = f"/reports/{MATTER}", f"/bulletins/{COUNTY}/2026/1"
    text = await here.client.post("/papers", content=f"{SECRET}水质".encode(), headers=OFFICE)
    paper = Paper.model_validate(text.json())
    words = {"title": f"{SECRET}信息", "category": "x-1", "channel": "x-1", "author_kind": "x-1"}
    days = {"received_on": date(2026, 2, 1)}
    submit = SubmitReport(unit=VILLAGE, authors=(MEMBER,), text=paper, **words, **days)
    await here.policy(MATTER, submit)  # its id is that of the topic
    await here.given(f"{place}/taking", {"committee": COMMITTEE})
    await here.given(f"{place}/editing", {"title": f"{SECRET}信息", "text": text.json()})
    await here.given(f"{place}/step", {"on": "2026-02-02"}, by("an", f"cppcc-office@{OWN}"))
    body = {"unit": COUNTY, "year": 2026, "issue": 1, "items": [MATTER], "issued_on": "2026-02-03"}
    await here.given(f"{issue}/issue", body)
    await here.given(f"{issue}/sending", {"recipients": [LEAD, ADDRESSEE]})


async def _meetings(here: House) -> None:
    procedures = tuple(
        each.model_copy(update={"name": SECRET + each.name})
        for each in (talks.YZ6, talks.YZS, talks.YZ7)
    )
    rules = AdoptProfile(
        unit=COUNTY,
        version="1",
        words=talks.WORDS,
        procedures=Procedures(procedures=procedures),
        quotas=Quotas(
            quotas=(
                Quota(
                    code="key-session",
                    chinese="重点会议",
                    english="key sessions",
                    months=2,
                    unit_kinds=("township", "village"),
                    note=SECRET,
                ),
                Quota(
                    code="counterpart",
                    chinese=f"{SECRET}对口协商",
                    english="counterpart consultation",
                    months=12,
                    body_kinds=("x-1",),
                ),
                Quota(
                    code="study",
                    chinese=f"{SECRET}调研",
                    english="study",
                    months=12,
                    levels=("county",),
                ),
            )
        ),
    )
    await here.given(f"/rules/{COUNTY}/adoption", rules.model_dump(mode="json"))
    start = OpenConsultation(
        unit=VILLAGE,
        topics=(MATTER,),
        title=f"{SECRET}市场",
        weight="major",
        origin="public",
        raised_by="p-1",
        raised_in=VILLAGE,
        procedure=talks.YZ6,
    )
    await here.policy(MATTER, start)
    await here.bench.pool.execute(
        "INSERT INTO known_bodies (number, name, kind, part, consents, since, unit, as_of)"
        " VALUES ('x-council', $1, 'x-1', 'council', false, '2020-10-31', $2, 0)",
        f"{SECRET}议事会",
        VILLAGE,
    )
    await here.bench.pool.execute(
        "INSERT INTO ranked_members (member, name, level, committee, since, unit, as_of)"
        " VALUES ($1, $2, 'county', $3, '2020-10-31', $4, 1)",
        *(MEMBER, f"{SECRET}甲", COMMITTEE, VILLAGE),
    )
    case = f"/consultations/{MATTER}"
    # Research for which a committee and a department were asked; the committee alone took part.
    survey = talks.surveyed(consultations=(MATTER,), place=f"{SECRET}村口")
    request = {"unit": VILLAGE, "kind": "research", "title": f"{SECRET}选址"}
    request |= {"asked": [COMMITTEE, LEAD], "question": f"{SECRET}建在哪里"}
    asked = {**request, "consultations": [MATTER]}
    await here.given("/activities/asked", asked, {**OFFICE, "Idempotency-Key": SURVEY})
    committee = by("song", f"committee@{OWN}#{COMMITTEE}")
    await here.given(f"/activities/{SURVEY}/agreement", {}, committee)
    body = RecordAsked(**{n: survey[n] for n in SURVEYED}).model_dump(mode="json")
    await here.given(f"/activities/{SURVEY}/record", body)
    fixed = {"participants": [{"kind": "stakeholder", "title": f"{SECRET}菜农", "count": 6}]}
    await here.given(f"{case}/participants", fixed)
    posted = {"what": "topic", "place": f"{SECRET}公告栏", "on": "2026-02-20"}
    await here.given(f"{case}/notices", posted)
    called = {
        "unit": VILLAGE,
        "title": f"{SECRET}市场",
        "form": "council",
        "on": str(talks.DAY),
        "place": f"{SECRET}议事室",
        "agenda": [{"title": f"{SECRET}选址", "consultation": MATTER}],
    }
    await here.given("/sessions", called, {**OFFICE, "Idempotency-Key": MEETING})
    place = f"/sessions/{MEETING}"
    text = await here.client.post("/papers", content=f"{SECRET}材料".encode(), headers=OFFICE)
    here.paper = text.json()["digest"]
    papers = [{"document": 1, "text": text.json()}]
    sent = {"documents": [f"{SECRET}调研报告"], "on": "2026-02-25", "papers": papers}
    await here.given(f"{place}/materials", sent)
    await here.given(f"{place}/notice", {"on": "2026-02-25", "how": f"{SECRET}电话"})
    issue = {"unit": VILLAGE, "session": MEETING, "kind": "notice", "on": "2026-02-25"}
    await issued(here, issue)
    await here.given(f"{place}/sittings", {"on": str(talks.DAY), "duration_minutes": 90})
    await here.given(f"{place}/speeches", {"participant": 1, "gist": f"{SECRET}无处摆卖"})
    promise = {"department": LEAD, "what": f"{SECRET}平整", "due": "2027-05-31"}
    await here.given(f"{place}/promises", promise)
    filed = (f"{MEETING}:00001", MEETING, talks.DAY, f"{SECRET}简报", VILLAGE)
    await here.bench.pool.execute(
        "INSERT INTO session_papers (paper, session, filed, kind, on_day, title, unit, unit_name,"
        " as_of) VALUES ($1, $2, 1, 'x-1', $3, $4, $5, '', 1)",
        *filed,
    )
    absent = (MEETING, MEMBER, talks.DAY, False, VILLAGE, f"{SECRET}村", 1)
    await here.bench.pool.execute(
        'INSERT INTO absences (session, member, "on", on_leave, unit, unit_name, as_of) '
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        *absent,
    )


async def issued(here: House, body: dict[str, Any]) -> None:
    """A document that was issued."""
    paper = await here.client.post("/papers", content=f"{SECRET}全文".encode(), headers=OFFICE)
    here.paper = here.paper or paper.json()["digest"]
    number = f"{SECRET}〔2026〕1号"
    await here.given("/documents", {**body, "document_number": number, "paper": paper.json()})


def sheets() -> dict[str, Any]:
    """A score sheet about bodies, with one line, that the office has."""
    line = {"code": "x-1", "chinese": f"{SECRET}履职", "english": "x", "most": 100}
    sheet = {"code": "x-1", "chinese": f"{SECRET}考核", "english": "x", "of": "body"}
    theirs = {"owner": "yz-office", "offices": ["cppcc-office"], "criteria": [line]}
    return {"sheets": [{**sheet, **theirs}]}


async def _members(here: House) -> None:
    kinds = {"committee": {"has_members": True}, "office": {}}
    rules = {
        "unit": COUNTY,
        "version": f"{SECRET}1",
        "name": f"{SECRET}县",
        "words": {
            "room": "议事室",
            "unit_kinds": [
                {"code": "township", "chinese": "乡镇", "english": "township", "tier": 4}
                | {"parts": ["room"]},
                {"code": "village", "chinese": "村", "english": "village", "tier": 5}
                | {"parts": ["room"]},
            ],
            "body_kinds": [
                {"code": code, "chinese": code, "english": code, **more}
                for code, more in kinds.items()
            ],
            "posts": [],
            "levels": [{"code": "county", "chinese": "县级", "english": "county", "rank": 3}],
            "bases": [{"code": "native", "chinese": "籍贯", "english": "native place"}],
            "grounds": [],
            "leave_grounds": [{"code": "x-1", "chinese": "因病", "english": "illness"}],
        },
        "duty": {"facts": [], "points": []},
        "talents": measure(),
        "programme": programme(),
        "absences": absences(),
        "contacts": contacts(),
        "assessments": sheets(),
    }
    await here.given(f"/rules/{COUNTY}/adoption", rules)
    body = {"unit": COUNTY, "body": COMMITTEE, "name": f"{SECRET}委员会", "kind": "committee"}
    await here.given("/bodies", body)
    member = {
        "unit": COUNTY,
        "member": MEMBER,
        "name": f"{SECRET}甲",
        "level": "county",
        "sector": "农业",
        "committee": COMMITTEE,
        "admitted_on": "2020-10-31",
    }
    await here.given("/members", member)
    await here.given("/members", {**member, "member": "x-1"})  # whom bodies of requests name
    posting = {"to_unit": TOWNSHIP, "basis": "native", "since": "2020-10-31"}
    await here.given(f"/members/{MEMBER}/postings", posting)
    await keeping_contact(here)
    missing = {"unit": COUNTY, "member": MEMBER, "year": 2026, "reason": f"{SECRET}漏记一次会议"}
    await here.given(f"/members/{MEMBER}/duty/2026/objections", missing)
    contact = {"phone": "13900000000", "address": f"{SECRET}路"}
    answer = await here.client.put(f"/members/{MEMBER}/contact", json=contact, headers=OFFICE)
    assert answer.status_code == 204
    unit = {
        "unit": REGISTERED,
        "name": f"{SECRET}夏官营镇",
        "kind": "township",
        "parent": COUNTY,
        "valid_from": "2020-01-01",
    }
    await here.given("/units", unit)
    village = {"unit": f"{REGISTERED[:9]}200", "kind": "village", "parent": REGISTERED}
    await here.given("/units", {**unit, **village})
    fact = CreditDutyFact(
        unit=COUNTY,
        member=MEMBER,
        year=2026,
        kind="attendance",
        on=date(2026, 2, 2),
        place=VILLAGE,
        title=f"{SECRET}协商",
        source=f"session/{MEETING}",
        source_event=MEETING,
        occasion=f"session/{MEETING}/came",
    )
    await here.policy(f"{MEMBER}:2026", fact)
    leave = {
        "unit": COUNTY,
        "member": MEMBER,
        "session": MEETING,
        "title": f"{SECRET}协商",
        "on": "2026-02-02",
        "ground": "x-1",
        "asked_on": "2026-02-01",
    }
    await here.given("/leaves", leave, {**OFFICE, "Idempotency-Key": LEAVE})
    room = {"unit": VILLAGE, "room": ROOM, "name": f"{SECRET}议事室", "since": "2020-10-31"}
    await here.given("/rooms", room)
    absence = EnterAbsence(
        unit=COUNTY,
        member=MEMBER,
        year=2026,
        session=SessionId(MEETING),
        title=f"{SECRET}协商",
        form="x-1",
        on=date(2026, 2, 2),
        on_leave=False,
        place=VILLAGE,
    )
    await here.policy(f"{MEMBER}:2026", absence)
    place = f"/assessments/{COUNTY}/2026/x-1"
    await here.given("/assessments", {"unit": COUNTY, "year": 2026, "sheet": "x-1"})
    score = {"subject": COMMITTEE, "criterion": "x-1", "points": 3, "ground": f"{SECRET}好"}
    await here.given(f"{place}/scores", score)
    await here.given(f"{place}/publication", {"published_on": "2026-03-01"})
    begun = {"milestone": "x-1", "title": f"{SECRET}培训会", "on": "2021-03-05"}
    await here.given("/programme/milestones", {"unit": REGISTERED, **begun})
    await drawn(here)


async def _outcomes(here: House) -> None:
    rules = {
        "unit": COUNTY,
        "version": f"{SECRET}1",
        **{name: each.model_dump(mode="json") for name, each in adoption.chapters.items()},
    }
    await here.given(f"/rules/{COUNTY}/adoption", rules)
    draft = DraftOutcome(
        unit=VILLAGE,
        topics=(MATTER,),
        consultation=MATTER,
        title=f"{SECRET}市场",
        summary=f"{SECRET}形成一致意见",
        consensus=(f"{SECRET}建在村口",),
        dissent=(),
        tasks=({"task": 1, "lead": LEAD, "what": f"{SECRET}修路", "due": "2027-05-31"},),
        raised_by="p-1",
        raised_in=VILLAGE,
        concluded_on=None,
        procedure=talks.YZ7,
    )
    await here.policy(MATTER, draft)
    consent = {
        "bodies": [f"party-{VILLAGE}"],
        "resolution": f"{SECRET}1号",
        "decided_on": "2026-01-20",
    }
    party = by("liang", f"party@{VILLAGE}")
    await here.given(f"/outcomes/{MATTER}/consent", {"consent": consent}, party)
    letter = {
        "outcome_number": "样例议〔2026〕1号",
        "sent_on": "2026-01-22",
        "recipients": ["镇政府"],
    }
    await here.given(f"/outcomes/{MATTER}/dispatch", letter)
    quarterly = {"kind": "special", "due": "2026-06-30", "reason": f"{SECRET}督查"}
    supervisor = by("meng", f"supervisor@{OWN}")
    await here.given(f"/outcomes/{MATTER}/check-schedule", quarterly, supervisor)
    line = {"subject": 1, "title": f"{SECRET}市场", "outcome": MATTER}
    vote = {"unit": VILLAGE, "kind": "appraisal", "voters": "residents", "entitled": 40}
    key = {**OFFICE, "Idempotency-Key": MATTER}
    await here.given("/ratings", {**vote, "subjects": [line]}, key)


FURNISH = {
    "topics": _topics,
    "meetings": _meetings,
    "members": _members,
    "outcomes": _outcomes,
}


@asynccontextmanager
async def houses_of(postgres: PostgresServer) -> AsyncIterator[dict[str, House]]:
    """All of them, each with a database of its own."""
    async with AsyncExitStack() as stack:
        found = {}
        for name in SERVICES:
            database = await stack.enter_async_context(servers.empty_database(postgres))
            found[name] = await stack.enter_async_context(house(name, database))
        yield found
