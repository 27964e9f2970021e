"""A jurisdiction's rules on members: their words, which fact earns how many points, the measure on
talents, and the programme of its units."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from common.checks import listed_once
from common.rules import Book, rulebook
from common.vocabulary import chosen
from contracts.members import rules as e
from contracts.members.assessment_rules import Assessed, Sheet
from contracts.vocabulary import Entry
from runtime.decider import Rejected
from services.members.rules import commands as c

_MOST = 1000
SHEET, CRITERION = ("考核表", "score sheet"), ("考核项目", "criterion")
FIELD, TIER = ("人才领域", "field of talents"), ("人才层级", "tier of talents")


@dataclass(frozen=True)
class MembersRules(Book):
    """What a jurisdiction settled about its members."""

    words: e.Words = e.Words(
        room="室", unit_kinds=(), body_kinds=(), posts=(), levels=(), bases=(), grounds=()
    )
    duty: e.Duty = e.Duty(facts=(), points=())
    talents: e.Talents = e.Talents()
    programme: e.Programme = e.Programme()
    absences: e.Absences = e.Absences()
    contacts: e.Contacts = e.Contacts()
    assessments: e.Assessments = e.Assessments()


def _kinds_of(sheet: Sheet, command: c.AdoptProfile) -> None:
    """Refuse a sheet about kinds that there are not, or that has counted what is counted of talents
    alone."""
    tiers = command.talents.tiers if command.talents else ()
    there: dict[Assessed, tuple[Sequence[Entry], tuple[str, str]]] = {
        Assessed.UNIT: (command.words.unit_kinds, ("单位类别", "kind of unit")),
        Assessed.BODY: (command.words.body_kinds, ("机构类别", "kind of body")),
        Assessed.TALENT: (tiers, TIER),
    }
    entries, what = there[sheet.of]
    for each in sheet.kinds:
        chosen(entries, each, what)
    if sheet.of is not Assessed.TALENT and any(each.counted for each in sheet.criteria):
        raise Rejected(
            "sheet-unfit",
            f"考核表“{sheet.chinese}”不是人才考核表，其项目不能由系统按抽选计算。请改正。",
            f"What is counted is counted of talents, and {sheet.code} is about others. Correct it.",
        )


def fits(command: c.AdoptProfile) -> None:
    words = command.words
    listed_once((each.chinese for each in words.unit_kinds), "kind-twice")
    for kind in words.unit_kinds:
        if kind.hall is not None:
            chosen(words.halls, kind.hall, ("协商场所类别", "class of hall"))
        if kind.first > kind.last:
            raise Rejected(
                "kind-range",
                f"“{kind.chinese}”的代码段 {kind.first}–{kind.last} 首尾颠倒，请改正后再提交。",
                f"The range {kind.first}-{kind.last} of {kind.code} ends before it begins. Correct "
                "it and send again.",
            )
    for tier in {kind.tier for kind in words.unit_kinds}:
        _apart(sorted((k for k in words.unit_kinds if k.tier == tier), key=lambda k: k.first))
    for listed in (words.levels, words.bases):
        listed_once((word for each in listed for word in (each.chinese, *each.also)), "word-twice")
    _scheme(command.duty, words)
    if command.talents is not None:
        _measure(command.talents, words)
    if command.absences is not None:
        for named in (command.absences.credited_as, command.absences.leave_credited_as):
            if named is not None:
                chosen(command.duty.facts, named, FACT)
    if command.contacts is not None:
        _contacts(command.contacts, command.duty)
    for sheet in command.assessments.sheets if command.assessments else ():
        _kinds_of(sheet, command)
    for role in command.programme.roles if command.programme else ():
        for each in role.kinds:
            chosen(words.body_kinds, each, ("机构类别", "kind of body"))


FACT, LEVEL = ("履职事实", "kind of duty fact"), ("委员层级", "level of members")


def _scheme(duty: e.Duty, words: e.Words) -> None:
    """Refuse a scheme that names what there is not, or whose figures do not fit."""
    points = duty.points
    listed_once(
        (f"{row.kind} {row.since} {level}" for row in points for level in row.levels or ("",)),
        "kind-twice",
    )
    for row in points:
        chosen(duty.facts, row.kind, FACT)
    for kinds in [each.kinds for each in duty.caps] + [each.kinds for each in duty.minima]:
        for kind in kinds:
            chosen(duty.facts, kind, FACT)
    for levels in [row.levels for row in points] + [each.levels for each in duty.minima]:
        for level in levels:
            chosen(words.levels, level, LEVEL)
    if wrong := [row.kind for row in points if not abs(row.points) <= row.most_per_year <= _MOST]:
        raise Rejected(
            "points-range",
            f"“{'、'.join(wrong)}”的分值不合要求：单次加分或扣分不能超过年度上限，"
            f"年度上限不超过 {_MOST}。请改正后再提交。",
            f"The points of {', '.join(wrong)} do not fit: earned or taken off, at most"
            f" most_per_year, and that at most {_MOST}. Correct them and send again.",
        )
    listed_once((str(each.least) for each in duty.grades), "grade-twice")


def _contacts(contacts: e.Contacts, duty: e.Duty) -> None:
    if contacts.least > contacts.most:
        raise Rejected(
            "contacts-range",
            f"联系名单的人数下限 {contacts.least} 大于上限 {contacts.most}。请改正后再提交。",
            f"A list of at least {contacts.least} and at most {contacts.most} contacts cannot be."
            " Correct one of them and send again.",
        )
    if contacts.credited_as is not None:
        chosen(duty.facts, contacts.credited_as, FACT)


def _measure(talents: e.Talents, words: e.Words) -> None:
    """Refuse a measure on talents that names what there is not."""
    for pool in talents.pools:
        for field in pool.fields:
            chosen(talents.fields, field, FIELD)
        for tier in pool.tiers:
            chosen(talents.tiers, tier, TIER)
    for each in talents.tiers:
        for kind in (kind for step in each.approval for kind in step.bodies):
            chosen(words.body_kinds, kind, ("机构类别", "kind of body"))
    if any(each.after_refusals for each in talents.grounds) and talents.most_refusals is None:
        raise Rejected(
            "refusals-unlimited",
            "退出事由中有“多次无故拒绝”（after_refusals），但没有规定几次（most_refusals）。"
            "请补充次数，或去掉这一标记。",
            "A ground of exit asks for refusals (after_refusals), and most_refusals does not say "
            "how many. Add it, or take the mark away.",
        )


def _apart(kinds: Sequence[e.UnitKind]) -> None:
    """Refuse kinds of one tier, in order, of which two have the same codes."""
    for kind, after in pairwise(kinds):
        if after.first <= kind.last:
            raise Rejected(
                "kind-range",
                f"“{kind.chinese}”与“{after.chinese}”的代码段从 {after.first} 起重叠。"
                "请改正后再提交。",
                f"The range of unit_kinds.{after.code} begins at {after.first}, within that of "
                f"{kind.code}. "
                "Correct one of them and send again.",
            )


RULES = rulebook(MembersRules(), c.AdoptProfile, e.RulesEvent, fits)
