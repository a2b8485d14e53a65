"""Settings, read once from the environment when a process starts."""

from __future__ import annotations

import hmac
import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import msgspec

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LOOPBACK_HOSTS = {"127.0.0.1", "::1", "localhost"}


class SettingsError(Exception):
    """A setting that cannot work. The text is one sentence that says what to do."""


class OidcProvider(msgspec.Struct, frozen=True):
    """One identity provider, from ``MADANG_OIDC_<NAME>_{ISSUER,CLIENT_ID,CLIENT_SECRET}``."""

    name: str
    issuer: str
    client_id: str
    client_secret: str


class PushHost(msgspec.Struct, frozen=True):
    """A push service that may be sent to. ``*.example.com`` names every host below that one.

    ``port`` is None where the usual one is meant, which on loopback is any.
    """

    name: str
    port: int | None = None

    @property
    def on_loopback(self) -> bool:
        """Whether it is this machine, as in tests and trials."""
        return self.name in LOOPBACK_HOSTS


# Chrome, Edge and what is built like them on Android and desktops; Firefox; Safari; Windows.
BROWSERS_OWN = (
    PushHost("fcm.googleapis.com"),
    PushHost("updates.push.services.mozilla.com"),
    PushHost("*.push.apple.com"),
    PushHost("*.notify.windows.com"),
)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a process is told from outside.

    ``database_url`` is None where the embedded server is to be used; ``city_file`` is None
    where the packaged Seoul holds; ``smtp_url`` is None where mail goes to the terminal;
    ``photos_url`` is None where photos are kept in the data folder.
    """

    database_url: str | None = None
    data_dir: Path
    base_url: str = "http://127.0.0.1:8000"
    secret_key: bytes
    city_file: Path | None = None
    smtp_url: str | None = None
    photos_url: str | None = None
    push_hosts: tuple[PushHost, ...] = BROWSERS_OWN
    trusted_proxies: tuple[Network, ...] = ()
    oidc_providers: dict[str, OidcProvider] = {}
    metrics_token: str | None = None
    worker_metrics: tuple[str, int] | None = None
    demo: bool = False

    @property
    def on_loopback(self) -> bool:
        """Whether the public address is this machine's own, as in development."""
        return urlsplit(self.base_url).hostname in LOOPBACK_HOSTS

    @property
    def database_elsewhere(self) -> bool:
        """Whether the database is on another machine, so that servers may be on several."""
        return self.database_url is not None and not _on_this_machine(self.database_url)

    @property
    def origin(self) -> str:
        """The base URL's origin (scheme, host, port), as browsers send it."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    def keyed_hash(self, purpose: str, *parts: bytes) -> bytes:
        """HMAC-SHA-256 under the server's key, separated by purpose (32 bytes).

        Every part is preceded by its length, so that no two lists of parts meet.
        """
        keyed = _keyed_for(self.secret_key, purpose).copy()
        for part in parts:
            keyed.update(len(part).to_bytes(4, "big") + part)
        return keyed.digest()


@cache
def _keyed_for(secret_key: bytes, purpose: str) -> hmac.HMAC:
    """An HMAC that has taken in its key and no message yet: to copy it costs less than to begin."""
    return hmac.new(hmac.digest(secret_key, purpose.encode(), "sha256"), digestmod="sha256")


def default_data_dir(environment: Mapping[str, str]) -> Path:
    """Where data is kept when nothing is said: the machine's place for root, else one's own."""
    if os.geteuid() == 0:
        return Path("/var/lib/madang")
    home = environment.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local/share") / "madang"


def read_settings(environment: Mapping[str, str] = os.environ, **overrides: object) -> Settings:
    """Read the settings; ``overrides`` are what the command line said.

    Raises ``SettingsError`` where a value cannot work.
    """
    data_dir = Path(environment.get("MADANG_DATA_DIR") or default_data_dir(environment)).absolute()
    base_url = (environment.get("MADANG_BASE_URL") or "http://127.0.0.1:8000").rstrip("/")
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise SettingsError(
            f"MADANG_BASE_URL is {base_url!r}; set it to an address such as https://madang.example."
        )
    city_file = environment.get("MADANG_CITY")
    database_url = environment.get("MADANG_DATABASE_URL") or None
    values: dict[str, object] = {
        "database_url": database_url,
        "data_dir": data_dir,
        "base_url": base_url,
        "secret_key": _secret_key(environment, data_dir, database_url),
        "city_file": Path(city_file).absolute() if city_file else None,
        "smtp_url": environment.get("MADANG_SMTP_URL") or None,
        "photos_url": _photos_url(environment.get("MADANG_PHOTOS_URL")),
        "push_hosts": _push_hosts(environment.get("MADANG_PUSH_HOSTS", "")),
        "trusted_proxies": _networks(environment.get("MADANG_TRUSTED_PROXIES", "")),
        "oidc_providers": _oidc_providers(environment),
        "metrics_token": environment.get("MADANG_METRICS_TOKEN") or None,
        "worker_metrics": _worker_metrics(environment.get("MADANG_WORKER_METRICS", "")),
    }
    return Settings(**(values | overrides))  # type: ignore[arg-type]


def _secret_key(environment: Mapping[str, str], data_dir: Path, database_url: str | None) -> bytes:
    """The server's key: from the environment, or made once and kept beside the data.

    It is never in the database: a stolen database must not name a voter. Processes on several
    machines must share it, so with a database elsewhere it has to be given.
    """
    given = environment.get("MADANG_SECRET_KEY")
    if given is not None:
        if len(given) < 32:
            raise SettingsError(
                "MADANG_SECRET_KEY is shorter than 32 characters; make one with "
                "`python -c 'import secrets; print(secrets.token_hex(32))'`."
            )
        return given.encode()
    if database_url is not None and not _on_this_machine(database_url):
        raise SettingsError(
            "MADANG_DATABASE_URL names another machine; set MADANG_SECRET_KEY too, the same for "
            "every process (`python -c 'import secrets; print(secrets.token_hex(32))'` makes one)."
        )
    file = data_dir / "secret.key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        # The exclusive link makes two first starts agree on one key, whole at once.
        draft = data_dir / f"secret.key.{os.getpid()}"
        if not file.exists():
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as out:
                out.write(secrets.token_hex(32))
            try:
                os.link(draft, file)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return file.read_text().strip().encode()
    except OSError as error:
        raise SettingsError(
            f"The data folder {data_dir} cannot be written ({error.strerror}); "
            "set MADANG_DATA_DIR to a folder that you may write."
        ) from error


def _on_this_machine(database_url: str) -> bool:
    parts = urlsplit(database_url)
    host = dict(parse_qsl(parts.query)).get("host") or parts.hostname
    return host is None or host.startswith("/") or host in LOOPBACK_HOSTS


def _photos_url(url: str | None) -> str | None:
    parts = urlsplit(url or "")
    if url and (parts.scheme != "s3" or not parts.hostname or parts.query):
        raise SettingsError(
            f"MADANG_PHOTOS_URL is {url!r}; set it to a bucket of a store that speaks S3, such as "
            "s3://bucket/folder, and say where and who you are by AWS_ENDPOINT_URL, AWS_REGION, "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        )
    return url or None


def _push_hosts(text: str) -> tuple[PushHost, ...]:
    """``host``, ``host:port``, ``*.host`` or ``[address]:port``, with commas between them."""
    hosts = []
    for part in filter(None, (part.strip().lower() for part in text.split(","))):
        match = re.fullmatch(r"((?:\*\.)?[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?", part)
        port = int(match[2]) if match and match[2] else None
        if match is None or (port is not None and not 0 < port < 65536):
            raise SettingsError(
                f"MADANG_PUSH_HOSTS: {part!r} is no host; list hosts or host:port with commas "
                "between them, such as push.example.com,127.0.0.1:9090."
            )
        hosts.append(PushHost(match[1].strip("[]"), port))
    return tuple(hosts) or BROWSERS_OWN


def _worker_metrics(text: str) -> tuple[str, int] | None:
    """``address:port`` or ``[address]:port``, or nothing."""
    if not text:
        return None
    host, _, port = text.strip().rpartition(":")
    if not host or not re.fullmatch("[0-9]{1,5}", port) or not 0 < int(port) < 65536:
        raise SettingsError(
            f"MADANG_WORKER_METRICS is {text!r}; set it to an address and a port, such as "
            "127.0.0.1:9101."
        )
    return host.strip("[]"), int(port)


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(
            ipaddress.ip_network(part.strip(), strict=False)
            for part in text.split(",")
            if part.strip()
        )
    except ValueError as error:
        raise SettingsError(
            f"MADANG_TRUSTED_PROXIES: {error}; list addresses or networks, such as 10.0.0.0/8."
        ) from error


def _oidc_providers(environment: Mapping[str, str]) -> dict[str, OidcProvider]:
    providers = {}
    for variable, issuer in environment.items():
        match = re.fullmatch(r"MADANG_OIDC_([A-Z0-9_]+)_ISSUER", variable)
        if not match or not issuer:
            continue
        prefix = f"MADANG_OIDC_{match[1]}"
        client_id = environment.get(f"{prefix}_CLIENT_ID")
        client_secret = environment.get(f"{prefix}_CLIENT_SECRET")
        if not client_id or not client_secret:
            raise SettingsError(
                f"{variable} is set; set {prefix}_CLIENT_ID and {prefix}_CLIENT_SECRET too."
            )
        name = match[1].lower()
        providers[name] = OidcProvider(name, issuer, client_id, client_secret)
    return providers
