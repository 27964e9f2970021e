"""The power is cut for PostgreSQL and NATS: what was not on the disk is gone (traps 11, T5)."""

from random import Random

import pytest

from tests.faults.clerks import Clerks, audit
from tests.faults.power import cut, cuts, on_a_disk_of_its_own, why_not
from yishi.development.servers.nats import plain_nats

pytestmark = [
    pytest.mark.servers,
    pytest.mark.timeout(300),
    pytest.mark.skipif(bool(why_not()), reason=f"a power cut cannot be simulated: {why_not()}"),
]


async def test_what_was_acknowledged_is_on_the_disk(tmp_path):
    """Thirty of them: `python -m tests.soak power`."""
    async with (
        on_a_disk_of_its_own(tmp_path) as (deployment, disk),
        Clerks(deployment) as clerks,
    ):
        found = [one async for one in cuts(deployment, disk, clerks, 2, Random(2))]
        said = await audit(deployment, clerks)

    assert [(one.lost, one.vanished) for one in found] == [(0, 0)] * 2
    assert found[0].acknowledged > 0
    assert said.sound, said


def lazily(store, port, http_port) -> str:
    """The server's own default: on the disk within two minutes."""
    return plain_nats(store, port, http_port).replace('  sync_interval: "always"\n', "")


async def left_after_a_cut(folder, **settings):
    async with (
        on_a_disk_of_its_own(folder, **settings) as (deployment, disk),
        Clerks(deployment) as clerks,
    ):
        async with clerks.working():
            await clerks.effect()
        return await cut(deployment, disk, clerks)


@pytest.mark.soak
async def test_the_default_of_nats_loses_what_readers_had_taken_in(tmp_path):
    """Negative control: the same cut without `sync_interval: always`."""
    found = await left_after_a_cut(tmp_path, conf=lazily)

    assert found.vanished > 0
    assert found.lost == 0


@pytest.mark.soak
async def test_a_postgresql_that_does_not_sync_loses_what_was_acknowledged(tmp_path):
    """Negative control: the same cut with the setting that `yishi doctor` calls BAD."""
    found = await left_after_a_cut(tmp_path, fsync="off")

    assert found.lost > 0
