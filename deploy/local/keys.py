"""The key pair that signs people's tokens on this machine."""

from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)


@dataclass(frozen=True)
class Keys:
    """Where the PEM files of an Ed25519 pair lie."""

    private: Path
    public: Path


def kept_keys(directory: Path) -> Keys:
    """The pair in `directory`, made on the first call."""
    keys = Keys(directory / "token-private.pem", directory / "token-public.pem")
    if not (keys.private.exists() and keys.public.exists()):
        _make(keys)
    return keys


def _make(keys: Keys) -> None:
    keys.private.parent.mkdir(parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    keys.private.touch(mode=0o600)
    keys.private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    keys.public.write_bytes(
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
