"""What the services and their servers count."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families
from pymongo import MongoClient

COUNTED = ("published", "handled", "retried", "dead")


def messages(urls: Sequence[str]) -> dict[str, int]:
    """Messages published, handled, retried and dead-lettered, by these processes together."""
    found = Counter(dict.fromkeys(COUNTED, 0))
    for url in urls:
        text = httpx.get(f"{url}/metrics", trust_env=False).text
        for family in text_string_to_metric_families(text):
            name = family.name.removeprefix("znak_")
            if name in COUNTED:
                found[name] += sum(
                    int(s.value) for s in family.samples if s.name.endswith("_total")
                )
    return dict(found)


def records(mongo_url: str, databases: Sequence[str]) -> int:
    """Documents in all collections of these databases."""
    with MongoClient[dict[str, Any]](mongo_url) as client:
        return sum(
            client[database][collection].estimated_document_count()
            for database in databases
            for collection in client[database].list_collection_names()
        )
