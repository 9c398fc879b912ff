"""A small OpenID Connect issuer of the test's own, over HTTP; everybody who comes is signed in."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import ECKey

from deploy.local.ports import free_port
from tests.support.waiting import eventually

CLIENT: Final = "znak"
PASSWORD: Final = "between us"


@dataclass
class Issuer:
    """What it says, and whom it signs in.

    Attributes:
        claims: Of the next ID token, over what is right.
        signed_by: The key of the next ID token, over its own.
    """

    url: str
    email: str = "piotr@uczelnia.example"
    claims: dict[str, Any] = field(default_factory=dict)
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "1"}))
    signed_by: ECKey | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> FastAPI:
        served = FastAPI()
        served.get("/.well-known/openid-configuration")(self._discovery)
        served.get("/keys")(self._keys)
        served.get("/authorize")(self._authorize)
        served.post("/token")(self._token)
        return served

    async def _discovery(self) -> dict[str, str]:
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token"}
        ends = {name: f"{self.url}/{path}" for name, path in names.items()}
        return {"issuer": self.url, "jwks_uri": f"{self.url}/keys", **ends}

    async def _keys(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}

    async def _authorize(self, request: Request) -> RedirectResponse:
        code = f"code-{len(self.codes)}"
        self.codes[code] = dict(request.query_params)
        back = urlencode({"code": code, "state": request.query_params["state"]})
        return RedirectResponse(f"{request.query_params['redirect_uri']}?{back}")

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        asked = self.codes.pop(form["code"], None)
        basic = base64.b64encode(f"{CLIENT}:{PASSWORD.replace(' ', '%20')}".encode()).decode()
        proof = hashlib.sha256(form["code_verifier"].encode()).digest()
        right = (
            asked is not None
            and request.headers["authorization"] == f"Basic {basic}"
            and asked["code_challenge"] == base64.urlsafe_b64encode(proof).decode().rstrip("=")
            and asked["redirect_uri"] == form["redirect_uri"]
        )
        if asked is None or not right:
            return JSONResponse({"error": "invalid_grant"}, 400)
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": "1",
            "exp": int(time.time()) + 60,
            "nonce": asked["nonce"],
            "email": self.email,
            "email_verified": True,
            **self.claims,
        }
        header = {"alg": "ES256", "kid": "1"}
        return JSONResponse({"id_token": jwt.encode(header, claims, self.signed_by or self.key)})


@asynccontextmanager
async def an_issuer() -> AsyncIterator[Issuer]:
    """At work until the block ends."""
    port = free_port()
    issuer = Issuer(f"http://127.0.0.1:{port}")
    config = uvicorn.Config(issuer.app(), port=port, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    yield issuer
    server.should_exit = True
    await serving
