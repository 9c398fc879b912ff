"""What a service counts, in a registry of its own (several services may live in one process)."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

LAGS = (0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.35, 0.5, 0.75, 1, 2.5, 5, 10)
"""Seconds, fine around the 250 ms that are promised."""


class Meters:
    """Counters that operators watch and that the demonstration adds up."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        new = self.registry
        self.published = Counter("znak_published", "Messages confirmed by the broker", registry=new)
        self.handled = Counter("znak_handled", "Messages handled", ["type"], registry=new)
        self.retried = Counter("znak_retried", "Messages sent to a retry queue", registry=new)
        self.dead = Counter("znak_dead", "Messages sent to the dead letters", registry=new)
        self.ticks = Counter("znak_ticks", "Due aggregates worked off", registry=new)
        self.swept = Counter("znak_swept", "Outbox entries found by the sweeper", registry=new)
        self.in_flight = Gauge("znak_in_flight", "Messages being handled", registry=new)
        self.lag = Histogram(
            "znak_lag_seconds",
            "From a committed change to its visibility in the next service",
            buckets=LAGS,
            registry=new,
        )
