"""One service stopped and started under a real `yishi up`, whoever is killed meanwhile."""

from collections.abc import Iterator

import pytest

from tests.support.installation import Installation

pytestmark = [pytest.mark.servers, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with Installation(tmp_path_factory.mktemp("service")) as up:
        yield up


def test_a_service_is_stopped_and_started_while_the_rest_goes_on(up: Installation) -> None:
    assert up.does("service", "stop", "topics") == "topics is stopped.\n"
    assert not up.ready("topics")
    assert up.ready("meetings")
    assert up.yishi("service", "status", "topics").returncode == 1
    assert up.does("service", "start", "topics") == "topics is ready.\n"
    assert up.ready("topics")
    assert up.does("service", "status", "topics") == "topics is ready.\n"
    assert "died" not in up.log.read_text()


def test_what_was_stopped_stays_so_when_everything_is_killed(up: Installation) -> None:
    up.does("service", "stop", "topics")
    up.kill()
    told = up.start()
    assert "topics was stopped by hand. `yishi service start topics` starts it." in told
    assert not up.ready("topics")
    up.does("service", "start", "topics")
    up.kill()
    assert "may run" in up.does("service", "start", "topics")
    assert "Yishi is ready" in up.start()
