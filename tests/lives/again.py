"""Commands that are recorded again when they are asked again, each for its reason."""

AGAIN: dict[str, str] = {
    "AssignTask": "outcomes, issue 11",
    "GiveFeedback": "outcomes, issue 11",
    "HoldCheck": "outcomes, issue 11",
    "ReportProgress": "outcomes, issue 11",
    "UrgeHandling": "outcomes, issue 11",
}

SELDOM = {
    "CoSignerJoined": "a draft, and the deed of another member who signs it, both as they are",
    "RoundMinuted": "every step up to the minutes of a session of its consultation, in order",
    "RoundNotHeld": "the only sitting of a round withdrawn, before anything else came of it",
    "TopicPartBegun": "a topic split, and the part begun before either is screened otherwise",
}
"""Events that need more in one order than chance draws in so many lives. Examples tell each, and
tests/meetings/test_invariants.py leads whole consultations to their end."""
