"""What every correction has in common: it tells the whole fact again, and why (model 12)."""

from contracts.event import Fact
from contracts.text import Sentence


class Correction(Fact):
    """What was entered wrongly is told again, whole. `corrects` is the version, within its own
    stream, of the event that was wrong: the last one that told this fact."""

    corrects: int
    reason: Sentence
