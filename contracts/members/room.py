"""What happens to a room in which people consult (000-02, 000-15). Its unit is where it stands."""

from contracts.event import Event, Fact
from contracts.places import UnitId
from contracts.text import Day, Sentence, Title


class Furnished(Fact):
    """All that is said of a room. `host` keeps it; the units in `shared_with` use it too."""

    name: Title
    since: Day
    host: Title | None = None
    shared_with: tuple[UnitId, ...] = ()
    equipment: tuple[Title, ...] = ()


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
