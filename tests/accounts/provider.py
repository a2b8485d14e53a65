"""A real identity provider on loopback, which can be told to lie in its ID tokens."""

from __future__ import annotations

import contextlib
import json
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import flask
import httpx
from joserfc import jwk, jwt
from werkzeug.serving import make_server

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import oidc_provider_mock

Claims = dict[str, Any]


class FakeProvider:
    """The provider ``oidc-provider-mock``, with hooks on what it hands out.

    ``header`` and ``claims`` change an ID token before it is signed anew, with the provider's own
    key or with ``key``; ``metadata`` changes the discovery document, ``userinfo`` that answer.
    """

    def __init__(self) -> None:
        self.app = oidc_provider_mock.app()
        self.app.after_request(self._change)
        self.url = ""
        self.asked: dict[str, int] = {}
        self.token_request: dict[str, str] = {}
        self.header: Claims = {}
        self.claims: Callable[[Claims], object] = lambda claims: None
        self.userinfo: Claims = {}
        self.metadata: Claims = {}
        self.key: Any = None
        self.published: Any = None
        self._own: jwk.RSAKey | None = None

    def add_user(self, subject: str, **claims: object) -> None:
        """Somebody whom the provider knows."""
        httpx.put(f"{self.url}/users/{subject}", json=claims).raise_for_status()

    def approve(self, authorization_url: str, subject: str, *, deny: bool = False) -> str:
        """Do what the person does at the provider; answer the address that they are sent to."""
        form = {"action": "deny"} if deny else {"sub": subject}
        answer = httpx.post(authorization_url, data=form)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def _own_key(self) -> jwk.RSAKey:
        """The signing key of the provider, taken from the request that it answers."""
        if self._own is None:
            storage = flask.g.oidc_provider_mock_storage
            self._own = jwk.RSAKey.import_key(storage.jwk.as_dict(is_private=True))
        return self._own

    def _change(self, response: flask.Response) -> flask.Response:
        path = flask.request.path
        self.asked[path] = self.asked.get(path, 0) + 1
        if path == "/oauth2/token" and response.status_code == 200:
            self.token_request = flask.request.form.to_dict()
            body = response.get_json()
            own = self._own_key()
            token = jwt.decode(body["id_token"], own)
            self.claims(token.claims)
            body["id_token"] = jwt.encode(
                {**token.header, **self.header},
                token.claims,
                self.key or own,
                algorithms=["RS256", "HS256", "none"],
            )
            response.set_data(json.dumps(body))
        elif path == "/userinfo" and response.status_code == 200:
            response.set_data(json.dumps(response.get_json() | self.userinfo))
        elif path.startswith("/.well-known"):
            response.set_data(json.dumps(response.get_json() | self.metadata))
        elif path == "/jwks" and self.published is not None:
            response.set_data(json.dumps({"keys": [self.published.as_dict(private=False)]}))
        return response


@contextlib.contextmanager
def running_provider() -> Iterator[FakeProvider]:
    """The provider on a free port."""
    provider = FakeProvider()
    server = make_server("127.0.0.1", 0, provider.app, threaded=True)
    provider.url = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def query_of(url: str) -> dict[str, str]:
    """The parameters of an address, each with its one value."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
