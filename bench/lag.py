"""From a committed change to its visibility in the next service, as the services measured it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import httpx
from prometheus_client.parser import text_string_to_metric_families

BUCKET = "znak_lag_seconds_bucket"


@dataclass(frozen=True)
class Lag:
    """A histogram: how many messages took at most so many seconds, by that bound."""

    within: Counter[float]

    def __sub__(self, before: Lag) -> Lag:
        """What has come since."""
        return Lag(Counter({b: n - before.within[b] for b, n in self.within.items()}))

    @property
    def count(self) -> int:
        """How many messages there were."""
        return max(self.within.values(), default=0)

    def quantile(self, share: float) -> float:
        """The seconds within which this share of the messages was seen.

        Between two bounds it is a straight line, so it is as exact as the buckets are fine.
        """
        wanted, low, below = share * self.count, 0.0, 0
        for bound in sorted(self.within):
            reached = self.within[bound]
            if reached >= wanted:
                part = (wanted - below) / (reached - below) if reached > below else 0.0
                return low if bound == float("inf") else low + (bound - low) * part
            low, below = bound, reached
        return low


def read(urls: Sequence[str]) -> Lag:
    """The histograms of these services added up."""
    within: Counter[float] = Counter()
    for url in urls:
        text = httpx.get(f"{url}/metrics", timeout=5, trust_env=False).text
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                if sample.name == BUCKET:
                    within[float(sample.labels["le"])] += int(sample.value)
    return Lag(within)
