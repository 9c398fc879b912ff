"""What intake is told from outside."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import model_validator

from chassis.settings import ServiceSettings

HERE = Path(__file__).resolve().parents[2] / "procedures"


class Settings(ServiceSettings):
    """Settings of intake: where the procedures lie, and the keys it signs with.

    ``heads_private_key_file`` signs the daily heads of the case files, which are checked for years;
    without one of its own, the key of the tokens does.
    """

    procedures: Path = HERE
    token_private_key_file: Path | None = None
    heads_private_key_file: Path | None = None

    @model_validator(mode="after")
    def _tokens_need_a_key(self) -> Self:
        if self.dev_tokens and self.token_private_key_file is None:
            msg = "DEV_TOKENS needs TOKEN_PRIVATE_KEY_FILE"
            raise ValueError(msg)
        return self
