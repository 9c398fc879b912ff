from __future__ import annotations

import pytest

from chassis.words import beginnings
from services.licensing.domain import search
from services.licensing.domain.commands import Sign
from tests.services.licensing.build import ROLLS, after, day, renewing, signed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Spółdzielnia „Złoty Bochenek”", ("spoldzielnia", "zloty", "bochenek")),
        ("ZAŻÓŁĆ gęślą jaźń", ("zazolc", "gesla", "jazn")),
        ("chleb, chleb; CHLEB", ("chleb",)),
        ("NIP 712-123-45-65", ("nip", "7121234565")),
        ("712 12 34 565", ("7121234565",)),
        ("  ", ()),
        ("^.*$ ", ()),
    ],
)
def test_words_are_plain(text: str, words: tuple[str, ...]) -> None:
    assert search.words(text) == words


def test_items_of_a_term_that_is_over_are_not_found_any_more() -> None:
    waits = renewing()
    assert waits.next is not None
    ready = waits.but(next=waits.next.model_copy(update={"items": (ROLLS,)}))

    early = after(ready, ("2027-03-01", Sign(by="o-1", form="paper")))
    late = after(ready, ("2027-03-20", Sign(by="o-1", form="paper")))

    both = {":item:chleb", ":item:bulki"}
    assert both - set(early.search) == set()
    assert both & set(late.search) == {":item:bulki"}


def test_the_entity_is_found_whatever_became_of_its_items() -> None:
    named = beginnings("Spółdzielnia Socjalna Złoty Bochenek 7121234565")
    begun = {f":entity:{part}" for part in named}
    town = {f":town:{part}" for part in ("l", "le", "lec", "lecz", "leczn", "leczna")}
    assert search.index(signed(), day("2028-01-01")) == tuple(sorted(begun | town))
