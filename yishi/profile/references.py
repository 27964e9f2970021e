"""Where a chapter of one service names what stands in a chapter of another."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from common.conditions import plain_of
from common.rules import AdoptProfile
from contracts import procedure as p
from contracts.consents import Chain, Consents, Thing
from contracts.roles import OFFICES
from contracts.topics.proposal_rules import Proposals
from services.meetings.rules.commands import AdoptProfile as OfMeetings
from services.members.rules.commands import AdoptProfile as OfMembers
from services.outcomes.rules.commands import AdoptProfile as OfOutcomes
from services.topics.rules.commands import AdoptProfile as OfTopics
from yishi.profile import rights
from yishi.profile.shapes import Body


def dangling(bodies: Iterable[Body], adopted: Mapping[str, AdoptProfile]) -> Iterator[str]:
    """Every name that stands for nothing, its place, and the names that there are. What one service
    can see by itself is refused by its own rules."""
    chapters: Any = adopted
    bodies = tuple(bodies)
    there = _vocabularies(bodies, **chapters)
    for place, vocabulary, code in _references(bodies, **chapters):
        if code and code not in there[vocabulary]:
            known = ", ".join(sorted(there[vocabulary])) or "none"
            yield f"{place}: {code} is not in {vocabulary} ({known})"
    for place, offices, may in _offices(**chapters):
        for office in offices:
            if office not in may:
                known = ", ".join(sorted(may)) or "none"
                yield f"{place}: the office {office} has no right to record this ({known} have)"


def counted_as_nothing(own: Mapping[str, Any], above: Mapping[str, Any]) -> Iterator[str]:
    """Entries that count as one which the same vocabulary of the profile above has not."""
    known: dict[tuple[str, ...], set[str]] = {}
    for place, entry in _entries(above):
        known.setdefault(_vocabulary(place), set()).add(entry["code"])
    for place, entry in _entries(own):
        there = known.get(_vocabulary(place), set())
        if "counts_as" in entry and entry["counts_as"] not in there:
            whole = ".".join(map(str, (*place, "counts_as")))
            listed = ", ".join(sorted(there)) or "none"
            yield f"{whole}: {entry['counts_as']} is not in the profile above ({listed})"


def _entries(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict) and "code" in value:
        yield place, value
    if isinstance(value, dict | list | tuple):
        for name, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _entries(each, (*place, name))


def _vocabulary(place: tuple[str | int, ...]) -> tuple[str, ...]:
    return tuple(each for each in place if isinstance(each, str))


def _vocabularies(
    bodies: Collection[Body],
    topics: OfTopics,
    meetings: OfMeetings,
    members: OfMembers,
    outcomes: OfOutcomes,
) -> dict[str, set[str]]:
    procedures = topics.procedures.procedures
    named = [*OFFICES.values(), *(body.name for body in bodies)]
    entries: dict[str, Iterable[Any]] = {
        "meetings.words.notices": meetings.words.notices,
        "meetings.words.forms": meetings.words.forms,
        "meetings.words.activities": meetings.words.activities,
        "meetings.words.participants": meetings.words.participants,
        "members.duty.facts": members.duty.facts,
        "members.talents.pools": members.talents.pools if members.talents else (),
        "members.words.body_kinds": members.words.body_kinds,
        "members.words.posts": members.words.posts,
        "members.words.levels": members.words.levels,
        "outcomes.checks.kinds": outcomes.checks.kinds,
        "outcomes.handlings.kinds": outcomes.handlings.kinds,
        "outcomes.words.adoption_places": outcomes.words.adoption_places,
        "outcomes.words.adoption_levels": outcomes.words.adoption_levels,
        "outcomes.words.instruction_levels": outcomes.words.instruction_levels,
        "outcomes.ratings.kinds": outcomes.ratings.kinds if outcomes.ratings else (),
        "outcomes.words.feedback_to": outcomes.words.feedback_to,
        "topics.plans.kinds": topics.plans.kinds if topics.plans else (),
        "procedures": procedures,
    }
    quotas = meetings.quotas.quotas if meetings.quotas else ()
    return {
        "bodies": {body.id for body in bodies},
        **{name: {each.code for each in found} for name, found in entries.items()},
        "the groups of meetings.quotas": {each.group for each in quotas if each.group},
        "bodies or meetings.words.confirmers": {*named, *meetings.words.confirmers},
        "bodies or outcomes.words.recipients": {*named, *outcomes.words.recipients},
        "bodies or outcomes.words.copies": {*named, *outcomes.words.copies},
        **{f"the steps of {each.code}": {step.code for step in each.steps} for each in procedures},
        "none: whoever consents to a waiver does so for all": set(),
    }


_OF_KIND = {
    Thing.PLAN: "topics.plans.kinds",
    Thing.OUTCOME: "outcomes.handlings.kinds",
    Thing.WAIVER: "none: whoever consents to a waiver does so for all",
}
"""In which vocabulary the kind of a chain stands; that of topics their own service tests."""

Reference = tuple[str, str, str | None]
"""The place, the vocabulary in which the name has to stand, and the name."""


def _references(
    bodies: Iterable[Body],
    topics: OfTopics,
    meetings: OfMeetings,
    members: OfMembers,
    outcomes: OfOutcomes,
) -> Iterator[Reference]:
    facts = "members.duty.facts"
    for body in bodies:
        yield f"bodies.{body.id}.kind", "members.words.body_kinds", body.kind
    for ground in members.absences.grounds if members.absences else ():
        named = f"members.absences.grounds.{ground.code}.forms"
        yield from ((named, "meetings.words.forms", form) for form in ground.forms)
    for form in meetings.words.forms:
        place = f"meetings.words.forms.{form.code}"
        yield f"{place}.credited_as", facts, form.credited_as
        yield from ((f"{place}.bodies", "members.words.body_kinds", kind) for kind in form.bodies)
        if meetings.quotas:
            yield f"{place}.quota", "the groups of meetings.quotas", form.quota
    for activity in meetings.words.activities:
        place = f"meetings.words.activities.{activity.code}"
        yield f"{place}.credited_as", facts, activity.credited_as
        if meetings.quotas:
            yield f"{place}.quota", "the groups of meetings.quotas", activity.quota
    for quota in meetings.quotas.quotas if meetings.quotas else ():
        place = f"meetings.quotas.{quota.code}"
        owed_by = {
            "body_kinds": quota.body_kinds,
            "posts": quota.posts,
            "levels": quota.levels,
        }
        for field, codes in owed_by.items():
            yield from ((f"{place}.{field}", f"members.words.{field}", code) for code in codes)
        yield f"{place}.plan", "topics.plans.kinds", quota.plan
    for sheet in members.assessments.sheets if members.assessments else ():
        yield f"members.assessments.sheets.{sheet.code}.owner", "bodies", sheet.owner
    for check in outcomes.checks.kinds:
        yield f"outcomes.checks.kinds.{check.code}.credited_as", facts, check.credited_as
    if reports := topics.reports:
        yield "topics.reports.submitted_as", facts, reports.submitted_as
        yield "topics.reports.issued_as", facts, reports.issued_as
        for level in reports.levels:
            yield f"topics.reports.levels.{level.code}.credited_as", facts, level.credited_as
        for kind in reports.recipients:
            yield "topics.reports.recipients", "members.words.body_kinds", kind
    for outcome in outcomes.handlings.kinds:
        place = f"outcomes.handlings.kinds.{outcome.code}"
        yield from ((f"{place}.procedures", "procedures", code) for code in outcome.procedures)
        yield from ((f"{place}.forms", "meetings.words.forms", code) for code in outcome.forms)
        for code in outcome.activities:
            yield f"{place}.activities", "meetings.words.activities", code
    if decides := outcomes.handlings.referral:
        place = "outcomes.handlings.referral.bodies"
        yield from ((place, "members.words.body_kinds", kind) for kind in decides.bodies)
    for handling in outcomes.handlings.handlings:
        for step in handling.steps:
            place = f"outcomes.handlings.{handling.code}.{step.code}"
            for condition in (each for one in step.conditions for each in plain_of(one)):
                yield from ((place, *named) for named in _of_condition(condition))
    for proposals in filter(None, (topics.proposals,)):
        yield from _of_proposals(proposals)
    for place, chain in _chains(topics.consents):
        if chain.what in _OF_KIND:
            yield f"{place}.kind", _OF_KIND[chain.what], chain.kind
        for number, each in enumerate(chain.steps):
            for kind in each.bodies:
                yield f"{place}.steps.{number}.bodies", "members.words.body_kinds", kind
    for procedure in topics.procedures.procedures:
        yield f"procedures.{procedure.code}.upgrades_to", "procedures", procedure.upgrades_to
        for step in procedure.steps:
            if step.within:
                place = f"procedures.{procedure.code}.{step.code}.within.after"
                yield place, f"the steps of {procedure.code}", step.within.after
            for condition in (each for one in step.conditions for each in plain_of(one)):
                for vocabulary, code in _of_condition(condition):
                    yield f"procedures.{procedure.code}.{step.code}", vocabulary, code


def _of_proposals(proposals: Proposals) -> Iterator[Reference]:
    place = "topics.proposals"
    for kind in proposals.kinds:
        for body_kind in kind.body_kinds:
            yield f"{place}.kinds.{kind.code}.body_kinds", "members.words.body_kinds", body_kind
    for step in proposals.steps:
        for body in step.committees:
            yield f"{place}.steps.{step.code}.committees", "bodies", body
    credited = {
        f"{place}.submitting": proposals.submitting,
        f"{place}.filing": proposals.filing,
        **{f"{place}.grades.{each.code}": each.credited_as for each in proposals.grades},
    }
    for where, credits in credited.items():
        for name, fact in credits:
            yield f"{where}.{name}", "members.duty.facts", fact


def _chains(consents: Consents | None) -> Iterator[tuple[str, Chain]]:
    for number, chain in enumerate(consents.chains if consents else ()):
        yield f"consents.chains.{number}", chain


def _offices(
    topics: OfTopics, meetings: OfMeetings, members: OfMembers, outcomes: OfOutcomes
) -> Iterator[tuple[str, Iterable[str], Collection[str]]]:
    """The place, the offices that it names, and those that may record such a thing at all."""
    for origin in topics.words.origins:
        yield f"topics.words.origins.{origin.code}.roles", origin.roles, rights.PROPOSING
    for taken in topics.proposals.steps if topics.proposals else ():
        yield f"topics.proposals.steps.{taken.code}.offices", taken.offices, rights.EXAMINING
    for channel in topics.words.channels:
        place = f"topics.words.channels.{channel.code}.roles"
        yield place, channel.roles, rights.PROPOSING
    if reports := topics.reports:
        for channel in reports.channels:
            place = f"topics.reports.channels.{channel.code}.roles"
            yield place, channel.roles, rights.REPORTING
        for report_step in reports.steps:
            place = f"topics.reports.steps.{report_step.code}.offices"
            yield place, report_step.offices, rights.EDITING
    for sheet in members.assessments.sheets if members.assessments else ():
        place = f"members.assessments.sheets.{sheet.code}.offices"
        yield place, sheet.offices, rights.ASSESSING
    for check in outcomes.checks.kinds:
        yield f"outcomes.checks.kinds.{check.code}.who", check.who, rights.CHECKING
    if decides := outcomes.handlings.referral:
        yield "outcomes.handlings.referral.offices", decides.offices, rights.REFERRING
    for handling in outcomes.handlings.handlings:
        for step in handling.steps:
            place = f"outcomes.handlings.{handling.code}.{step.code}"
            yield f"{place}.waived_by", step.waived_by, rights.CONSENTING
            yield f"{place}.actors", step.actors, rights.doing(step) or OFFICES
    for tier in members.talents.tiers if members.talents else ():
        for number, each in enumerate(tier.approval):
            place = f"members.talents.tiers.{tier.code}.approval.{number}.offices"
            yield place, each.offices, rights.APPROVING
    waiving = set[str]()
    for place, chain in _chains(topics.consents):
        if chain.what is Thing.WAIVER:
            waiving.update(chain.steps[-1].offices)
        for number, each in enumerate(chain.steps):
            yield f"{place}.steps.{number}.offices", each.offices, rights.CONSENTING
    for procedure in topics.procedures.procedures:
        for step in procedure.steps:
            place = f"procedures.{procedure.code}.{step.code}"
            yield f"{place}.waived_by", step.waived_by, waiving
            yield f"{place}.actors", step.actors, rights.doing(step) or OFFICES


def _of_condition(condition: p.Plain) -> Iterator[tuple[str, str]]:
    kinds: tuple[str, ...]
    match condition:
        case p.SessionIsHeld(forms=forms):
            yield from (("meetings.words.forms", form) for form in forms)
        case p.Researched(bodies=bodies, participants=kinds):
            yield from (("members.words.body_kinds", kind) for kind in bodies)
            yield from (("meetings.words.participants", kind) for kind in kinds)
        case p.Participants(required=required, if_concerned=concerned):
            kinds = (*required, *concerned)
            yield from (("meetings.words.participants", kind) for kind in kinds)
        case p.Present(kinds=kinds):
            yield from (("meetings.words.participants", kind) for kind in kinds)
        case p.IsDrawn(pool=pool):
            yield "members.talents.pools", pool
        case p.Posted(what=what):
            yield "meetings.words.notices", what
        case p.MinutesStand(confirmed_by=names):
            yield from (("bodies or meetings.words.confirmers", name) for name in names)
        case p.InPlan(plan_kind=str(kind)):
            yield "topics.plans.kinds", kind
        case p.OutcomeIsSent(to=to, copies=copies):
            yield from (("bodies or outcomes.words.recipients", name) for name in to)
            yield from (("bodies or outcomes.words.copies", name) for name in copies)
        case p.Checked(check=check):
            yield "outcomes.checks.kinds", check
        case p.IsFedBack(whom=whom):
            yield from (("outcomes.words.feedback_to", group) for group in whom)
        case p.IsAdopted(places=places, levels=levels):
            yield from (("outcomes.words.adoption_places", place) for place in places)
            yield from (("outcomes.words.adoption_levels", level) for level in levels)
        case p.IsInstructed(levels=levels):
            yield from (("outcomes.words.instruction_levels", level) for level in levels)
        case p.IsRated(by=kinds):
            yield from (("outcomes.ratings.kinds", kind) for kind in kinds)
        case _:
            return
