"""Settings of licensing: keys for its certificates; every rule travels with the case."""

from __future__ import annotations

from pathlib import Path

from chassis.settings import ScanningSettings


class Settings(ScanningSettings):
    """What every service is told, and what signs certificates.

    Attributes:
        certificate_private_key_file: PEM of the Ed25519 key that signs certificates.
        certificate_former_key_files: PEMs of the public keys of those that signed before.
    """

    certificate_private_key_file: Path
    certificate_former_key_files: tuple[Path, ...] = ()
