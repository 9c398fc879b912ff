"""What is left of a message that names somebody erased: of every example, and of any JSON."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.base import Event
from contracts.catalogue import EXAMPLES, published
from contracts.erasure import about, erased, named

NAMING = ("contact", "expert", "replacement", "inviter", "old", "new", "heir")
WORDS = ("reason", "reasons", "ground", "grounds", "why")
BY_NAME = ("expert", "replacement", "inviter")
"""Of these some messages hold the name alone."""
EVERY_EVENT = pytest.mark.parametrize("event", published(), ids=lambda event: event.wire_type)


def example(event: type[Event]) -> Any:
    return json.loads((EXAMPLES / f"{event.wire_type}.json").read_text("utf-8"))


@EVERY_EVENT
def test_a_message_without_its_people_is_still_that_message(event: type[Event]) -> None:
    said = example(event)
    left = erased(said, named(said))
    read = event.read(orjson.dumps(left))
    assert erased(read.model_dump(mode="json"), named(said)) == read.model_dump(mode="json")


@EVERY_EVENT
def test_no_name_no_address_and_no_word_of_them_is_left(event: type[Event]) -> None:
    said = example(event)
    left = erased(said, named(said))
    gone = [*texts(said), *addresses(said)]
    kept = orjson.dumps(left).decode()
    assert [text for text in gone if json.dumps(text, ensure_ascii=False)[1:-1] in kept] == []


@EVERY_EVENT
def test_whoever_is_erased_alone_is_named_no_more(event: type[Event]) -> None:
    said = example(event)
    by_name = [name for name in BY_NAME if isinstance(said.get(name), str)]
    assert not by_name or said["named"]
    for person in sorted(named(said)):
        left = erased(said, {person})
        still = [each for each in contacts(left) if each["person"] == person and each["email"]]
        still += [left[name] for name in by_name if person in said["named"] and left[name] != "—"]
        assert still == []


def contacts(said: Any) -> list[Any]:
    if isinstance(said, list):
        return [found for each in said for found in contacts(each)]
    if not isinstance(said, dict):
        return []
    mine = [said] if "person" in said and "email" in said else []
    return mine + [found for each in said.values() for found in contacts(each)]


def texts(said: Any) -> list[str]:
    """What stands at the top of a message about people and names them or is free."""
    found = [said.get(name) for name in (*NAMING, *WORDS)]
    names = [each["name"] if isinstance(each, dict) else each for each in found if each]
    materials = said.get("materials") or {"items": []}
    for item in materials["items"]:
        names += [each["author"] for each in item["recommendations"]]
    return [each for each in names if each and each != said["by"]]  # an id, which stays


def addresses(said: Any) -> list[str]:
    return [each["email"] for each in contacts(said)]


def a_contact(person: str) -> dict[str, Any]:
    return {"person": person, "name": f"Nazwisko {person}", "email": f"{person}@ul.example"}


def test_somebody_elses_words_stay() -> None:
    said = {"by": "officer", "contact": a_contact("anna"), "reason": "Brak podpisu."}
    assert about(said) == {"anna"}
    assert erased(said, {"officer"}) == said
    assert erased(said, {"anna"}) == {
        "by": "officer",
        "contact": {"person": "anna", "name": "—", "email": ""},
        "reason": "—",
    }


def test_who_is_named_by_name_alone_is_found_by_the_id_beside_it() -> None:
    said = {"by": "rule:conflict", "expert": "Jan", "replacement": "Ewa", "named": ["j", "e"]}
    assert erased(said, {"e"}) == {**said, "expert": "—", "replacement": "—"}


def test_of_many_recipients_the_others_stay() -> None:
    others = [a_contact("jan"), a_contact("ewa")]
    said = {"by": "officer", "recipients": [{**a_contact("anna"), "unsubscribe": "k"}, *others]}
    gone = {"person": "anna", "name": "—", "email": "", "unsubscribe": None}
    assert erased(said, {"anna"}) == {"by": "officer", "recipients": [gone, *others]}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["by", "contact", "person", "name", "email", "named", "reason", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_whatever_came_in_the_same_again_changes_nothing(said: Any) -> None:
    people = named(said)
    left = erased(said, people)
    assert erased(left, people) == left
    assert named(left) <= people
    assert erased(said, ()) == said


@given(st.sets(st.sampled_from("abcde")), st.sets(st.sampled_from("abcde")))
def test_exactly_the_erased_lose_their_names(present: set[str], gone: set[str]) -> None:
    said = {"deep": [{"in": a_contact(each)} for each in sorted(present)]}
    left = erased(said, gone)["deep"]
    assert {each["in"]["person"] for each in left} == present
    assert {each["in"]["person"] for each in left if each["in"]["email"]} == present - gone
