"""What the three cases have in common: deeds that are asked once, however often this is run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from contracts.places import CHINA
from yishi.client import UNSETTLED, Client, Refused, eventually, key_of

Say = Callable[[str], None]
Events = list[dict[str, Any]]

COUNTY = "620123000000"
OFFICE = "cppcc-office"
"""A person of deploy/profiles/yuzhong.people.toml, as are all who ask here."""
PRINCIPLES: Mapping[str, str] = {
    "political": "符合党委、政府的中心工作和有关政策",
    "mass": "涉及多户群众的共同利益，不是个人诉求",
    "forward-looking": "已列入当年工作安排，宜早商定",
    "democratic": "由群众提出，议事会成员逐户听取过意见",
    "feasible": "切口小，在职责范围内，各方可以平等商量解决",
}
"""Why each question of the county's checklist is answered with yes."""


@dataclass
class Case:
    """One consultation. Days count back from the day on which it was first loaded.

    `clerk` conducts it and asks wherever nobody else is named; `branch` asks for `organisation`,
    the body that consents to the topic and to the outcome; `office` sees all of it.
    """

    client: Client
    name: str
    label: str
    unit: str
    today: date
    say: Say
    clerk: str
    branch: str
    organisation: str
    office: str = OFFICE
    topic: str = ""
    places: dict[str, str] = field(default_factory=dict)
    """The addresses of its consultation and its outcome, by service."""
    session: str = ""
    """The address of the session that goes on."""
    deeds: int = 0

    def ago(self, days: int) -> str:
        return (self.today - timedelta(days=days)).isoformat()

    def done(self, what: str) -> None:
        self.say(f"  {self.label} {what}")

    async def ask(
        self, service: str, path: str, *, as_: str = "", until: Sequence[str] = (), **body: Any
    ) -> Events:
        """Ask once, however often this is run. `until` are refusals that end by themselves."""
        self.deeds += 1
        key, who = f"demo/{self.name}/{self.deeds}", as_ or self.clerk
        return await eventually(
            f"{self.label} {path}",
            lambda: self.client.ask(service, path.format(self.topic), body, as_=who, key=key),
            unsettled=(*UNSETTLED, *until),
        )

    async def meet(self, path: str, **asked: Any) -> None:
        place = await self.begun("meetings", "/consultations", "consultation")
        await self.ask("meetings", f"{place}/{path}", **asked)

    async def follow(self, path: str, **asked: Any) -> None:
        place = await self.begun("outcomes", "/outcomes", "outcome")
        await self.ask("outcomes", f"{place}/{path}", **asked)

    async def begun(self, service: str, things: str, name: str) -> str:
        """The address of what another service began for the topic, once that has heard of it."""
        if service not in self.places:
            found = await eventually(
                f"{self.label} {name} to begin",
                lambda: self.client.get(service, things, as_=self.office, topic=self.topic),
                done=lambda page: page["items"],
            )
            self.places[service] = f"{things}/{found['items'][0][name]}"
        return self.places[service]

    def consent(self, body: str, resolution: str, days: int) -> dict[str, Any]:
        """The consent of a body of the directory."""
        return {"bodies": [body], "resolution": resolution, "decided_on": self.ago(days)}

    async def members(self, count: int, *places: str) -> list[str]:
        """Members of the roster who are posted to these places, the first place first."""
        found: dict[str, None] = {}
        for place in places:
            page = await self.client.get(
                "members", "/members", as_=OFFICE, posted_to=place, limit=count
            )
            found.update(dict.fromkeys(row["member_id"] for row in page["items"]))
        return list(found)[:count]

    async def raise_topic(self, resident: str, *, as_: str = "", **proposal: Any) -> None:
        """Enter who raised it into the directory of residents, unless the topic exists already."""
        key, who = key_of(f"demo/{self.name}/topic"), as_ or self.clerk
        self.topic = str(key)
        raised_by = await self._raised_by(who)
        if raised_by is None:
            entered: Any = await self.client.ask(
                "topics", "/people", {"name": resident, "unit": self.unit}, as_=who
            )
            raised_by = entered["id"]
        body = {"unit": self.unit, "scale": "group", "raised_by": raised_by, **proposal}
        (first, *_) = await eventually(
            f"{self.label} to be raised",
            lambda: self.client.ask("topics", "/topics", body, as_=who, key=key),
        )
        raised_on = datetime.fromisoformat(first["time"]).astimezone(CHINA).date()
        self.today = min(self.today, raised_on)
        self.done(f"raised in {first['unitname']}")

    async def _raised_by(self, as_: str) -> str | None:
        try:
            row = await self.client.get("topics", f"/topics/{self.topic}", as_=as_)
        except Refused as refusal:
            if refusal.status != 404:
                raise
            return None
        raised_by: str = row["raised_by"]
        return raised_by

    async def screen(
        self,
        as_: str,
        category: str,
        weight: str,
        because: str,
        reasons: Mapping[str, str] = PRINCIPLES,
    ) -> None:
        """Every question of the checklist is answered with yes, each with its reason (001-13)."""
        answers = {name: {"met": True, "reason": reason} for name, reason in reasons.items()}
        await self.ask(
            "topics",
            "/topics/{}/screening",
            as_=as_,
            answers=answers,
            category=category,
            weight=weight,
            weight_reason=because,
        )

    async def approve(self, resolution: str, days: int) -> None:
        """The Party organisation consents to the topic (000-24)."""
        consent = self.consent(self.organisation, resolution, days)
        await self.ask(
            "topics",
            "/topics/{}/approval",
            as_=self.branch,
            until=("not-consenting",),  # one that was registered a moment ago
            consent=consent,
        )

    async def plan(
        self,
        as_: str,
        consenting: str,
        title: str,
        *,
        unit: str,
        days: int,
        consent: dict[str, Any],
        **entry: str,
    ) -> None:
        """Draw up the annual plan of a unit with this topic, and have it decided (000-32)."""
        session = self.today - timedelta(days=days)
        row = {"topic": self.topic, "month": session.month, **entry}
        plan = f"/plans/{unit}/{session.year}/consultation"
        await self.ask(
            "topics",
            f"{plan}/draft",
            as_=as_,
            unit=unit,
            year=session.year,
            kind="consultation",
            title=title,
            entries=[row],
        )
        await self.ask("topics", f"{plan}/consent", as_=consenting, consent=consent)

    async def research(
        self,
        address: str,
        *,
        members: Sequence[str],
        people_met: int,
        facts: str,
        key_problem: str,
        proposal: str,
        **done: Any,
    ) -> None:
        """Research that serves the consultation: an activity with findings (000-45)."""
        await self.ask(
            "meetings",
            address,
            present=[
                {"kind": "member", "members": members},
                {"kind": "resident", "count": people_met},
            ],
            findings={"facts": facts, "key_problem": key_problem, "proposal": proposal},
            **done,
        )

    async def surveyed(self, **done: Any) -> None:
        await self.research(
            "/activities",
            unit=self.unit,
            kind="research",
            title="议前调研",
            consultations=await self.served(),
            **done,
        )

    async def served(self) -> list[str]:
        place = await self.begun("meetings", "/consultations", "consultation")
        return [place.rsplit("/", 1)[1]]

    async def hold(
        self,
        title: str,
        *,
        days: int,
        minutes: int,
        questions: Sequence[str],
        present: Sequence[str],
        headcount: dict[str, int],
        speeches: Sequence[tuple[str, str, str]],
        documents: Sequence[str] = (),
        **called: Any,
    ) -> None:
        """Call a session, send materials, hold it, write down who was there and who spoke."""
        (consultation,) = await self.served()
        item = {"title": title, "questions": questions, "consultation": consultation}
        on = self.ago(days)
        call = {"unit": self.unit, "title": title, "on": on, "agenda": [item], **called}
        (first, *_) = await self.ask("meetings", "/sessions", **call)
        self.session = "/sessions/" + first["subject"].split("/")[1]
        speeches = [each for each in speeches if present or each[0] != "member"]
        speakers = [{"kind": kind, "title": speaker} for kind, speaker, _ in speeches]
        if speakers:
            await self.sit("participants", participants=speakers)
        if documents:
            await self.sit("materials", documents=documents, on=self.ago(days + 3))
        await self.sit("sittings", on=on, duration_minutes=minutes)
        there: list[dict[str, Any]] = [{"kind": "member", "members": present}] if present else []
        counted = [{"kind": kind, "count": count} for kind, count in headcount.items()]
        await self.sit("attendance", present=there + counted)
        found = await self.client.get("meetings", self.session, as_=self.clerk)
        numbers = {each["title"]: each["participant"] for each in reversed(found["participants"])}
        for _, speaker, gist in speeches:
            await self.sit("speeches", participant=numbers[speaker], gist=gist)

    async def sit(self, path: str, **asked: Any) -> None:
        await self.ask("meetings", f"{self.session}/{path}", **asked)

    async def promise(self, body: str, what: str, days: int) -> None:
        await self.sit("promises", department=body, what=what, due=self.ago(days))

    async def agree(self, *texts: str) -> None:
        for text in texts:
            await self.sit("consensus", text=text)

    async def end(self, *results: str) -> None:
        await self.sit("closing", results=results)

    async def minute(self, summary: str, confirmed_by: str, days: int) -> None:
        """Draft the minutes of the session and confirm them."""
        await self.sit("draft", summary=summary)
        await self.sit("minutes", on=self.ago(days), confirmed_by=confirmed_by)

    async def send(self, resolution: str, *, consented: int, sent: int, **letter: Any) -> None:
        """The Party organisation consents to the use of the outcome, and it goes out (000-24)."""
        consent = self.consent(self.organisation, resolution, consented)
        await self.follow("consent", as_=self.branch, consent=consent)
        await self.follow("dispatch", sent_on=self.ago(sent), **letter)

    async def work(
        self,
        number: int,
        body: str,
        officer: str,
        *,
        progress: Sequence[tuple[int, int, str]],
        completed: int,
        result: str,
    ) -> None:
        """A department takes a task on, reports twice and completes it."""
        await self.follow("task-acceptance", as_=body, task=number, officer=officer)
        for days, percent, text in progress:
            on = self.ago(days)
            await self.follow("progress", as_=body, task=number, on=on, percent=percent, text=text)
        await self.follow(
            "task-completion",
            as_=body,
            task=number,
            on=self.ago(completed),
            result=result,
        )

    async def adopted(self, place: str, level: str, by: str, paper: str, on: int) -> None:
        """The addressee takes the outcome over (004-14)."""
        taken = {"place": place, "level": level, "adopted_by": by, "paper": paper}
        await self.follow("adoptions", on=self.ago(on), **taken)

    async def finish(self, benefit: dict[str, Any], reason: str) -> None:
        """Close the outcome, and wait until the topic has followed."""
        await self.follow("closure", benefit=benefit, reason=reason)
        await eventually(
            f"{self.label} to be closed",
            lambda: self.client.get("topics", f"/topics/{self.topic}", as_=self.office),
            done=lambda topic: topic["stage"] == "closed",
        )
        self.done("closed")
