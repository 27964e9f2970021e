"""The topics service in a place whose rules have always been in force: its ledger begins with what
a test records."""

from dataclasses import replace

from services.topics.rules.decider import RULES
from services.topics.wiring import TOPICS
from tests.topics.situations import rules_in_force

RULED = replace(
    TOPICS,
    aggregates=tuple(
        replace(each, decider=replace(RULES, blank=rules_in_force))
        if each.name == "rules"
        else each
        for each in TOPICS.aggregates
    ),
)
