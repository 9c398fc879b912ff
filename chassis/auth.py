"""Who is asking: signed tokens that any service verifies by itself, and default deny.

Intake holds the Ed25519 signing key, everybody the public one. A token lives ten minutes.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, get_args

from fastapi import Request
from joserfc import jwk, jwt
from joserfc.errors import JoseError

from chassis.process import Forbidden, Refused, Text
from contracts.base import Language, Role

ROLES: tuple[Role, ...] = get_args(Role)

TOKEN_MINUTES: Final = 10
"""How long a token holds; a revocation is remembered as long."""

_ALGORITHM = "Ed25519"
_ISSUER = "znak.intake"
_HELD = 10_000  # tokens whose signature was found good


class Unauthenticated(Refused):
    """No token, or one that does not hold. Over HTTP a 401."""

    def __init__(self) -> None:
        super().__init__("unauthenticated", Text("Zaloguj się.", "Please sign in."))


@dataclass(frozen=True, slots=True)
class Principal:
    """The person asking, as the token tells; ``session`` is none in a token for trying out."""

    person: str
    name: str
    email: str
    language: Language = "pl"
    roles: frozenset[str] = field(default_factory=frozenset)
    session: str | None = None

    def has(self, role: Role) -> bool:
        """Whether the person holds this role."""
        return role in self.roles


def mint(
    private_key_pem: bytes, who: Principal, now: datetime, minutes: int = TOKEN_MINUTES
) -> str:
    """Sign a token.

    Args:
        private_key_pem: The Ed25519 key, PKCS 8.
        who: The person and roles it speaks for.
        now: The real moment; tokens do not travel in time.
        minutes: How long it holds.
    """
    claims = {
        "iss": _ISSUER,
        "sub": who.person,
        "name": who.name,
        "email": who.email,
        "lang": who.language,
        "roles": sorted(who.roles),
        "jti": secrets.token_urlsafe(12),
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(minutes=minutes)).timestamp()),
        **({} if who.session is None else {"sid": who.session}),
    }
    key = jwk.import_key(private_key_pem, "OKP")
    return jwt.encode({"alg": _ALGORITHM}, claims, key, algorithms=[_ALGORITHM])


class Verifier:
    """Checks tokens with the public key.

    Args:
        public_key_file: PEM.
        now: The real moment.
        revoked: Sessions that have ended before their tokens.
    """

    def __init__(
        self,
        public_key_file: Path,
        now: Callable[[], datetime],
        revoked: Container[str | None] = frozenset(),
    ) -> None:
        self._key = jwk.import_key(public_key_file.read_bytes(), "OKP")
        self._now = now
        self._revoked = revoked
        self._held: dict[str, tuple[Principal, float]] = {}

    def verify(self, token: str) -> Principal:
        """The person a token speaks for; its signature is checked once, the rest every time.

        Raises:
            Unauthenticated: Forged, malformed, from elsewhere, revoked or past its time.
        """
        held = self._held.get(token)
        if held is None:
            held = self._read(token)
            if len(self._held) >= _HELD:
                self._held.clear()
            self._held[token] = held
        who, until = held
        if until <= self._now().timestamp():
            del self._held[token]
            raise Unauthenticated
        if who.session in self._revoked:
            raise Unauthenticated
        return who

    def _read(self, token: str) -> tuple[Principal, float]:
        try:
            claims: dict[str, Any] = jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims
            if claims["iss"] != _ISSUER:
                raise Unauthenticated
            who = Principal(
                person=claims["sub"],
                name=claims["name"],
                email=claims["email"],
                language=claims["lang"],
                roles=frozenset(claims["roles"]),
                session=claims.get("sid"),
            )
            return who, float(claims["exp"])
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise Unauthenticated from error


def bearer(request: Request) -> Principal:
    """The person whose token the request carries.

    Raises:
        Unauthenticated: No valid token.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated
    verifier: Verifier = request.app.state.verifier
    return verifier.verify(token)


class Allow:
    """A dependency: lets these roles in and gives the `Principal`."""

    def __init__(self, roles: tuple[Role, ...]) -> None:
        self.roles = roles

    async def __call__(self, request: Request) -> Principal:
        """Check the bearer token.

        Raises:
            Unauthenticated: No valid token.
            Forbidden: None of the roles.
        """
        who = bearer(request)
        request.state.language = who.language
        request.state.person = who.person
        if not who.roles.intersection(self.roles):
            raise Forbidden
        return who


def allow(*roles: Role) -> Allow:
    """Let these roles in; with none named, anybody who is signed in."""
    return Allow(roles or ROLES)


async def public() -> None:
    """Mark a route as open to everybody. A route with neither this nor `allow` does not start."""
