"""The numbers of a process for Prometheus. Each belongs to an alarm or a question of an operator
(`deploy/prometheus/alerts.yaml`, `docs/guides/operator.md`)."""

import logging
from collections import Counter
from collections.abc import Iterator
from typing import Any, Protocol

import asyncpg
import prometheus_client as prometheus
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from runtime import clock
from runtime.carrying.papers import PaperCopy
from runtime.carrying.reader import StreamReader
from runtime.carrying.relay import Relay
from runtime.decider import Rejected
from runtime.proving.scrub import Scrubber
from runtime.service import Service
from runtime.submission import Answer, Submission
from runtime.sweep import Sweep
from runtime.writing.failures import INFRASTRUCTURE
from runtime.writing.writer import Writer

log = logging.getLogger(__name__)

_STATE = """
SELECT position, (SELECT count(*) FROM unanswered) AS unanswered,
       (SELECT extract(epoch FROM $2 - recorded_at)
        FROM ledger WHERE position = $1) AS lag
FROM ledger_head
"""


def outcome(result: Answer | Exception) -> str:
    """How a command ended: recorded, unchanged, refused by which rule, or through a fault."""
    match result:
        case Answer():
            return "recorded" if result.bodies else "unchanged"
        case Rejected():
            return f"refused:{result.rule}"
        case _:
            return "fault"


class Watched(Protocol):
    """The process that metrics look at: `runtime.process.Process`."""

    service: Service
    pool: asyncpg.Pool
    writer: Writer
    relay: Relay | None
    scrubber: Scrubber | None
    sweep: Sweep | None
    papers: PaperCopy | None
    readers: list[StreamReader]

    @property
    def connected(self) -> bool:
        """Whether all connections to NATS are there."""


class Metrics(Collector):
    """Counted while it happens, or read from the process when Prometheus asks."""

    def __init__(self, process: Watched) -> None:
        prometheus.disable_created_metrics()  # type: ignore[no-untyped-call]
        self._process, self._service = process, process.service.name
        self._ledger: Any = None
        self._registry = prometheus.CollectorRegistry()
        prometheus.ProcessCollector(registry=self._registry)
        prometheus.PlatformCollector(registry=self._registry)
        prometheus.GCCollector(registry=self._registry)
        # Zero for these from the start, or Prometheus would not see the first one.
        ends = ("fault", "refused:busy", "refused:outcome-unknown")
        self._commands = Counter(
            {(c.__name__, e): 0 for c in process.service.by_command for e in ends}
        )
        self._batch = prometheus.Histogram(
            "yishi_writer_batch_size",
            "Jobs that were written in one transaction.",
            ["service"],
            buckets=(1, 2, 5, 10, 25, 50, 100, 250),
            registry=self._registry,
        ).labels(self._service)
        self._wait = prometheus.Histogram(
            "yishi_writer_wait_seconds",
            "How long the first job of a batch had waited for the writer.",
            ["service"],
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
            registry=self._registry,
        ).labels(self._service)
        self._registry.register(self)

    def answered(self, request: Submission, result: Answer | Exception) -> None:
        self._commands[type(request.command).__name__, outcome(result)] += 1

    def batched(self, size: int, waited: float) -> None:
        self._batch.observe(size)
        self._wait.observe(waited)

    async def page(self) -> bytes:
        """The answer to Prometheus; also while database or NATS are away."""
        relay = self._process.relay
        try:
            async with self._process.pool.acquire(timeout=2) as connection:
                self._ledger = await connection.fetchrow(
                    _STATE, relay.carried + 1 if relay else 0, clock.now(), timeout=2
                )
        except INFRASTRUCTURE as error:
            log.info("the state of the ledger cannot be read now: %r", error)
            self._ledger = None
        return prometheus.generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        process, ledger = self._process, self._ledger
        text = "Commands by outcome: recorded, unchanged, refused:<rule>, fault."
        labels = ("command", "outcome")
        yield self._family(CounterMetricFamily, "commands", text, self._commands.copy(), *labels)
        for name, value, text in (
            ("gate_open", process.writer.closed is None, "1 while commands are accepted."),
            ("database_up", ledger is not None, "1 if the database answered just now."),
            ("clock_right", not process.writer.time.off, "1 while the clock can be believed."),
            ("nats_connected", process.connected, "1 while all connections to NATS stand."),
            ("writer_queue_length", process.writer.waiting, "Jobs that wait for the writer."),
        ):
            yield self._gauge(name, text, value)
        if ledger is not None:
            yield self._gauge("ledger_position", "The last event.", ledger["position"])
            text = "What policies asked and rules refused."
            values = {(): ledger["unanswered"]}
            yield self._family(CounterMetricFamily, "unanswered", text, values)
        yield from self._carrying()
        yield from self._reading()

    def _carrying(self) -> Iterator[Metric]:
        process, ledger = self._process, self._ledger
        if process.sweep:
            text = "1 while an operator has to confirm the day before what was due is noted."
            yield self._gauge("day_waits", text, bool(process.sweep.waits))
        if process.papers:
            text = "Papers that neither the database nor the stream has."
            yield self._gauge("papers_lost", text, len(process.papers.lost))
        if process.relay:
            if ledger is not None:
                behind = max(0, ledger["position"] - process.relay.carried)
                yield self._gauge("relay_lag_events", "Not yet in the stream.", behind)
                lag = max(0.0, float(ledger["lag"] or 0)) if behind else 0.0
                yield self._gauge("relay_lag_seconds", "Age of the first event that is not.", lag)
            text = "The first position of the stream that somebody else took; 0 where nobody did."
            yield self._gauge("relay_foreign_position", text, process.relay.foreign)
        if scrubber := process.scrubber:
            for name, value, text in (
                ("scrubber_position", scrubber.position, "How far this pass has come."),
                ("scrubber_findings", len(scrubber.findings), "Positions found wrong."),
                ("scrubber_interval_seconds", scrubber.every, "From one pass to the next."),
                (
                    "scrubber_last_full_pass_timestamp_seconds",
                    scrubber.last_full_pass or scrubber.started,
                    "End of the last full pass; the start of the process before the first.",
                ),
            ):
                yield self._gauge(name, text, value)

    def _reading(self) -> Iterator[Metric]:
        readers = {(each.stream,): each for each in self._process.readers}
        for name, attribute, text in (
            ("reader_position", lambda r: r.position, "Events of the stream taken in."),
            ("reader_lag_events", lambda r: r.lag, "Events not taken in."),
            ("reader_halted", lambda r: r.halted is not None, "1 if it waits for an operator."),
        ):
            values = {key: attribute(each) for key, each in readers.items()}
            yield self._family(GaugeMetricFamily, name, text, values, "stream")
        holes = {key: each.holes for key, each in readers.items()}
        yield self._family(
            CounterMetricFamily, "reader_holes", "Holes met in the stream.", holes, "stream"
        )

    def _gauge(self, name: str, text: str, value: float) -> Metric:
        return self._family(GaugeMetricFamily, name, text, {(): value})

    def _family(self, kind: Any, name: str, text: str, values: Any, *labels: str) -> Metric:
        family: Metric = kind(f"yishi_{name}", text, labels=["service", *labels])
        for key, value in values.items():
            family.add_metric([self._service, *key], float(value))  # type: ignore[attr-defined]
        return family
