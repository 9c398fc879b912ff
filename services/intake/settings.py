"""What intake is told from outside."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from chassis.settings import ServiceSettings

HERE = Path(__file__).resolve().parents[2] / "procedures"


class Settings(ServiceSettings):
    """Settings of intake: where the procedures lie, and the key that tokens are signed with.

    Attributes:
        own_procedure: Whose office signs a mail that is of no call.
        invitation_days: How long an invitation to a team may be accepted.
    """

    procedures: Path = HERE
    own_procedure: str = "zakup-prospoleczny"
    invitation_days: int = Field(default=14, ge=1)
    token_private_key_file: Path | None = None

    @model_validator(mode="after")
    def _tokens_need_a_key(self) -> Self:
        if self.dev_tokens and self.token_private_key_file is None:
            msg = "DEV_TOKENS needs TOKEN_PRIVATE_KEY_FILE"
            raise ValueError(msg)
        return self
