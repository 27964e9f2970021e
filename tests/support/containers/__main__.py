"""Say whether the tests can run in containers: `make test-containers` asks before it begins."""

import sys

from tests.support.containers import NoEngine, check, image

try:
    print(f"{check()}: the tests use containers of {image('postgres')} and {image('nats')}.")
except NoEngine as none:
    sys.exit(f"make test-containers: {none}")
