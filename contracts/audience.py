"""For whom an event type is meant (domain 9.2): what a subscription may hold unasked."""

from enum import StrEnum


class Audience(StrEnum):
    OPEN = "open"
    """Published, or a fact that anybody may know: all of it may stand on a public page."""
    INTERNAL = "internal"
    """For the offices and departments that work with it."""
    PERSONAL = "personal"
    """Of single persons: who they are, whether they came, what they raised, said or claimed. Nobody
    is sent it who does not ask for the type by name."""
