"""Sign-in through an identity provider: OpenID Connect's code flow with PKCE.

Sources of the rules: OpenID Connect Core 1.0 (3.1 the flow, 3.1.3.7 the ID token, 5.3 the
UserInfo answer), OpenID Connect Discovery 1.0 (4.3 the issuer), RFC 7636 (PKCE) and RFC 9700
(security of OAuth 2.0).
"""

from __future__ import annotations

import functools
import ssl
import warnings
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec
import structlog
from authlib.deprecate import AuthlibDeprecationWarning
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import JWKRegistry, KeySet

from backend.accounts.rows import ProvenIdentity, normalised
from backend.accounts.schemas import Email
from backend.city.city import City
from backend.errors import Problem, Unavailable
from backend.settings import LOOPBACK_HOSTS, OidcProvider

with warnings.catch_warnings():
    # Authlib warns of a successor of httpx; httpx is what the rest of Madang uses and tests.
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from authlib.integrations.base_client import OAuthError
    from authlib.integrations.httpx_client import AsyncOAuth2Client

log = structlog.get_logger()

T = TypeVar("T")

PATIENCE = 5.0
REMEMBERED = timedelta(hours=1)
# An unknown key makes us look for new ones, but not at any stranger's wish.
REFETCHED_AFTER = timedelta(minutes=1)
LEEWAY = 60

# What is asked for: who it is, the address to link by, and the area. Nothing else is needed.
SCOPES = ("openid", "email", "address")

# Signatures with a public key. "none" proves nothing, and HS256 and its like would make our
# client secret a signing key.
ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)


class ProviderUnavailable(Unavailable):
    """The identity provider does not answer."""

    slug = "provider-unavailable"


class SignInDeclined(Problem):
    """The person, or the provider for them, said no."""

    status = 400
    slug = "sign-in-declined"


class SignInInterrupted(Problem):
    """What came back does not belong to what this browser began, or came too late."""

    status = 400
    slug = "sign-in-interrupted"


class IdentityUnproven(Problem):
    """What the provider says does not hold."""

    status = 502
    slug = "identity-unproven"


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in on its way to the provider and back. ``expires_at`` is a Unix time."""

    provider: str
    state: str
    nonce: str
    verifier: str
    return_to: str
    expires_at: int


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What of a provider's discovery document is used."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    id_token_signing_alg_values_supported: tuple[str, ...] = ("RS256",)
    scopes_supported: tuple[str, ...] = SCOPES
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)

    @property
    def auth_method(self) -> str:
        """How we prove to be the client: the standard's default, unless it isn't offered."""
        offered = self.token_endpoint_auth_methods_supported
        default = "client_secret_basic"
        return default if default in offered else "client_secret_post"

    @property
    def scope(self) -> str:
        """What we ask for, as far as the provider knows it."""
        return " ".join(s for s in SCOPES if s == "openid" or s in self.scopes_supported)

    @property
    def algorithms(self) -> list[str]:
        """The provider's signature algorithms that prove anything."""
        return [a for a in self.id_token_signing_alg_values_supported if a in ALGORITHMS]


class JsonWebKeys(msgspec.Struct, frozen=True):
    """A JWK set (RFC 7517, 5), each key as it came."""

    keys: list[dict[str, Any]]


class Provider:
    """One identity provider, with what this process remembers of it for an hour."""

    def __init__(self, config: OidcProvider) -> None:
        self.config = config
        self._metadata: tuple[Metadata, datetime] | None = None
        self._keys: tuple[KeySet, datetime] | None = None

    async def authorization_url(self, flow: Flow, *, redirect_uri: str, now: datetime) -> str:
        """Where to send the browser. Raises ``ProviderUnavailable``."""
        metadata = await self._discover(now)
        async with self._client(metadata, redirect_uri) as client:
            url, _ = client.create_authorization_url(
                metadata.authorization_endpoint,
                state=flow.state,
                nonce=flow.nonce,
                code_verifier=flow.verifier,
            )
        return str(url)

    async def claims(
        self, code: str, flow: Flow, *, redirect_uri: str, now: datetime
    ) -> dict[str, Any]:
        """What the provider says of the person who came back with ``code``.

        Raises ``ProviderUnavailable``, ``SignInInterrupted`` for a code that it doesn't take,
        ``IdentityUnproven``.
        """
        metadata = await self._discover(now)
        async with self._client(metadata, redirect_uri) as client:
            try:
                token = await client.fetch_token(
                    metadata.token_endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=flow.verifier,
                )
                proven = await self._check(str(token.get("id_token", "")), flow, metadata, now)
                if metadata.userinfo_endpoint is None:
                    return proven
                answer = await client.get(metadata.userinfo_endpoint)
                more = answer.raise_for_status().json()
            except OAuthError as error:
                log.warning("provider refused the code", error=error.error)
                raise SignInInterrupted from error
            except (httpx.HTTPError, ValueError) as error:
                raise self._unavailable(error) from error
        if not isinstance(more, dict) or more.get("sub") != proven["sub"]:
            raise IdentityUnproven
        # What is signed counts before what is not.
        return more | proven

    async def _check(
        self, id_token: str, flow: Flow, metadata: Metadata, now: datetime
    ) -> dict[str, Any]:
        """The claims of an ID token that holds in every respect, else ``IdentityUnproven``."""
        rules = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": metadata.issuer},
            aud={"essential": True, "value": self.config.client_id},
            nonce={"essential": True, "value": flow.nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            token = await self._decode(id_token, metadata, now)
            rules.validate(token.claims)
        except (JoseError, ValueError) as error:
            log.warning("ID token refused", exception=type(error).__name__)
            raise IdentityUnproven from error
        # A token for several audiences says by azp whom it was issued to, and that must be us.
        several = isinstance(token.claims["aud"], list) and len(token.claims["aud"]) > 1
        if token.claims.get("azp", None if several else self.config.client_id) != (
            self.config.client_id
        ):
            raise IdentityUnproven
        return token.claims

    async def _decode(self, id_token: str, metadata: Metadata, now: datetime) -> jwt.Token:
        keys, fetched_at = await self._key_set(metadata, now)
        try:
            return jwt.decode(id_token, keys, algorithms=metadata.algorithms)
        except (InvalidKeyIdError, BadSignatureError):
            # The provider may have changed its keys since.
            if now - fetched_at < REFETCHED_AFTER:
                raise
            self._keys = None
            keys, _ = await self._key_set(metadata, now)
            return jwt.decode(id_token, keys, algorithms=metadata.algorithms)

    async def _discover(self, now: datetime) -> Metadata:
        if self._metadata is not None and now - self._metadata[1] < REMEMBERED:
            return self._metadata[0]
        issuer = self.config.issuer
        address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        metadata = await self._fetch(address, Metadata)
        if metadata.issuer != issuer:
            log.error("another issuer", configured=issuer, found=metadata.issuer)
            raise ProviderUnavailable
        for url in (metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri):
            self._require_safe(url)
        if metadata.userinfo_endpoint is not None:
            self._require_safe(metadata.userinfo_endpoint)
        self._metadata = metadata, now
        return metadata

    async def _key_set(self, metadata: Metadata, now: datetime) -> tuple[KeySet, datetime]:
        if self._keys is None or now - self._keys[1] >= REMEMBERED:
            found = await self._fetch(metadata.jwks_uri, JsonWebKeys)
            keys = []
            for key in found.keys:
                # Keys for encryption, or of a kind that isn't known here, sign nothing for us.
                if key.get("use", "sig") == "sig" and key.get("kty") in ("RSA", "EC", "OKP"):
                    try:
                        keys.append(JWKRegistry.import_key(key))
                    except (JoseError, ValueError) as error:
                        log.warning("unknown key", exception=type(error).__name__)
            self._keys = KeySet(keys), now
        return self._keys

    async def _fetch(self, url: str, kind: type[T]) -> T:
        self._require_safe(url)
        try:
            async with httpx.AsyncClient(timeout=PATIENCE, verify=_tls()) as client:
                answer = (await client.get(url)).raise_for_status()
            return msgspec.json.decode(answer.content, type=kind)
        except (httpx.HTTPError, msgspec.DecodeError) as error:
            raise self._unavailable(error) from error

    def _require_safe(self, url: str) -> None:
        """Fetch over TLS only, but for a provider on this very machine, as in development."""
        parts = urlsplit(url)
        local = {parts.hostname, urlsplit(self.config.issuer).hostname} <= LOOPBACK_HOSTS
        if parts.scheme != "https" and not (parts.scheme == "http" and local):
            log.error("provider's address is not https", provider=self.config.name)
            raise ProviderUnavailable

    def _client(self, metadata: Metadata, redirect_uri: str) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            client_id=self.config.client_id,
            client_secret=self.config.client_secret,
            token_endpoint_auth_method=metadata.auth_method,
            scope=metadata.scope,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=PATIENCE,
            verify=_tls(),
        )

    def _unavailable(self, error: Exception) -> ProviderUnavailable:
        log.error("provider", provider=self.config.name, exception=type(error).__name__)
        return ProviderUnavailable()


@functools.cache
def _tls() -> ssl.SSLContext:
    """The machine's trusted authorities, read once: that takes longer than most requests."""
    return httpx.create_ssl_context()


@functools.cache
def provider_of(config: OidcProvider) -> Provider:
    """The provider as this process remembers it."""
    return Provider(config)


def identity_of(claims: Mapping[str, Any], provider: str, city: City) -> ProvenIdentity:
    """What the claims mean here, by the city's rules of residency."""
    email = claims.get("email")
    try:
        verified = claims.get("email_verified") is True
        address = normalised(msgspec.convert(email, Email)) if verified else None
    except msgspec.ValidationError:
        address = None
    resident = city.residency.verifies(claims)
    return ProvenIdentity(
        provider=provider,
        subject=claims["sub"],
        email=address,
        resident=resident,
        area=city.residency.area_of(claims) if resident else None,
    )
