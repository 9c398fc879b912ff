"""Staff may sign in where their office does: OpenID Connect, authorization code flow with PKCE.

An issuer only tells whose e-mail address somebody has; who may do what is decided here.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlencode

import httpx
import structlog
from joserfc import jwk, jwt
from joserfc.errors import JoseError
from pydantic import BaseModel, ValidationError

from chassis.clock import Clock
from chassis.mongo import Collection, Index
from chassis.problems import Away
from chassis.process import Forbidden, Refused, Text
from contracts.people import address_of
from services.intake.domain.sign_in import digest

log = structlog.get_logger()

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "Ed25519", "EdDSA")
LIFE: Final = timedelta(minutes=10)
"""From being sent to the issuer to coming back from it."""
LEEWAY: Final = 60
"""Seconds by which the issuer's clock may differ from ours."""
TIMEOUT: Final = 10.0
INDEXES: Final = (Index([("until", 1)], expires=True),)

OVER = Text(
    "Logowanie trwało za długo albo zaczęło się gdzie indziej. Zacznij od początku.",
    "This took too long, or began elsewhere. Please begin anew.",
)
DOUBTFUL = Text(
    "Nie udało się potwierdzić, kim jesteś. Zacznij od początku.",
    "It could not be confirmed who you are. Please begin anew.",
)


class Told(NamedTuple):
    """What the office has agreed with its issuer."""

    issuer: str
    client: str
    secret: str
    redirect_url: str


class Started(NamedTuple):
    """Where to send the browser, and what it has to show when it comes back."""

    url: str
    flow: str


class Endpoints(BaseModel):
    """What an issuer says of itself (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class Identity(BaseModel):
    """The claims of an ID token that are looked at."""

    iss: str
    aud: str | list[str]
    azp: str | None = None
    exp: float
    nonce: str
    email: str
    email_verified: bool = False


@dataclass(frozen=True, slots=True)
class Oidc:
    """Sign-ins at the issuer that are under way: ``{_id, state, nonce, verifier, until}``."""

    told: Told
    flows: Collection
    clock: Clock

    async def start(self) -> Started:
        """Begin a sign-in."""
        flow, state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(4))
        until = self.clock.real() + LIFE
        kept = {"state": state, "nonce": nonce, "verifier": verifier, "until": until}
        endpoints = await self._endpoints()
        await self.flows.insert_one({"_id": digest(flow), **kept})
        asked = {
            "response_type": "code",
            "client_id": self.told.client,
            "redirect_uri": self.told.redirect_url,
            "scope": "openid email",
            "state": state,
            "nonce": nonce,
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
        }
        return Started(f"{endpoints.authorization_endpoint}?{urlencode(asked)}", flow)

    async def finish(self, flow: str, state: str, code: str) -> str:
        """The address of whoever came back from the issuer.

        Raises:
            Refused: The sign-in is not under way, or the issuer's word does not hold.
            Forbidden: The issuer does not vouch for the address.
        """
        known = {"_id": digest(flow), "state": state, "until": {"$gt": self.clock.real()}}
        begun = await self.flows.find_one_and_delete(known)
        if begun is None:
            raise Refused("sign-in-over", OVER)
        endpoints = await self._endpoints()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.told.redirect_url,
            "code_verifier": begun["verifier"],
        }
        answer = await self._ask("POST", endpoints.token_endpoint, form)
        keys = await self._ask("GET", endpoints.jwks_uri)
        try:
            claims = _read(str(answer["id_token"]), keys)
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise _doubtful(type(error).__name__) from error
        self._check(claims, begun["nonce"])
        if not claims.email_verified:
            raise Forbidden
        return address_of(claims.email)

    def _check(self, claims: Identity, nonce: str) -> None:
        """OpenID Connect Core 1.0, 3.1.3.7."""
        audience = [claims.aud] if isinstance(claims.aud, str) else claims.aud
        right = {
            "iss": claims.iss == self.told.issuer,
            "aud": self.told.client in audience,
            "azp": len(audience) == 1 or claims.azp == self.told.client,
            "exp": claims.exp + LEEWAY > self.clock.real().timestamp(),
            "nonce": secrets.compare_digest(claims.nonce.encode(), nonce.encode()),
        }
        if wrong := [name for name, holds in right.items() if not holds]:
            raise _doubtful(", ".join(wrong))

    async def _endpoints(self) -> Endpoints:
        url = f"{self.told.issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            endpoints = Endpoints.model_validate(await self._ask("GET", url))
        except ValidationError as error:
            raise _doubtful("discovery") from error
        if endpoints.issuer != self.told.issuer:
            raise _doubtful("issuer")
        return endpoints

    async def _ask(self, method: str, url: str, form: dict[str, str] | None = None) -> Any:
        """JSON of the issuer; a form is sent with the client's name and password."""
        auth = (quote(self.told.client, ""), quote(self.told.secret, "")) if form else None
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT) as client:
                answer = await client.request(method, url, data=form, auth=auth)
                if answer.is_client_error:
                    raise _doubtful(f"http {answer.status_code}")
                return answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            log.warning("issuer_away", error=type(error).__name__)
            raise Away from error


def _read(id_token: str, keys: Any) -> Identity:
    found = jwk.KeySet.import_key_set(keys)
    return Identity.model_validate(jwt.decode(id_token, found, algorithms=ALGORITHMS).claims)


def _challenge(verifier: str) -> str:
    hashed = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(hashed).decode().rstrip("=")


def _doubtful(why: str) -> Refused:
    log.warning("issuer_not_believed", why=why)
    return Refused("sign-in-doubtful", DOUBTFUL)
