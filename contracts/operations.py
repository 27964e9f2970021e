"""What operators do to the running of a service, recorded like everything else.

Any service records these in its own ledger, under its own name: `yishi.topics.ReaderPassed`.
"""

from contracts.event import Event
from contracts.text import Count, Sentence


class ReaderPassed(Event):
    """An operator let a halted reader pass an event that it could not take in.

    The subject names the reader: `reader/TOPICS`.
    """

    position: Count
    reason: Sentence


OperationsEvent = ReaderPassed
