"""The OpenAPI 3.1 documents: whole in themselves, and every refusal a problem."""

from typing import Any

import pytest

from tests.contracts.test_asyncapi import resolves, walk
from yishi.contract.events import event_types, services
from yishi.contract.openapi import document

DOCUMENTS = {service: document(service) for service in services(event_types())}
METHODS = {"get", "put", "post", "delete", "patch"}


def operations(found: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method} {path}", operation)
        for path, item in found["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


@pytest.mark.parametrize("service", DOCUMENTS)
def test_every_reference_leads_somewhere(service: str) -> None:
    found = DOCUMENTS[service]

    assert found["openapi"].startswith("3.1.")
    assert [v for _, key, v in walk(found) if key == "$ref" and not resolves(found, v)] == []


@pytest.mark.parametrize("service", DOCUMENTS)
def test_operations_have_names_of_their_own(service: str) -> None:
    names = [operation["operationId"] for _, operation in operations(DOCUMENTS[service])]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("service", DOCUMENTS)
def test_every_operation_tells_its_refusals_as_problems(service: str) -> None:
    for name, operation in operations(DOCUMENTS[service]):
        for status in ("401", "403", "422", "503"):
            content = operation["responses"][status]["content"]
            assert "application/problem+json" in content, f"{name} {status}"


@pytest.mark.parametrize("service", DOCUMENTS)
def test_the_ledger_can_be_read_from_every_service(service: str) -> None:
    assert "get" in DOCUMENTS[service]["paths"]["/ledger"]


@pytest.mark.parametrize("service", DOCUMENTS)
def test_reading_is_not_refused_for_what_only_writing_can_do(service: str) -> None:
    for name, operation in operations(DOCUMENTS[service]):
        writing = {"400", "408", "409", "412", "413"} & operation["responses"].keys()
        assert len(writing) == (0 if name.startswith("get ") else 5), name
