"""One deployment for all faults that leave it whole."""

import pytest

from tests.faults.clerks import Clerks, audit
from tests.faults.deployment import Deployment


@pytest.fixture(scope="package")
async def deployment(tmp_path_factory):
    """Two replicas of counting, and twins of echo."""
    programs = [("counting",), ("counting",), ("echo",), ("echo",)]
    async with Deployment(tmp_path_factory.mktemp("faults"), programs) as found:
        yield found


@pytest.fixture(scope="package")
async def clerks(deployment):
    """Everything that was ever acknowledged in this deployment; audited over and over."""
    async with Clerks(deployment) as found:
        yield found


@pytest.fixture
async def sound(deployment, clerks):
    """Call it when a fault is over: the auditor must find nothing."""

    async def check():
        said = await audit(deployment, clerks)
        assert said.sound, said
        return said

    return check
