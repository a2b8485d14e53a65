"""Nothing is sent to where a stranger might want us to send it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backend.city.city import City
from backend.errors import InvalidInput
from backend.push.actions import subscribe
from backend.push.deliveries import Accepted, Device, Failed, Later
from backend.push.endpoints import (
    Endpoint,
    EndpointRefused,
    endpoint_of,
    require_reachable,
)
from backend.push.keys import keys
from backend.push.messages import test_message as message_for_a_test
from backend.push.schemas import NewSubscription
from backend.push.sending import Sender
from backend.settings import PushHost, Settings, SettingsError, read_settings
from tests.conftest import NOON, Clock
from tests.people import People
from tests.push.service import PushService
from tests.square import Square

SERVICES = Settings(data_dir=Path(), secret_key=b"").push_hosts


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://fcm.googleapis.com/fcm/send/a:b_c-d", "https://fcm.googleapis.com"),
        (
            "https://updates.push.services.mozilla.com/wpush/v2/gA",
            "https://updates.push.services.mozilla.com",
        ),
        ("https://web.push.apple.com/QGuQ", "https://web.push.apple.com"),
        (
            "https://wns2-par02p.notify.windows.com/w/?token=BQ%3d",
            "https://wns2-par02p.notify.windows.com",
        ),
        ("https://FCM.googleapis.com:443/x", "https://fcm.googleapis.com"),
    ],
)
def test_the_browsers_own_services_are_allowed(url: str, origin: str) -> None:
    assert endpoint_of(url, SERVICES).origin == origin


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://fcm.googleapis.com/x",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:22/x",
        "https://fcm.googleapis.com:99999/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/fcm.googleapis.com",
        "https://evil.example#fcm.googleapis.com/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://evil.example\\@fcm.googleapis.com/x",
        "https://fcm.googleapis.com\\.evil.example/x",
        "https://fcm.googleapis.com%2eevil.example/x",
        "https://notify.windows.com/x",
        "https://evilnotify.windows.com.evil.example/x",
        "https://fcm.googleapis.com/a b",
        "https://fcm.googleapis.com/a\r\nHost: evil.example",
        "https://fcm.googleapis。com/x",
        "https://localhost/x",
        "https://127.0.0.1/x",
        "http://127.0.0.1:80/x",
        "https://[::1]/x",
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://10.0.0.1/x",
        "https://169.254.169.254/latest/meta-data",
        "//fcm.googleapis.com/x",
        "",
    ],
)
def test_all_others_are_refused(url: str) -> None:
    with pytest.raises(EndpointRefused):
        endpoint_of(url, SERVICES)


def test_private_addresses_are_refused_even_where_somebody_named_them() -> None:
    for name in ("10.0.0.1", "192.168.0.7", "169.254.169.254", "fd00::1", "::ffff:127.0.0.1"):
        shown = f"[{name}]" if ":" in name else name
        with pytest.raises(EndpointRefused):
            endpoint_of(f"https://{shown}/x", [PushHost(name)])


def test_loopback_is_allowed_as_it_was_named_and_alone_without_encryption() -> None:
    named = [PushHost("127.0.0.1", 9090), PushHost("push.example.com", 8443)]
    assert endpoint_of("http://127.0.0.1:9090/x", named).origin == "http://127.0.0.1:9090"
    assert endpoint_of("https://push.example.com:8443/x", named).port == 8443
    for url in (
        "http://127.0.0.1:9091/x",
        "http://push.example.com:8443/x",
        "http://localhost:9090/x",
    ):
        with pytest.raises(EndpointRefused):
            endpoint_of(url, named)


def resolver(*addresses: str) -> Any:
    """A resolver that knows one answer, and counts how often it was asked."""

    async def ask(host: str, port: int) -> Sequence[str]:
        ask.times += 1  # type: ignore[attr-defined]
        if not addresses:
            raise OSError("no such name")
        return addresses

    ask.times = 0  # type: ignore[attr-defined]
    return ask


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
async def test_a_name_that_leads_inside_is_refused_even_beside_a_public_address(
    address: str,
) -> None:
    endpoint = Endpoint("https://push.example.com", "push.example.com", 443)
    with pytest.raises(EndpointRefused):
        await require_reachable(endpoint, resolver("93.184.215.14", address))
    assert await require_reachable(endpoint, resolver("93.184.215.14")) == ("93.184.215.14",)


async def test_nobody_subscribes_with_a_name_that_leads_inside(
    square: Square, people: People, service: PushService, settings: Settings, clock: Clock
) -> None:
    caller = await people.caller(await people.account())
    body = service.browser("phone").to_json() | {"endpoint": "https://fcm.googleapis.com/x"}
    data = msgspec.convert(body, NewSubscription)
    with pytest.raises(InvalidInput):
        await subscribe(
            caller=caller, data=data, settings=settings, now=clock.now, ask=resolver("127.0.0.1")
        )
    # What cannot be looked up now is looked at again when something is sent.
    assert await subscribe(
        caller=caller, data=data, settings=settings, now=clock.now, ask=resolver()
    )


async def test_hostile_endpoints_are_refused_by_the_api(
    square: Square, people: People, service: PushService
) -> None:
    person = await people.account()
    body = service.browser("phone").to_json()
    for endpoint in ("file:///etc/passwd", "http://127.0.0.1:1/x", "https://fcm.googleapis.com/x"):
        refused = await square.refused(
            "POST", "/push/subscriptions", person, **body | {"endpoint": endpoint}
        )
        assert refused == (400, "invalid-input")


async def test_a_name_is_looked_at_again_when_something_is_sent_and_the_checked_address_is_used(
    rolled_back: None, push_settings: Settings, city: City, service: PushService
) -> None:
    port = push_settings.push_hosts[0].port
    browser = service.browser("phone")
    message = message_for_a_test(settings=push_settings, city=city, language="ko", now=NOON)

    async def send(name: str, ask: Any) -> Any:
        allowed = msgspec.structs.replace(push_settings, push_hosts=(PushHost(name, port),))
        known = await keys(allowed)
        endpoint = f"{'http' if name == 'localhost' else 'https'}://{name}:{port}/phone"
        device = Device(1, endpoint, browser.public, browser.auth, max(known))
        async with Sender(allowed, city, known, ask=ask) as sender:
            return await sender.send(device, message, NOON)

    for inside in ("127.0.0.1", "10.0.0.1"):
        outcome = await send("push.example.com", resolver(inside))
        assert isinstance(outcome, Later) and outcome.error == "unreachable"
    assert service.requests == {}
    # The audience of the signature is the name's own, which our service does not know.
    service.origin, kept = f"http://localhost:{port}", service.origin
    try:
        ask = resolver("127.0.0.1")
        assert isinstance(await send("localhost", ask), Accepted) and ask.times == 1
        assert isinstance(await send("localhost", resolver("93.184.215.14")), Later)
    finally:
        service.origin = kept


async def test_a_redirect_is_not_followed(
    rolled_back: None, push_settings: Settings, city: City, service: PushService
) -> None:
    known = await keys(push_settings)
    browser = service.browser("phone")
    service.answers["phone"] = [302]
    message = message_for_a_test(settings=push_settings, city=city, language="ko", now=NOON)
    device = Device(1, browser.endpoint, browser.public, browser.auth, max(known))
    async with Sender(push_settings, city, known) as sender:
        assert await sender.send(device, message, NOON) == Failed("redirected")
    assert service.requests == {"phone": 1}


def test_the_setting_is_a_list_of_hosts(tmp_path: Path) -> None:
    def hosts(text: str) -> tuple[PushHost, ...]:
        environment = {"MADANG_DATA_DIR": str(tmp_path), "MADANG_PUSH_HOSTS": text}
        return read_settings(environment).push_hosts

    assert hosts("push.example.com, 127.0.0.1:9090,[::1]:80,*.Push.example.com") == (
        PushHost("push.example.com"),
        PushHost("127.0.0.1", 9090),
        PushHost("::1", 80),
        PushHost("*.push.example.com"),
    )
    assert PushHost("fcm.googleapis.com") in hosts("")
    for wrong in ("https://push.example.com", "push.example.com:port", "a:70000", "a/b"):
        with pytest.raises(SettingsError, match="MADANG_PUSH_HOSTS"):
            hosts(wrong)
