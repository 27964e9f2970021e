"""What happens to a room in which people consult (000-02, 000-15). Its unit is where it stands."""

from contracts.event import Event, Fact
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title
from contracts.vocabulary import Code


class Furnished(Fact):
    """All that is said of a room. `host` keeps it, which is a host of that kind (`host_kind`); the
    units in `shared_with` use it too. `post` is the unit of the consultation post to which it
    belongs, where that is another one than its own (001-10)."""

    name: Title
    since: Day
    host: Title | None = None
    shared_with: tuple[UnitId, ...] = ()
    equipment: tuple[Title, ...] = ()
    host_kind: Code | None = None
    post: UnitId | None = None


class RoomOpened(Event, Furnished):
    pass


class RoomChanged(Event, Furnished):
    """The room is another than recorded, or was recorded wrongly: all that now holds."""

    reason: Sentence


class RoomClosed(Event):
    """Nobody meets there from the day `until` on."""

    until: Day
    reason: Sentence


RoomEvent = RoomOpened | RoomChanged | RoomClosed
