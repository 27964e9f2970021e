"""Traces as a collector receives them, and logs as an operator reads them."""

import asyncio
import io
import json
import logging
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2
import jsonschema
import pytest
from fastapi import APIRouter, Depends, Response
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from contracts.roles import Role
from runtime import envelope, logs
from runtime.settings import MissingSetting
from runtime.watching import telemetry
from runtime.web.app import create_app
from runtime.web.http import Submitting, submitting
from runtime.writing.failures import Poison
from tests.counting import Begin, Raise, echoing
from tests.runtime.test_reader import World
from tests.runtime.test_writer import begin, wish
from tests.support.servers import empty_database
from tests.support.service import bench, by
from tests.support.streams import connected, declare, eventually, everything, running
from yishi.contract.asyncapi import HEADERS

VILLAGE = "620123109200"
CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
SECRET = ("样例姓名甲", "13900000000", "eyJhbGciOi-a-token")
"""Personal data that is planted wherever somebody could write it."""


class Collector:
    """An OTLP/HTTP receiver that decodes what it is sent."""

    def __init__(self):
        self.spans = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                sent = ExportTraceServiceRequest.FromString(body)
                for resource in sent.resource_spans:
                    [name] = [
                        each.value.string_value
                        for each in resource.resource.attributes
                        if each.key == "service.name"
                    ]
                    for scope in resource.scope_spans:
                        collector.spans += [(name, span) for span in scope.spans]
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    def __enter__(self):
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def tree(self):
        """The names of parents and children, which shows at once what hangs on what."""
        names = {span.span_id: (service, span.name) for service, span in self.spans}
        return {(names.get(span.parent_span_id), names[span.span_id]) for _, span in self.spans}


@pytest.fixture
def collector(monkeypatch):
    with Collector() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield collector


@pytest.fixture
async def world(counting, fresh_nats, postgres):
    async with connected(fresh_nats.url) as client, empty_database(postgres) as other:
        await declare(client, "counting")
        async with bench(echoing(), other) as echo:
            yield World(counting, echo, client)


router = APIRouter()
Clerk = submitting(Role.CLERK)


@router.post("/counters")
async def begin_counter(command: Begin, submit: Submitting = Depends(Clerk)) -> Response:  # noqa: B008
    return await submit.create(command)


@router.post("/counters/{counter}/raising")
async def raise_counter(
    counter: str,
    command: Raise,
    submit: Submitting = Depends(Clerk),  # noqa: B008
) -> Response:
    return await submit(counter, command)


def calling(found, routers=(router,)):
    app = create_app(found.service, routers, found, found.tokens)
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    return httpx2.AsyncClient(
        transport=transport, base_url="http://test", headers=by("wei", "clerk@620123")
    )


async def test_a_command_and_a_policy_s_effect_elsewhere_are_one_trace(world, collector):
    for found in (world.counting, world.echo):
        found.tracing = telemetry.start(found.service.name)
        telemetry.observe(found.writer, found.metrics, found.tracing)
    world.relay.traced = world.counting.tracing.carried

    async with running(world.relay.run(), world.reader.run()), calling(world.counting) as client:
        body = {"unit": VILLAGE, "label": SECRET[0]}
        answer = await client.post("/counters", json=body, headers={"traceparent": CALLER})
        await client.get("/livez")
        await world.at(1)
    for found in (world.counting, world.echo):
        await asyncio.to_thread(found.tracing.provider.shutdown)

    assert answer.status_code == 201
    here, there, posted = "yishi-counting", "yishi-echo", ("yishi-counting", "POST /counters")
    assert collector.tree() == {
        (None, posted),
        (posted, (here, "record Begin")),
        ((here, "record Begin"), (here, "carry to COUNTING")),
        ((here, "record Begin"), (there, "when_begun_begin_here")),
    }
    assert {span.trace_id.hex() for _, span in collector.spans} == {CALLER.split("-")[1]}
    assert all(secret not in str(collector.spans) for secret in SECRET)
    [message] = await everything(world.client, "counting")
    raw = await world.client.jetstream().get_msg("COUNTING", 1)
    assert raw.headers["traceparent"] == json.loads(message.body)["traceparent"]
    ours = {name: said for name, said in raw.headers.items() if not name.startswith("Nats-")}
    jsonschema.validate(ours, {**HEADERS, "additionalProperties": False})


async def test_the_answer_stands_in_the_span(counting, collector):
    counting.tracing = telemetry.start("counting")
    telemetry.observe(counting.writer, counting.metrics, counting.tracing)
    async with calling(counting) as client:
        await client.post("/counters", json={"unit": VILLAGE, "label": "bug"})
        await client.post("/counters/nobody/raising?code=secret", json={"by": 1})
    await asyncio.to_thread(counting.tracing.provider.shutdown)

    said = {
        span.name: {each.key: each.value.string_value for each in span.attributes}
        for _, span in collector.spans
    }
    assert said["record Begin"]["yishi.outcome"] == "fault"
    assert said["record Raise"]["yishi.outcome"] == "refused:not-found"
    assert said["POST /counters/{counter}/raising"]["url.query"] == "REDACTED"


async def test_without_traces_the_caller_s_own_trace_is_carried_on(counting):
    async with calling(counting) as client:
        good = await client.post(
            "/counters", json={"unit": VILLAGE, "label": "A"}, headers={"traceparent": CALLER}
        )
        bad = await client.post(
            "/counters", json={"unit": VILLAGE, "label": "A"}, headers={"traceparent": "Li Si"}
        )

    assert good.json()[0]["traceparent"] == CALLER
    assert "traceparent" not in bad.json()[0]


@pytest.mark.parametrize(
    ("given", "on"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c:4318/v1/traces"}, True),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, True),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c"}, False),
        ({"OTEL_SDK_DISABLED": "true", "OTEL_TRACES_EXPORTER": "otlp"}, False),
    ],
)
def test_the_standard_variables_switch_traces_on(given, on):
    assert telemetry.wanted(given) is on


def test_an_exporter_that_we_have_not_is_named():
    with pytest.raises(MissingSetting, match="zipkin"):
        telemetry.wanted({"OTEL_TRACES_EXPORTER": "zipkin"})


def test_while_off_the_sdk_is_not_imported():
    see = (
        "import sys, runtime.run; from runtime.watching import telemetry\n"
        "assert telemetry.start('topics') is None\n"
        "print([name for name in sys.modules"
        " if name.startswith(('opentelemetry.sdk', 'opentelemetry.exporter'))])"
    )
    clean = {name: value for name, value in os.environ.items() if name[:5] != "OTEL_"}
    said = subprocess.run([sys.executable, "-c", see], env=clean, capture_output=True, text=True)

    assert said.stdout.strip() == "[]", said.stderr


def test_a_traceparent_in_a_text_is_not_taken_for_the_event_s():
    forged = json.dumps({"actor": "x", "data": {"label": f',"traceparent":"{CALLER}","data":'}})

    assert envelope.traceparent_in(forged.encode()) is None


@pytest.fixture
def log():
    """What this process would log, as lines."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(logs.Lines())
    root = logging.getLogger()
    level, others = root.level, root.handlers[:]
    root.handlers[:] = [handler]
    root.setLevel("DEBUG")
    logging.getLogger("httpx2").setLevel("WARNING")
    yield lambda: [json.loads(line) for line in said.getvalue().splitlines()]
    root.handlers[:] = others
    root.setLevel(level)


async def test_a_refusal_and_a_fault_are_logged_with_their_ids_and_no_personal_datum(counting, log):
    name, phone, token = SECRET
    async with calling(counting) as client:
        head = {"Authorization": f"Bearer {token}:clerk@620123", "traceparent": CALLER}
        await client.post(
            f"/counters/{phone}/raising", json={"by": 1}, headers=head | {"X-Name": phone}
        )
        faulty = await client.post(
            "/counters", json={"unit": VILLAGE, "label": "unwritable"}, headers=head
        )
        await client.post("/counters", json={"unit": VILLAGE, "label": [name]}, headers=head)
    # PostgreSQL's own text quotes the row.
    await counting.pool.execute(f"ALTER TABLE counters ADD CHECK (label <> '{name}')")
    await asyncio.gather(counting.writer.ask(begin(name)), return_exceptions=True)

    lines = log()
    text = json.dumps(lines, ensure_ascii=False)
    assert faulty.status_code == 500
    assert all(secret not in text for secret in SECRET)
    [refused] = [line for line in lines if line["message"] == "refused: not-found"]
    assert refused["command"] == "Raise"
    assert refused["trace_id"] == CALLER.split("-")[1]
    assert refused["command_id"]
    faults = [line for line in lines if line["message"] == "not written"]
    assert faults[0]["exception"][0].startswith("NotNullViolationError: 23502 counters label")
    assert faults[1]["exception"][0] == "CheckViolationError: 23514 counters counters_label_check"
    assert any("_commit" in place for place in faults[0]["exception"])
    unhandled = [line for line in lines if line["level"] == "ERROR"]
    assert all(line["command_id"] for line in unhandled)


async def test_a_halted_reader_s_reason_quotes_nobody(world, log):
    await world.echo.pool.execute(f"ALTER TABLE counters ADD CHECK (label <> '{SECRET[0]}')")
    await world.counting.writer.ask(begin(SECRET[0]))
    async with running(world.relay.run(), world.reader.run()):

        async def halted():
            return world.reader.halted

        reason = await eventually(halted, "the reader halts")

    assert "CheckViolationError: 23514" in reason
    assert SECRET[0] not in reason + json.dumps(log(), ensure_ascii=False)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError(SECRET[0]), "ValueError"),
        (KeyError(SECRET[0]), "KeyError"),
        (OSError(111, "Connection refused"), "ConnectionRefusedError: [Errno 111] "),
        (Poison(7, ValueError(SECRET[0])), "Poison: event 7: ValueError"),
        (httpx2.ConnectError("All connection attempts failed"), "ConnectError: All connection"),
    ],
)
def test_only_texts_that_the_system_wrote_are_logged(error, said):
    assert logs.describe(error).startswith(said)
    assert SECRET[0] not in logs.describe(error)


def test_what_asyncio_adds_about_a_lost_task_is_left_out(log):
    lost = f"Task exception was never retrieved\nfuture: <Task exception=ValueError('{SECRET[0]}')>"
    logging.getLogger("asyncio").error(lost)

    assert log()[0]["message"] == "Task exception was never retrieved"


async def test_a_line_of_a_request_s_own_task_bears_its_ids(counting, log):
    request = wish(Begin(unit=VILLAGE, label="A"), traceparent=CALLER)

    async def served():
        await counting.writer.ask(request)
        logging.getLogger("anywhere").warning("something")

    await asyncio.create_task(served())

    [line] = [line for line in log() if line["logger"] == "anywhere"]
    assert line["command_id"] == str(request.command_id)
    assert line["trace_id"] == CALLER.split("-")[1]
