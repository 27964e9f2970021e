"""Three consultations from beginning to end, asked for over HTTP as the people of a county would.

All of it may be repeated: every deed bears a key of its own, and a case that was loaded earlier
keeps the days it was loaded with. Persons, villages and figures are artificial.
"""

import asyncio
from datetime import date

from yishi.client import Client
from yishi.development.demo.case import Say
from yishi.development.demo.channel import irrigation_channel
from yishi.development.demo.lily import lily_trade
from yishi.development.demo.market import village_market


async def load(client: Client, today: date, say: Say = print) -> None:
    """Play the three cases side by side; whatever was played before changes nothing."""
    say("Demonstration: three consultations from topic to checked outcome")
    await asyncio.gather(
        village_market(client, today, say),
        lily_trade(client, today, say),
        irrigation_channel(client, today, say),
    )
