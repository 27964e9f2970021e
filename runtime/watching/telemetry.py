"""Traces of OpenTelemetry: HTTP, ledger, stream and policy of one command in one trace. The
standard variables alone switch them on; while they are off, the SDK is not imported. A trace
follows the `traceparent` inside the events, so no service needs to know another."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from fastapi.telemetry import TelemetryConfig

from runtime import logs
from runtime.envelope import traceparent_in
from runtime.settings import MissingSetting
from runtime.submission import Answer, Submission
from runtime.watching.metrics import Metrics, outcome
from runtime.writing.writer import Writer

_QUIET = ("/livez", "/readyz", "/metrics")


def wanted(given: Mapping[str, str]) -> bool:
    """Whether the environment asks for traces. Raises `MissingSetting` if for others than ours."""
    exporter = given.get("OTEL_TRACES_EXPORTER", "")
    where = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    if given.get("OTEL_SDK_DISABLED", "").lower() == "true" or exporter == "none":
        return False
    if exporter not in ("", "otlp"):
        raise MissingSetting(f"OTEL_TRACES_EXPORTER can be otlp or none, not {exporter}.")
    return bool(exporter) or any(given.get(name) for name in where)


def start(service: str) -> "Tracing | None":
    """The traces of one process, or nothing if nobody asks for them."""
    if not wanted(os.environ):
        return None
    try:
        return Tracing(service)
    except ImportError as error:
        raise MissingSetting(
            "Traces are asked for (OTEL_…), but OpenTelemetry is not installed:"
            " install the extra `otel`, or set OTEL_SDK_DISABLED=true."
        ) from error


def of_http(tracing: "Tracing | None") -> TelemetryConfig:
    """FastAPI's own spans of requests or nothing, and never its logs, which quote exceptions."""
    return {
        "tracing": tracing is not None,
        "tracer_provider": tracing.provider if tracing else None,
        "metrics": False,
        "logs": False,
        "operation_spans": False,
        "auto_configure": False,
        "exclude": lambda scope: scope.get("path") in _QUIET,
    }


def observe(writer: Writer, metrics: Metrics, tracing: "Tracing | None") -> None:
    writer.batched, writer.answered = metrics.batched, metrics.answered
    if tracing is not None:
        writer.traced = tracing.recording

        def answered(request: Submission, result: Answer | Exception) -> None:
            metrics.answered(request, result)
            tracing.answered(request, result)

        writer.answered = answered


class Tracing:
    """Spans of one process, sent in the background over OTLP/HTTP."""

    def __init__(self, service: str) -> None:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.trace.propagation import tracecontext

        class NoQuery(SpanProcessor):
            """A query may hold the code with which somebody signs in."""

            def on_start(self, span: Any, parent_context: Any = None) -> None:
                if "url.query" in (span.attributes or {}):
                    span.set_attribute("url.query", "REDACTED")

        named = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": f"yishi-{service}"}
        self.provider = TracerProvider(resource=Resource.create(named))
        self.provider.add_span_processor(NoQuery())
        self.provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self.provider.get_tracer("yishi")
        self._trace, self._format = trace, tracecontext.TraceContextTextMapPropagator()
        self._open: dict[Any, Any] = {}

    @contextmanager
    def recording(self, requests: Sequence[Submission]) -> Iterator[Sequence[Submission]]:
        """A span for each request; its events carry it on."""
        spans = [self._begin(request) for request in requests]
        traced = [self._carrying(*each) for each in zip(requests, spans, strict=True)]
        self._open.update(zip((one.command_id for one in traced), spans, strict=True))
        try:
            yield traced
        finally:
            for request, span in zip(requests, spans, strict=True):
                self._open.pop(request.command_id, None)
                span.end()

    def answered(self, request: Submission, result: Answer | Exception) -> None:
        if span := self._open.get(request.command_id):
            said = outcome(result)
            span.set_attribute("yishi.outcome", said)
            if said == "fault":
                span.set_status(self._trace.StatusCode.ERROR, type(result).__name__)

    def carried(self, stream: str, rows: Sequence[Any], since: int) -> None:
        """A span for each event of a batch that has reached its stream."""
        for row in rows:
            if parent := traceparent_in(row["body"]):
                self._tracer.start_span(
                    f"carry to {stream}",
                    self._format.extract({"traceparent": parent}),
                    self._trace.SpanKind.PRODUCER,
                    {"yishi.position": row["position"], "yishi.type": row["type"]},
                    start_time=since,
                ).end()

    def _begin(self, request: Submission) -> Any:
        context = None  # the request's span, which FastAPI has begun
        name, kind = f"record {type(request.command).__name__}", self._trace.SpanKind.INTERNAL
        attributes: dict[str, Any] = {
            f"yishi.{key}": value for key, value in logs.ids(request).items() if key != "trace_id"
        }
        if cause := request.cause:
            context = self._format.extract({"traceparent": request.traceparent or ""})
            name, kind = cause.policy, self._trace.SpanKind.CONSUMER
            attributes |= {"yishi.stream": cause.source, "yishi.position": cause.position}
        return self._tracer.start_span(name, context, kind, attributes)

    def _carrying(self, request: Submission, span: Any) -> Submission:
        carrier: dict[str, str] = {}
        self._format.inject(carrier, self._trace.set_span_in_context(span))
        return replace(request, traceparent=carrier.get("traceparent"))
