"""Notice a server that says a stream ends at one place and refuses what follows because it ends at
another. Half of its store is damaged then, and an operator must hear of it."""

import logging
import re
import time

log = logging.getLogger(__name__)

PATIENCE = 5.0
"""Seconds in which three servers may still be agreeing."""
AGAIN = 60.0
"""Seconds after which it is said again."""
_ENDS = re.compile(r"wrong last sequence: (\d+)")


class Contradiction:
    """Hears each refusal. `said` is the sentence for the operator, empty while all is well."""

    def __init__(self, stream: str, service: str) -> None:
        self.said = ""
        self._stream, self._service = stream, service
        self._pair: tuple[int, int] | None = None
        self._since = self._told = 0.0

    def refused(self, last: int, why: str) -> None:
        """Note that an event after `last` was refused, where the stream ends by its own word."""
        if (found := _ENDS.search(why)) is None:
            return
        pair, now = (last, int(found[1])), time.monotonic()
        if pair != self._pair:  # another relay may just have been faster
            self._pair, self._since, self.said = pair, now, ""
        elif now - self._since >= PATIENCE:
            self.said = (
                f"{self._stream}: the server contradicts itself: it says that the stream ends at"
                f" {pair[0]}, and refuses what follows because it ends at {pair[1]}. Its store is"
                f" damaged; run `yishi streams rebuild {self._service}`"
            )
            if not self._told or now - self._told >= AGAIN:
                self._told = now
                log.error("ALARM %s", self.said)

    def carried(self) -> None:
        """Forget the contradiction: the server took what was sent."""
        self._pair, self.said = None, ""
