"""The chain of a case file: whatever is changed is found, and an erasure still checks."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.chain import Flaw, Link, linked, sealed
from services.intake.domain.seals import Leaf, unlike

CASE = "application-1"
PEOPLE = ("anna", "jan", "ewa")
File = dict[str, Any]


def a_file(length: int, published: int | None = None) -> tuple[File, list[Leaf]]:
    """A case file of so many entries, and what was published when it had ``published`` of them."""
    entries: list[File] = []
    for no in range(length):
        who = PEOPLE[no % len(PEOPLE)]
        salt = f"{no:032x}"
        personal = [sealed("by", who, salt, (who,)), sealed("why", f"bo {no}", salt, (who,))]
        entry = {"id": f"m{no}", "at": f"2026-01-{no + 1:02}T11:00:00Z", "facts": {"gap": no}}
        entries.append({**entry, "personal": [each.model_dump(mode="json") for each in personal]})
    file = {"_id": CASE, "entries": entries}
    chain(file)
    upto = length if published is None else published
    head = entries[upto - 1]["hash"] if upto else ""
    return file, [Leaf(case=CASE, length=upto, head=head)] if upto else []


def chain(file: File, start: int = 0) -> None:
    """Link the entries from ``start`` on, as one does who knows how."""
    for no, entry in enumerate(file["entries"]):
        if no >= start:
            before = file["entries"][no - 1]["hash"] if no else ""
            entry["hash"] = linked(before, Link.model_validate(entry))
    file["length"] = len(file["entries"])
    file["head"] = file["entries"][-1]["hash"] if file["entries"] else ""


def erase(file: File, person: str) -> None:
    for entry in file["entries"]:
        for each in entry["personal"]:
            if person in each.get("of", ()):
                for part in ("value", "salt", "of"):
                    del each[part]


def found(file: File | None, leaves: list[Leaf]) -> list[Flaw]:
    return list(unlike(file, CASE, leaves))


def test_an_untouched_file_is_right() -> None:
    assert found(*a_file(6)) == []
    assert found(*a_file(6, published=3)) == []


def change_a_fact(file: File, no: int) -> None:
    file["entries"][no]["facts"]["gap"] = 99


def change_a_value(file: File, no: int) -> None:
    file["entries"][no]["personal"][1]["value"] = "bo tak"


def change_whose(file: File, no: int) -> None:
    file["entries"][no]["personal"][1]["of"] = ["zofia"]


def add_a_field(file: File, no: int) -> None:
    file["entries"][no]["note"] = "dopisane"


def take_a_value(file: File, no: int) -> None:
    del file["entries"][no]["personal"][0]


def remove(file: File, no: int) -> None:
    del file["entries"][no]


def repeat(file: File, no: int) -> None:
    file["entries"].insert(no, deepcopy(file["entries"][no]))


def swap(file: File, no: int) -> None:
    entries = file["entries"]
    other = no - 1 if no else 1
    entries[no], entries[other] = entries[other], entries[no]


def cut(file: File, no: int) -> None:
    del file["entries"][no:]


CLUMSY = (
    change_a_fact,
    change_a_value,
    change_whose,
    add_a_field,
    take_a_value,
    remove,
    repeat,
    swap,
    cut,
)


@pytest.mark.parametrize(
    ("edit", "flaw"),
    [
        (change_a_fact, Flaw(CASE, 3, "link", "m2")),
        (change_a_value, Flaw(CASE, 3, "value", "m2")),
        (change_whose, Flaw(CASE, 3, "value", "m2")),
        (add_a_field, Flaw(CASE, 3, "link", "m2")),
        (take_a_value, Flaw(CASE, 3, "link", "m2")),
        (remove, Flaw(CASE, 3, "link", "m3")),
        (repeat, Flaw(CASE, 4, "link", "m2")),
        (swap, Flaw(CASE, 2, "link", "m2")),
        (cut, Flaw(CASE, 2, "head")),
    ],
)
def test_what_was_changed_is_named(edit: Any, flaw: Flaw) -> None:
    file, _ = a_file(6)
    edit(file, 2)
    assert found(file, [])[0] == flaw


def test_a_forger_who_links_everything_anew_is_found_by_what_was_published() -> None:
    file, leaves = a_file(6, published=4)
    change_a_fact(file, 1)
    chain(file, 1)
    assert (found(file, []), found(file, leaves)) == ([], [Flaw(CASE, 4, "published", "m3")])


def test_a_tail_cut_off_with_care_is_found_by_what_was_published() -> None:
    file, leaves = a_file(6)
    cut(file, 4)
    chain(file)
    assert (found(file, []), found(file, leaves)) == ([], [Flaw(CASE, 6, "missing")])


def test_a_file_that_is_gone_is_found() -> None:
    assert found(None, a_file(2)[1]) == [Flaw(CASE, 0, "missing")]


def test_a_value_cannot_be_passed_off_as_erased_while_it_is_there() -> None:
    file, _ = a_file(1)
    del file["entries"][0]["personal"][0]["salt"]
    assert found(file, []) == [Flaw(CASE, 1, "value", "m0")]


@given(st.integers(1, 12), st.sets(st.sampled_from(PEOPLE)))
def test_an_erasure_still_checks(length: int, persons: set[str]) -> None:
    file, leaves = a_file(length)
    for person in persons:
        erase(file, person)
    assert found(file, leaves) == []
    left = {each.get("value") for entry in file["entries"] for each in entry["personal"]}
    assert left & persons == set()


@given(st.data(), st.integers(2, 12), st.sampled_from(CLUMSY), st.booleans())
def test_no_edit_goes_unfound(data: Any, length: int, edit: Any, anew: bool) -> None:  # noqa: FBT001
    """Whether it is a clumsy one, or followed by linking everything anew. (More may be added.)"""
    no = data.draw(st.integers(0, length - 1 - (edit is repeat)))
    file, leaves = a_file(length)
    edit(file, no)
    if anew:
        chain(file)
    assert found(file, leaves) != []
