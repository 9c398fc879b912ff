from __future__ import annotations

import pytest

from chassis.words import beginnings
from services.licensing.domain import search
from services.licensing.domain.commands import Amend, Sign
from services.licensing.domain.process import due
from tests.services.licensing.build import (
    ROLLS,
    after,
    an_appeal,
    at,
    day,
    expired,
    live,
    renewing,
    signed,
    suspended,
)


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


def test_an_item_that_a_renewal_left_out_is_found_until_the_old_term_ends_and_no_longer() -> None:
    waits = renewing()
    assert waits.next is not None
    ready = waits.but(next=waits.next.model_copy(update={"items": (ROLLS,)}))
    early = after(ready, ("2027-03-01", Sign(by="o-1", form="paper")))
    both = {":item:chleb", ":item:bulki"}

    before, _ = live(early, at("2027-03-09T23:59"))
    changed, said = live(early, at("2027-03-10T00:00"))

    assert both & set(before.search) == both
    assert both & set(changed.search) == {":item:bulki"}
    expected = early.but(search=changed.search, search_of=day("2027-03-10"))
    assert (changed, said) == (expected, [])
    assert due(changed) == at("2028-01-09T08:00")  # the first reminder


def test_what_is_added_on_appeal_after_the_end_is_found_beside_what_was_there() -> None:
    more = after(expired(), ("2027-03-20", Amend(an_appeal())))

    assert {":item:chleb", ":item:bulki"} - set(more.search) == set()
    assert due(more) is None


def test_it_changes_while_the_licence_is_suspended_too() -> None:
    waits = renewing()
    assert waits.next is not None
    ready = waits.but(next=waits.next.model_copy(update={"items": (ROLLS,)}))
    early = after(ready, ("2027-03-01", Sign(by="o-1", form="paper")))

    changed, _ = live(suspended("2027-03-02", early), at("2027-03-10T00:00"))

    assert ":item:chleb" not in changed.search


def test_the_entity_is_found_whatever_became_of_its_items() -> None:
    named = beginnings("Spółdzielnia Socjalna Złoty Bochenek 7121234565")
    begun = {f":entity:{part}" for part in named}
    town = {f":town:{part}" for part in ("l", "le", "lec", "lecz", "leczn", "leczna")}
    assert search.index(signed(), day("2028-01-01")) == tuple(sorted(begun | town))
