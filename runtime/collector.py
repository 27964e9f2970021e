"""How often Python looks for objects that hold each other in a circle."""

import gc

OBJECTS = 50_000
"""So many new objects are made before Python looks through them; its own number is 700."""


def look_seldom() -> None:
    """Commands, events and rows hold each other in no circles and go when the last name for them
    does; but a batch makes thousands of them, which Python looked through again and again, and with
    them the states in memory: a tenth of the time. What is there at the start stays for good."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS, 20, 50)
