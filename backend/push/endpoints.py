"""Where push messages may be sent. Endpoints come from strangers, and a server that fetches what a
stranger names can be made to reach what only it can reach.

So the host has to be one that the operator allows, and every address behind its name a public one,
when a device subscribes and again whenever something is sent: what was checked is connected to,
without a second look at the name. Nothing is ever redirected.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple

from backend.settings import LOOPBACK_HOSTS, PushHost

# Narrower than the standard for addresses, so that no two readers of one can differ.
_SHAPE = re.compile(
    r"(https?)://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?(/[!-~]*)?",
    re.IGNORECASE,
)
_USUAL_PORT = {"http": 80, "https": 443}

# The addresses that a gateway makes of IPv4 ones (RFC 6052).
_TRANSLATED = IPv6Network("64:ff9b::/96")

LookUp = Callable[[str, int], Awaitable[Sequence[str]]]
"""Finds the addresses of a host (and port). Raises ``OSError`` where there are none."""


class EndpointRefused(Exception):
    """An address that nothing is sent to. The text says why, for operators."""


class Endpoint(NamedTuple):
    """An endpoint taken apart. ``origin`` is what VAPID calls its audience."""

    origin: str
    host: str
    port: int


async def look_up(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver. Raises ``OSError``."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def endpoint_of(url: str, allowed: Sequence[PushHost]) -> Endpoint:
    """Take an endpoint apart. Raises ``EndpointRefused`` for what is not to be sent to.

    What is behind a host's name only ``require_reachable`` knows.
    """
    match = _SHAPE.fullmatch(url)
    if match is None:
        raise EndpointRefused("not an address of the web")
    scheme, host = match[1].lower(), match[2].lower().strip("[]")
    port = int(match[3]) if match[3] else _USUAL_PORT[scheme]
    named = next((one for one in allowed if _is(one, host, port)), None)
    if named is None:
        raise EndpointRefused("not an allowed push service")
    if scheme == "http" and not named.on_loopback:
        raise EndpointRefused("not https")
    if not named.on_loopback and _literal(host) is not None:
        _require_public(host)
    shown = f"[{host}]" if ":" in host else host
    usual = port == _USUAL_PORT[scheme]
    return Endpoint(f"{scheme}://{shown}" + ("" if usual else f":{port}"), host, port)


def _is(named: PushHost, host: str, port: int) -> bool:
    wide = named.name.startswith("*.")
    fits = host.endswith(named.name[1:]) if wide else host == named.name
    if named.port is None:
        return fits and (named.on_loopback or port == _USUAL_PORT["https"])
    return fits and port == named.port


async def require_reachable(endpoint: Endpoint, ask: LookUp = look_up) -> Sequence[str]:
    """The addresses behind an endpoint's host, all of them fit to be connected to.

    Raises ``EndpointRefused``, or ``OSError`` where there is none.
    """
    addresses = await ask(endpoint.host, endpoint.port)
    for address in addresses:
        if endpoint.host in LOOPBACK_HOSTS:
            if not ip_address(address).is_loopback:
                raise EndpointRefused(f"{address} is not this machine")
        else:
            _require_public(address)
    return addresses


def _require_public(address: str) -> None:
    """Raises ``EndpointRefused`` for an address that not everybody on the internet could reach."""
    found: IPv4Address | IPv6Address | None = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        # What an address of the one kind carries of the other is where it leads.
        if found in _TRANSLATED:
            found = IPv4Address(int(found) & 0xFFFFFFFF)
        else:
            found = found.ipv4_mapped or (None if found.sixtofour or found.teredo else found)
    if found is None or not found.is_global or found.is_multicast:
        raise EndpointRefused(f"{address} is not a public address")


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
