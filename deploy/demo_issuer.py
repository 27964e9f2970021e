"""The development issuer in a container: whoever can reach it can be anybody. Never in production.

In its container it listens on every interface; compose publishes it on the loopback interface of
the machine. The services' secrets are those of the environment, as with a real provider.
"""

import json
import os
from pathlib import Path

from runtime.settings import PORTS
from yishi.development.issuer import server
from yishi.passwords import write_private

kept = Path(os.environ["YISHI_DATA"]) / "client-secrets.json"
secrets = json.loads(kept.read_text()) if kept.exists() else {}
for service in PORTS:
    if secret := os.environ.get(f"YISHI_{service.upper()}_CLIENT_SECRET"):
        secrets[f"service-{service}"] = secret
write_private(kept, json.dumps(secrets, indent=2))

server.serve(*server.from_environment(os.environ), host="0.0.0.0")
