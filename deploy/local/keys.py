"""The keys on this machine: the pair that signs people's tokens, and what signs certificates."""

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
    """Where the PEM files of an Ed25519 pair lie, and of the key that signs certificates."""

    private: Path
    public: Path
    certificate: Path


def kept_keys(directory: Path) -> Keys:
    """The pair in `directory`, made on the first call."""
    names = ("token-private.pem", "token-public.pem", "certificate-private.pem")
    keys = Keys(*(directory / name for name in names))
    if not (keys.private.exists() and keys.public.exists()):
        public = _made(keys.private).public_key()
        keys.public.write_bytes(
            public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        )
    if not keys.certificate.exists():
        _made(keys.certificate)
    return keys


def _made(path: Path) -> Ed25519PrivateKey:
    path.parent.mkdir(parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    path.touch(mode=0o600)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key
