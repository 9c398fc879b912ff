"""What intake is told from outside."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from chassis.settings import ServiceSettings

HERE = Path(__file__).resolve().parents[2] / "procedures"


class Settings(ServiceSettings):
    """Settings of intake. Durations are in seconds of real time.

    Attributes:
        procedures: Where they lie.
        home_procedure: Its office signs the mails that concern no call.
        token_private_key_file: PEM of the key that tokens are signed with.
        heads_private_key_file: Signs the daily heads of the case files, which are checked for
            years; without one of its own, the key of the tokens does.
        sign_in_life: How long a mailed link holds; `invitation_life` that of an invitation.
        sign_in_limit: Links mailed to one address within `sign_in_window`.
        team_invitation_days: How long an invitation to a team may be accepted (business time).
        session_life: From signing in to the moment one has to sign in again.
    """

    procedures: Path = HERE
    home_procedure: str = "zakup-prospoleczny"
    token_private_key_file: Path
    heads_private_key_file: Path | None = None

    sign_in_life: float = 15 * 60
    sign_in_limit: int = Field(default=5, ge=1)
    sign_in_window: float = 3600
    invitation_life: float = 7 * 24 * 3600
    team_invitation_days: int = Field(default=14, ge=1)
    session_life: float = 12 * 3600
