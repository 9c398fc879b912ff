"""The key that the daily heads are signed with, and the check of what it signed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from joserfc import jwk, jws
from joserfc.errors import JoseError

_ALGORITHM = "Ed25519"
_TYPE = "znak-head"


class Signer:
    """Signs with an Ed25519 key.

    Args:
        key: PKCS 8, PEM.
    """

    def __init__(self, key: Path) -> None:
        self._key = jwk.import_key(key.read_bytes(), "OKP")
        self.public: dict[str, Any] = public_of(self._key)

    def sign(self, statement: bytes) -> str:
        """A compact JWS (RFC 7515) that holds the statement."""
        header = {"alg": _ALGORITHM, "typ": _TYPE, "kid": self.public["kid"]}
        return jws.serialize_compact(header, statement, self._key, algorithms=[_ALGORITHM])

    def good(self, signature: str) -> bytes | None:
        """What a signature of this key covers; None when it is forged or another's."""
        return good([self.public], signature)


def public_of(key: Any) -> dict[str, Any]:
    """The public half as a JWK (RFC 8037), named by its thumbprint (RFC 7638)."""
    return {**key.as_dict(private=False), "kid": key.thumbprint()}


def public_key(path: Path) -> dict[str, Any]:
    """A public key from a PEM file, as a JWK.

    Raises:
        ValueError: The file holds none.
    """
    return public_of(jwk.import_key(path.read_bytes(), "OKP"))


def good(keys: list[dict[str, Any]], signature: str) -> bytes | None:
    """What a signature of one of these public keys covers; None when it is of none of them.

    Args:
        keys: JWKs; after a change of keys the old ones too.
        signature: Compact JWS.
    """
    for key in keys:
        try:
            held = jwk.import_key(key, "OKP")
            found = jws.deserialize_compact(signature, held, algorithms=[_ALGORITHM])
        except (JoseError, ValueError):
            continue
        if found.headers().get("typ") == _TYPE:
            return bytes(found.payload)
    return None
