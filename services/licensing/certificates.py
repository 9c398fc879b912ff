"""Certificates that anybody can check, also without us: an Ed25519 signature in an address."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from services.licensing.domain.certificate import SIGNATURE, Claim


class Certificates:
    """Signs what certificates say.

    Args:
        key: PKCS 8, PEM: an Ed25519 key that signs nothing else.
        former: Public keys (PEM) of those that signed before; what they signed stays good.
        site: Where people reach the pages.
    """

    def __init__(self, key: Path, former: Sequence[Path], site: str) -> None:
        private = load_pem_private_key(key.read_bytes(), None)
        before = [load_pem_public_key(each.read_bytes()) for each in former]
        if not isinstance(private, Ed25519PrivateKey):
            raise TypeError(f"{key} is no Ed25519 key")
        self._private = private
        publics = [private.public_key(), *before]
        self._publics = [each for each in publics if isinstance(each, Ed25519PublicKey)]
        self._site = site.rstrip("/")

    @property
    def keys(self) -> tuple[str, ...]:
        """The public keys, raw, in base64url: the present one first."""
        return tuple(_text(each.public_bytes_raw()) for each in self._publics)

    def signature(self, claim: Claim) -> str:
        """Of this claim, in base64url."""
        return _text(self._private.sign(claim.statement()))

    def address(self, claim: Claim) -> str:
        """Where the QR code leads: what is claimed, and the signature."""
        said = {**claim.parts(), SIGNATURE: self.signature(claim)}
        return f"{self._site}/sprawdz?{urlencode(said)}"

    def good(self, claim: Claim, signature: str) -> bool:
        """Whether one of the keys signed this."""
        try:
            raw = base64.b64decode(signature + "=" * (-len(signature) % 4), b"-_", validate=True)
        except (binascii.Error, ValueError):
            return False
        return any(_signed(key, raw, claim.statement()) for key in self._publics)


def _signed(key: Ed25519PublicKey, signature: bytes, statement: bytes) -> bool:
    try:
        key.verify(signature, statement)
    except InvalidSignature:
        return False
    return True


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
