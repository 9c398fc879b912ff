"""What intake is told from outside."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from chassis.settings import ScanningSettings

HERE = Path(__file__).resolve().parents[2] / "procedures"


class Accessibility(BaseModel):
    """What the office says of itself in its accessibility declaration, in its own words.

    Whatever it has not said is not made up: the page tells that it is missing.

    Attributes:
        published: When people could first come to these pages; `updated` after a greater change.
        made: When the declaration was drawn up; `reviewed` when it was last looked at.
        status: Whether the pages conform to the Act: wholly, in part or not.
        gaps_pl: What does not conform, and why, with `gaps_en`.
        method_pl: How it was found out: by the office itself or by whom, with `method_en`.
        person: Whom to write to, with `email` (of the office by default) and `phone`.
        building_pl: How to get into the office's building, with `building_en`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    published: dt.date | None = None
    updated: dt.date | None = None
    made: dt.date | None = None
    reviewed: dt.date | None = None
    status: Literal["full", "partial", "none"] | None = None
    gaps_pl: str = ""
    gaps_en: str = ""
    method_pl: str = ""
    method_en: str = ""
    person: str = ""
    email: str = ""
    phone: str = ""
    building_pl: str = ""
    building_en: str = ""


class Settings(ScanningSettings):
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
        team_invitations_a_day: How many of them one person may send; `team_invitations_to_address`
            how many one address may get in a day, of whomever.
        data_protection_officer: Their address, which the notice tells; none where there is none.
        retention_days: How many days after their last case came to rest an applicant is erased;
            without it nobody is erased by age.
        retention_pl: How long the office keeps personal data, in its own words, with
            `retention_en`; without them the notice tells the days, or that it has not said so.
        mailbox_url: Where who tries things out reads the mails; shown with ``dev_tokens`` alone.
        accessibility: What the accessibility declaration says, as JSON.
        session_life: From signing in to the moment one has to sign in again.
        oidc_issuer: Where staff may sign in too, with the three beside it; none for mail alone.
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
    team_invitations_a_day: int = Field(default=30, ge=1)
    team_invitations_to_address: int = Field(default=3, ge=1)
    session_life: float = 12 * 3600

    data_protection_officer: str = ""
    retention_days: int | None = Field(default=None, ge=1)
    retention_pl: str = ""
    retention_en: str = ""

    mailbox_url: str = ""
    accessibility: Accessibility = Accessibility()

    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_redirect_url: str | None = None

    @model_validator(mode="after")
    def _oidc_is_whole(self) -> Self:
        names = ("oidc_issuer", "oidc_client_id", "oidc_client_secret", "oidc_redirect_url")
        missing = [name.upper() for name in names if getattr(self, name) is None]
        if 0 < len(missing) < len(names):
            msg = f"also needed: {', '.join(missing)}"
            raise ValueError(msg)
        return self
