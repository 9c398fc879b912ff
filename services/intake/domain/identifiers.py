"""NIP, REGON, KRS, e-mail: whether such a one can exist at all. Nothing is looked up."""

from __future__ import annotations

import re

from stdnum.pl import nip, regon

_KRS = re.compile(r"\d{10}", re.ASCII)
_DIGITS = re.compile(r"\d+", re.ASCII)
_EMAIL = re.compile(r"[^@\s<>,;\"]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def compact(value: str) -> str:
    """Without the spaces and dashes people write."""
    return re.sub(r"[\s-]", "", value)


def _counts(value: str) -> bool:
    # `stdnum` accepts all zeros (the checksum of nothing is zero) and letters of other scripts'
    # digits; neither number is ever given.
    return bool(_DIGITS.fullmatch(value)) and value.strip("0") != ""


def is_nip(value: str) -> bool:
    """Ten digits with the right check digit."""
    return _counts(value) and bool(nip.is_valid(value))


def is_regon(value: str) -> bool:
    """Nine or fourteen digits with the right check digits."""
    return _counts(value) and bool(regon.is_valid(value))


def is_krs(value: str) -> bool:
    """Ten digits; a KRS number has no check digit."""
    return _counts(value) and bool(_KRS.fullmatch(value))


def is_email(value: str) -> bool:
    """Looks like an address one can write to; no blanks, line breaks or several addresses."""
    return bool(_EMAIL.fullmatch(value))
