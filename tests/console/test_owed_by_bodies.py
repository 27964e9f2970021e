"""What bodies owe, and what is asked of members, on the page of quotas."""

import re
from datetime import UTC, date, datetime

from contracts.meetings.participant import Invited
from contracts.meetings.quota import QuotaMissed
from contracts.meetings.rules import Quota, Quotas
from contracts.meetings.session import SittingHeld
from services.meetings.activity.commands import RecordActivity
from services.meetings.quota.commands import NoteQuotaMissed
from services.meetings.rules.commands import AdoptProfile
from services.meetings.session.commands import (
    AnswerInvitation,
    CallSession,
    HoldSitting,
    InviteParticipants,
)
from tests.console.conftest import Open, Site, office
from tests.console.ledgers import Ledgers
from tests.console.register import COUNTY, PROFILE
from tests.console.situations import empty_county
from tests.console.test_pages import HERE, get
from tests.console.test_projections import rows

WORK, LAW = "yz-economy-agriculture", "yz-education-culture-health-sports"
PLACE = f"{HERE}/quotas?unit={COUNTY}"


def asks(ledgers: Ledgers, *quotas: Quota) -> None:
    """The county asks for these."""
    (adopt,) = [each for each in PROFILE.adoptions.values() if isinstance(each, AdoptProfile)]
    first, *others = adopt.words.activities
    talks = (first.model_copy(update={"quota": "talk"}), *others)
    words = adopt.words.model_copy(update={"activities": talks})
    changed = adopt.model_copy(
        update={
            "unit": COUNTY,
            "version": "2026.9",
            "words": words,
            "quotas": Quotas(quotas=quotas),
        }
    )
    ledgers.ask(COUNTY, changed, role="operator")


def quota(code: str, chinese: str, **more: object) -> Quota:
    return Quota.model_validate(
        {"code": code, "chinese": chinese, "english": code, "months": 6, **more}
    )


def two_committees() -> Ledgers:
    """One came to a key session, and held an activity that counts; the other declined."""
    ledgers = empty_county()
    ledgers.now = datetime(2026, 3, 2, 1, tzinfo=UTC)
    asks(
        ledgers,
        quota("committee", "专门委员会参加重点协商", body_kinds=["committee"]),
        quota("talk", "谈心谈话", posts=["convenor"], people=True, least=20, group="talk"),
        quota("contact", "走访群众", levels=["county"], each=2, least=3, group="talk", note="每年"),
    )
    called = CallSession(
        unit=COUNTY, title="灌溉渠整修", form="council", on=date(2026, 3, 2), place="县政协会议室"
    )
    ledgers.ask("s-1", called)
    both = tuple(Invited(kind="department", title="委员会", body=each) for each in (WORK, LAW))
    ledgers.ask("s-1", InviteParticipants(participants=both))
    ledgers.ask("s-1", AnswerInvitation(participant=2, answer="declines"))
    ledgers.ask("s-1", HoldSitting(on=date(2026, 3, 2), duration_minutes=60))
    ledgers.on(7, 1)
    missed = NoteQuotaMissed(
        what="committee",
        day=date(2026, 6, 30),
        unit=COUNTY,
        body=LAW,
        title="专门委员会参加重点协商",
        first=date(2026, 1, 1),
        least=1,
    )
    ledgers.ask(f"body:{LAW}", missed, role="policy")
    return ledgers


def section(text: str, heading: str) -> str:
    return text.split(f"<h2>{heading}</h2>")[1].split("<h2>")[0]


async def test_a_body_shows_what_it_owes_what_it_took_part_in_and_what_it_missed(
    a_site: Open,
) -> None:  # 001-07
    ledgers = two_committees()
    site: Site = await a_site(ledgers)
    bodies = section((await get(site, PLACE, office())).text, "机构")

    shown = {
        each.split(" <small>")[0]: re.findall(r"<b>(\d/\d)次</b>", each)
        for each in bodies.split("<h3>")[1:]
    }
    names = {each.body: each.name for each in PROFILE.bodies()}
    assert shown[names[WORK]][0] == "1/1"
    assert shown[names[LAW]][0] == "0/1"
    held = next(each for each in ledgers.records if isinstance(each.data, SittingHeld))
    miss = next(each for each in ledgers.records if isinstance(each.data, QuotaMissed))
    for record in (held, miss):
        assert f"<code>{record.id}</code>" in bodies
    assert "期满时记录0次，应有1次" in bodies


async def test_members_see_what_is_asked_and_nobody_s_count(a_site: Open) -> None:
    # 003-10, 003-12, domain 9.2
    site = await a_site(two_committees())
    members = section((await get(site, PLACE, office())).text, "委员")

    assert "谈心谈话：每6个月至少20人次" in members
    assert "<h3>召集人 " in members
    assert "<h3>县级 " in members
    assert "走访群众：每6个月至少3次，每人至少2次" in members
    assert "<b>" not in members


def test_what_the_page_rests_on_is_kept() -> None:
    ledgers = two_committees()

    assert rows(ledgers, "quotas_missed")[f"body:{LAW}", "committee", date(2026, 1, 1)]["held"] == 0
    assert rows(ledgers, "case_invited")["s-1", 2]["answer"] == "declines"
    assert rows(ledgers, "body_names")[WORK,]["kind"] == "committee"
    ledgers.ask(
        "a-1",
        RecordActivity(
            unit=COUNTY,
            kind="work-meeting",
            title="座谈",
            held_on=date(2026, 3, 2),
            led_by="委员会",
            held_by=WORK,
            place="县政协",
        ),
        role="cppcc-office",
    )
    assert rows(ledgers, "gatherings")["activity/a-1",]["held_by"] == WORK
