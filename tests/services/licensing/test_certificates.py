"""What a certificate says, and that nothing of it can be changed unseen."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from hypothesis import given
from hypothesis import strategies as st

from chassis.process import Refused
from deploy.local.keys import Keys, kept_keys
from services.licensing.certificates import Certificates
from services.licensing.domain.certificate import FIELDS, SIGNATURE, Claim, certified, digest
from services.licensing.domain.checking import Finding, find
from services.licensing.domain.commands import Sign
from services.licensing.domain.licence import Licence
from tests.services.licensing.build import (
    BREAD,
    ROLLS,
    after,
    day,
    expired,
    renewing,
    revoked,
    signed,
    suspended,
    unsigned,
)

CLAIM = Claim("ZP-LUB-2026-0001", "7121234565", day("2026-03-10"), day("2027-03-09"), "x")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    keys = kept_keys(tmp_path_factory.mktemp("certificate"))
    return Certificates(keys.certificate, (), "https://znak.example/")


def renewed() -> Licence:
    return after(renewing(), ("2027-02-25", Sign(by="o-1", form="paper")))


def test_the_address_carries_all_that_is_signed(certificates: Certificates) -> None:
    url = urlsplit(certificates.address(CLAIM))
    said = {name: value for name, [value] in parse_qs(url.query).items()}

    assert (url.scheme, url.netloc, url.path) == ("https", "znak.example", "/sprawdz")
    assert [*said] == [*FIELDS, SIGNATURE]
    assert Claim.read(said) == CLAIM
    assert certificates.good(CLAIM, said[SIGNATURE])


@pytest.mark.parametrize(
    "changed",
    [
        {"number": "ZP-LUB-2026-0002"},
        {"nip": "7121234568"},
        {"start": day("2026-03-09")},
        {"end": day("2028-03-09")},
        {"items": "y"},
    ],
)
def test_whatever_is_changed_makes_the_signature_false(
    certificates: Certificates, changed: dict[str, object]
) -> None:
    forged = replace(CLAIM, **changed)  # type: ignore[arg-type]
    assert not certificates.good(forged, certificates.signature(CLAIM))


@given(st.text(max_size=100))
def test_no_text_is_a_signature(certificates: Certificates, text: str) -> None:
    assert not certificates.good(CLAIM, text)


def test_what_a_former_key_signed_stays_good(tmp_path: Path) -> None:
    old, new = (kept_keys(tmp_path / name) for name in ("old", "new"))
    before = Certificates(old.certificate, (), "https://znak.example")
    now = Certificates(new.certificate, (public(old, tmp_path),), "https://znak.example")

    assert now.good(CLAIM, before.signature(CLAIM))
    assert not before.good(CLAIM, now.signature(CLAIM))
    assert now.keys[1:] == before.keys


def public(keys: Keys, directory: Path) -> Path:
    key = load_pem_private_key(keys.certificate.read_bytes(), None).public_key()
    path = directory / "former.pem"
    path.write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path


@given(st.permutations([BREAD, ROLLS]))
def test_the_digest_is_of_the_items_and_not_of_their_order(items: list[object]) -> None:
    assert digest(items) == digest([BREAD, ROLLS]) != digest([BREAD])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("licence", "on", "no", "found"),
    [
        (signed(), "2026-03-10", None, 1),
        (signed(), "2027-03-09", 1, 1),
        (renewed(), "2027-03-09", None, 1),
        (renewed(), "2027-03-09", 2, 2),
        (renewed(), "2027-03-10", None, 2),
        (renewed(), "2027-03-10", 1, None),
        (signed(), "2026-03-10", 2, None),
        (signed(), "2027-03-10", None, None),
        (unsigned(), "2026-03-10", None, None),
        (suspended(), "2026-06-02", None, None),
        (revoked(), "2026-06-02", None, None),
    ],
)
def test_a_certificate_is_handed_out_of_terms_that_hold_or_will(
    licence: Licence, on: str, no: int | None, found: int | None
) -> None:
    if found is None:
        with pytest.raises(Refused):
            certified(licence, day(on), no)
    else:
        assert certified(licence, day(on), no).no == found


FIRST = Claim.of(signed(), signed().terms[0])
NEXT = Claim.of(renewed(), renewed().terms[1])
OTHER = replace(FIRST, items=digest([ROLLS]))


@pytest.mark.parametrize(
    ("licence", "on", "claim", "signed", "found"),
    [
        (signed(), "2026-06-02", None, False, Finding.HOLDS),
        (signed(), "2026-06-02", FIRST, True, Finding.HOLDS),
        (signed(), "2026-06-02", FIRST, False, Finding.FORGED),
        (signed(), "2026-06-02", OTHER, True, Finding.HOLDS_CHANGED),
        (signed(), "2027-03-10", FIRST, True, Finding.OVER),
        (renewed(), "2027-03-10", FIRST, True, Finding.HOLDS_AGAIN),
        (renewed(), "2027-03-01", NEXT, True, Finding.HOLDS_NOT_YET),
        (renewed(), "2027-03-10", NEXT, True, Finding.HOLDS),
        (suspended(), "2026-06-02", FIRST, True, Finding.OVER),
        (revoked(), "2026-06-02", None, False, Finding.OVER),
        (expired(), "2027-03-11", None, False, Finding.OVER),
        (unsigned(), "2026-03-11", None, False, Finding.UNKNOWN),
        (None, "2026-03-11", None, False, Finding.UNKNOWN),
        (None, "2026-03-11", FIRST, True, Finding.UNKNOWN),
    ],
)
def test_the_answer_is_what_register_and_signature_say_together(
    licence: Licence | None, on: str, claim: Claim | None, *, signed: bool, found: Finding
) -> None:
    assert find(licence, dt.date.fromisoformat(on), claim, signed=signed) == found
