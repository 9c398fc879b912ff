"""What a service counts, in a registry of its own (several services may live in one process)."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


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
            "From a committed change to the start of its handling in the next service",
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
            registry=new,
        )
