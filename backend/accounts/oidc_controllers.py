"""The way to an identity provider and back, for browsers."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

import msgspec
from litestar import Controller, Request, get
from litestar.params import FromPath
from litestar.response import Redirect

from backend.accounts import actions
from backend.accounts.cookies import cookie, ended, session_cookie
from backend.accounts.devices import device_name
from backend.accounts.oidc import (
    Flow,
    Provider,
    SignInDeclined,
    SignInInterrupted,
    identity_of,
    provider_of,
)
from backend.errors import NotFound
from backend.http.origin import SESSION_COOKIE, local_path
from backend.settings import Settings

FLOW_COOKIE = "__Host-madang-oidc"
LASTS = timedelta(minutes=10)


class OidcController(Controller):
    """Sign-in through the city's identity provider."""

    path = "/auth/oidc"
    response_headers = {"Cache-Control": "no-store"}  # noqa: RUF012

    @get("/{provider:str}", who="anyone")
    async def begin(self, provider: FromPath[str], request: Request[Any, Any, Any]) -> Redirect:
        """Send the browser to the provider. ``return_to`` is a path of ours to come back to."""
        settings, now = request.app.state.settings, request.state.now
        there = _provider(settings, provider)
        flow = Flow(
            provider=provider,
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            return_to=local_path(request.query_params.get("return_to")),
            expires_at=int((now + LASTS).timestamp()),
        )
        url = await there.authorization_url(
            flow, redirect_uri=_redirect_uri(settings, provider), now=now
        )
        kept = cookie(FLOW_COOKIE, _sign(settings, flow), max_age=int(LASTS.total_seconds()))
        return Redirect(url, status_code=303, cookies=[kept])

    @get("/{provider:str}/callback", who="anyone")
    async def come_back(self, provider: FromPath[str], request: Request[Any, Any, Any]) -> Redirect:
        """Take what the provider says of the person and sign them in."""
        settings, state, query = request.app.state.settings, request.state, request.query_params
        there = _provider(settings, provider)
        flow = _flow(settings, request.cookies.get(FLOW_COOKIE, ""), now=state.now)
        # The provider may say who answers (RFC 9207); then it must be the one that was asked.
        if (
            flow is None
            or flow.provider != provider
            or not hmac.compare_digest(flow.state.encode(), query.get("state", "").encode())
            or query.get("iss", there.config.issuer) != there.config.issuer
        ):
            raise SignInInterrupted
        if "error" in query or not query.get("code"):
            raise SignInDeclined
        claims = await there.claims(
            query["code"],
            flow,
            redirect_uri=_redirect_uri(settings, provider),
            now=state.now,
        )
        token = await actions.sign_in_by_identity(
            settings=settings,
            city=request.app.state.city,
            identity=identity_of(claims, provider, request.app.state.city),
            device=device_name(request.headers.get("user-agent", "")),
            language=state.language,
            now=state.now,
            previous=request.cookies.get(SESSION_COOKIE),
        )
        return Redirect(
            flow.return_to, status_code=303, cookies=[session_cookie(token), ended(FLOW_COOKIE)]
        )


def _provider(settings: Settings, name: str) -> Provider:
    config = settings.oidc_providers.get(name)
    if config is None:
        raise NotFound
    return provider_of(config)


def _redirect_uri(settings: Settings, provider: str) -> str:
    return f"{settings.base_url}/auth/oidc/{provider}/callback"


def _sign(settings: Settings, flow: Flow) -> str:
    body = msgspec.json.encode(flow)
    return f"{_text(body)}.{_text(settings.keyed_hash('sign-in flow', body))}"


def _flow(settings: Settings, signed: str, *, now: datetime) -> Flow | None:
    """The flow that we signed for this browser, unless it is too old."""
    body, _, signature = signed.partition(".")
    try:
        content = base64.urlsafe_b64decode(body)
        proof = base64.urlsafe_b64decode(signature)
    except (ValueError, binascii.Error):
        return None
    if not hmac.compare_digest(proof, settings.keyed_hash("sign-in flow", content)):
        return None
    flow = msgspec.json.decode(content, type=Flow)
    return flow if now.timestamp() < flow.expires_at else None


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()
