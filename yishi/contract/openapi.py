"""The OpenAPI 3.1 document of a service, from its routes; nothing is connected for it."""

from typing import Any

from runtime.run import load
from runtime.web.app import create_app


def document(service: str) -> dict[str, Any]:
    found, routers = load(service)
    described: dict[str, Any] = create_app(found, routers, None).openapi()
    return described
