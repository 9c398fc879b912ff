"""Who is let in: signed, unexpired, ours, and of the right role."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwk, jwt

from chassis.auth import Principal, Unauthenticated, Verifier, mint
from deploy.local.keys import kept_keys

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
JAN = Principal("p1", "Jan", "jan@example.org", "en", frozenset({"officer", "director"}))


@pytest.fixture
def verifier(tmp_path: Path) -> Verifier:
    return Verifier(kept_keys(tmp_path).public, lambda: NOON)


def private(directory: Path) -> bytes:
    return kept_keys(directory).private.read_bytes()


def signed(directory: Path, **other: Any) -> str:
    claims = {
        "iss": "znak.intake",
        "sub": "p1",
        "name": "Jan",
        "email": "jan@example.org",
        "lang": "pl",
        "roles": [],
        "exp": int(NOON.timestamp()) + 60,
        **other,
    }
    claims = {key: value for key, value in claims.items() if value is not None}
    key = jwk.import_key(private(directory), "OKP")
    return jwt.encode({"alg": "Ed25519"}, claims, key, algorithms=["Ed25519"])


def test_a_token_speaks_for_its_person(verifier: Verifier, tmp_path: Path) -> None:
    assert verifier.verify(mint(private(tmp_path), JAN, NOON)) == JAN


@pytest.mark.parametrize(("minutes_later", "holds"), [(9, True), (10, False), (600, False)])
def test_a_token_holds_ten_minutes(tmp_path: Path, minutes_later: int, *, holds: bool) -> None:
    later = NOON + timedelta(minutes=minutes_later)
    verifier = Verifier(kept_keys(tmp_path).public, lambda: later)
    token = mint(private(tmp_path), JAN, NOON)
    if holds:
        assert verifier.verify(token) == JAN
    else:
        with pytest.raises(Unauthenticated):
            verifier.verify(token)


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "znak.elsewhere"},
        {"iss": None},
        {"exp": None},
        {"exp": "soon"},
        {"sub": None},
        {"roles": None},
        {"roles": 7},
    ],
    ids=str,
)
def test_a_token_with_wrong_claims_is_refused(
    verifier: Verifier, tmp_path: Path, wrong: dict[str, Any]
) -> None:
    with pytest.raises(Unauthenticated):
        verifier.verify(signed(tmp_path, **wrong))


def test_a_token_signed_with_another_key_is_refused(verifier: Verifier, tmp_path: Path) -> None:
    with pytest.raises(Unauthenticated):
        verifier.verify(mint(private(tmp_path / "other"), JAN, NOON))


def test_a_changed_token_is_refused(verifier: Verifier, tmp_path: Path) -> None:
    head, body, signature = mint(private(tmp_path), JAN, NOON).split(".")
    _, others, _ = signed(tmp_path, roles=["operator"]).split(".")
    for token in (f"{head}.{others}.{signature}", f"{head}.{body}.", f"{head}.{body}", "", "ą.b.c"):
        with pytest.raises(Unauthenticated):
            verifier.verify(token)


def test_an_unsigned_token_is_refused(verifier: Verifier, tmp_path: Path) -> None:
    _, body, _ = signed(tmp_path).split(".")
    none = "eyJhbGciOiJub25lIn0"  # {"alg":"none"}
    with pytest.raises(Unauthenticated):
        verifier.verify(f"{none}.{body}.")
