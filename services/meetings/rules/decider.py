"""A jurisdiction's rules on meetings: procedures that a case can walk through, and the quotas."""

from collections.abc import Mapping
from dataclasses import dataclass

from common import consents
from common.procedure import adoptable
from common.rules import CountsDays, rulebook
from common.vocabulary import chosen
from contracts import procedure as p
from contracts.consents import Consents
from contracts.documents import Documents
from contracts.meetings import rules as e
from contracts.meetings.words import Words
from runtime.decider import Rejected
from services.meetings.rules import commands as c
from services.meetings.words import KIND, MEASURE, PAPER, SUPERVISION


@dataclass(frozen=True)
class Rules(CountsDays):
    """The words, the procedures and the quotas in force."""

    words: Words = Words()
    procedures: p.Procedures | None = None
    quotas: e.Quotas = e.Quotas()
    consents: Consents = Consents()
    documents: Documents = Documents()

    @property
    def by_code(self) -> Mapping[str, p.Procedure]:
        procedures = self.procedures.procedures if self.procedures else ()
        return {procedure.code: procedure for procedure in procedures}


def fits(command: c.AdoptProfile) -> None:
    adoptable(command.procedures.procedures)
    if command.consents is not None:
        consents.for_each_thing(command.consents)
    for form in command.words.forms:
        for kind in (*form.required, *form.present):
            chosen(command.words.participants, kind, KIND)
        for paper in form.papers:
            chosen(command.words.papers, paper, PAPER)
        part, whole = form.attended
        if part > whole:
            raise Rejected(
                "attended-share",
                f"“{form.chinese}”的到会比例 {part}/{whole} 大于一。请改正：[2, 3] 即三分之二。",
                f"{form.english}: the share of sittings {part}/{whole} is more than one. Correct "
                "it; [2, 3] means two thirds.",
            )
    for activity in command.words.activities:
        for each in activity.joins:
            chosen(command.words.supervisions, each, SUPERVISION)
    for amount in command.words.amounts:
        chosen(command.words.measures, amount.measure, MEASURE)
    forms = {form.quota for form in command.words.forms}
    groups = (forms | {kind.quota for kind in command.words.activities}) - {""}
    for quota in command.quotas.quotas if command.quotas else ():
        _sound(quota)
        if quota.group is not None and quota.group not in groups:
            raise Rejected(
                "unknown-group",
                f"“{quota.chinese}”所计的组“{quota.group}”没有会议形式或活动类别归入（已有："
                f"{'、'.join(sorted(groups)) or '无'}）。请改正，或在形式或类别上写明 quota。",
                f"{quota.english} counts the group {quota.group}, to which no form of session or "
                f"kind of activity belongs (there are: {', '.join(sorted(groups)) or 'none'}). "
                "Correct it, or give forms or kinds this quota.",
            )


def _sound(quota: e.Quota) -> None:
    """Refuse a quota that does not say who owes it, or of which nobody can tell what counts."""
    owed_by = (quota.unit_kinds, quota.body_kinds, quota.posts, quota.levels)
    if sum(map(bool, owed_by)) != 1:
        raise Rejected(
            "owed-by-whom",
            f"“{quota.chinese}”须写明由谁完成，四项只写一项：单位类别（unit_kinds）、机构类别"
            "（body_kinds）、职务（posts）、委员级别（levels）。请改正；几类都要完成的，分写几项。",
            f"{quota.english} says who owes it by one of four: kinds of units (unit_kinds), kinds "
            "of bodies (body_kinds), posts (posts), levels of members (levels). Correct it; write "
            "several quotas where several owe it.",
        )
    of_members = bool(quota.posts or quota.levels)
    ways = (quota.people, quota.each is not None, quota.plan is not None)
    met, whole_year = quota.people or quota.each, quota.unit_kinds and quota.months == 12
    if sum(ways) > 1 or (met and not of_members) or (quota.plan and not whole_year):
        raise Rejected(
            "counts-what",
            f"“{quota.chinese}”所计的内容不清楚：人次（people）、走访对象（each）只用于委员和职务，"
            "计划（plan）只用于单位、且一年一期，三项至多写一项。请改正。",
            f"It is not clear what {quota.english} counts: people each time (people) and people "
            "who are met often enough (each) are for members and posts, a plan (plan) is for units "
            "and twelve months, and only one of the three is said. Correct it.",
        )
    if quota.plan and quota.group:
        raise Rejected(
            "counts-what",
            f"“{quota.chinese}”计的是计划，不另计会议和活动。请去掉 group 或 plan。",
            f"{quota.english} counts a plan, and so no sessions or activities. Leave out `group` or"
            " `plan`.",
        )


RULES = rulebook(Rules(), c.AdoptProfile, e.RulesEvent, fits)
