"""Who leads a topic, at which level, and which places are looked at (003-23, 004-31)."""

from common.checks import listed_once
from common.vocabulary import chosen
from contracts.topics import topic as e
from runtime.decider import Circumstances, Rejected
from services.topics.rules.decider import LEADER_LEVEL, TopicRules
from services.topics.topic import commands as c
from services.topics.topic.decider.state import Topic


def at_level(led_by: str | None, level: str | None, given: Circumstances[TopicRules]) -> None:
    """Refuse a leader without a level where the rules have levels, a level without a leader, and a
    level that there is not (003-23)."""
    levels = given.rules.words.leader_levels
    if level is not None:
        chosen(levels, level, LEADER_LEVEL)
        if led_by is None:
            raise Rejected(
                "level-of-nobody",
                "填写了领题层级（leader_level），没有写由谁牵头（led_by）。请补填牵头的机构或职务。",
                "There is a level (leader_level) and nobody who leads (led_by). Name the office"
                " that leads the topic.",
            )
    elif led_by is not None and levels:
        named = "、".join(f"{each.chinese}（{each.code}）" for each in levels)
        raise Rejected(
            "level-needed",
            f"请写明牵头人的层级（leader_level）：{named}。",
            "Say at which level whoever leads it stands (leader_level):"
            f" {', '.join(each.code for each in levels)}.",
        )


def lead(
    topic: Topic, command: c.LeadTopic, given: Circumstances[TopicRules]
) -> list[e.TopicEvent]:
    given.has_come(command.on)
    at_level(command.led_by, command.leader_level, given)
    if (topic.led_by, topic.leader_level) == (command.led_by, command.leader_level):
        return []
    return [e.TopicLed(**dict(command))]


def add_sites(topic: Topic, command: c.AddSites) -> list[e.TopicEvent]:
    listed_once(command.sites, "site-twice")
    added = tuple(each for each in command.sites if each not in topic.sites)
    return [e.SitesAdded(added=added, sites=(*topic.sites, *added))] if added else []


def withdraw_sites(topic: Topic, command: c.WithdrawSites) -> list[e.TopicEvent]:
    listed_once(command.sites, "site-twice")
    if unknown := [each for each in command.sites if each not in topic.sites]:
        raise Rejected(
            "no-site",
            f"该议题没有试点“{'、'.join(unknown)}”。请在议题页面核对名称。",
            f"The topic has no site {', '.join(unknown)}. Check the names on its page.",
        )
    left = tuple(each for each in topic.sites if each not in command.sites)
    return [e.SitesWithdrawn(withdrawn=command.sites, sites=left, reason=command.reason)]
