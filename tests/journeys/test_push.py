"""Pushes as a phone gets them: shown, opened by a tap, muted; turned on, and ended.

DevTools delivers what the server would send to the service worker, which shows it. DevTools can't
tap a notification: the tap is the browser's own event, given to the worker, and the one thing that
takes a finger, opening a window, is written down instead of done.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from playwright.async_api import Browser, CDPSession, Page, Worker, expect

from backend.city.city import City
from backend.language import text
from backend.notifications.schemas import Notification
from backend.push.messages import message_of
from backend.settings import Settings
from tests.journeys.conftest import Phone, chromium
from tests.live import LiveServer, live_server
from tests.people import Person
from tests.push.service import PushService, push_service
from tests.waiting import until_in

# What they share takes a while to start: all of them run in one process.
pytestmark = pytest.mark.xdist_group("push")


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    """The whole Chromium: the light one shows no notifications."""
    async with chromium("MADANG_BROWSER") as browser:
        yield browser


# What the worker shows at this moment.
SHOWN = """async () => (await registration.getNotifications()).map((one) => ({
  title: one.title, body: one.body, lang: one.lang, path: one.data.path,
  icon: one.icon, badge: one.badge, actions: one.actions.map(({ action }) => action),
}))"""

# Notes that the worker has had something shown.
NOTING = """() => {
  const show = registration.showNotification.bind(registration);
  registration.showNotification = async (...news) => {
    await show(...news);
    self.asked = true;
  };
}"""

# A tap on what is shown, or on one of its buttons; answers which window was to be opened.
TAP = """async (action) => {
  const [notification] = await registration.getNotifications();
  let opened = "";
  clients.openWindow = async (path) => void (opened = path);
  const tap = new NotificationEvent("notificationclick", { notification, action });
  const done = [];
  tap.waitUntil = (promise) => done.push(promise);
  self.dispatchEvent(tap);
  await Promise.allSettled(done);
  return opened;
}"""

# The browser gives this device another address, and says so to the worker.
MOVED = """async (device) => {
  const subscription = { toJSON: () => device };
  PushManager.prototype.subscribe = async () => subscription;
  const change = new ExtendableEvent("pushsubscriptionchange");
  const done = [];
  change.waitUntil = (promise) => done.push(promise);
  self.dispatchEvent(change);
  await Promise.all(done);
}"""

# A browser's subscription, kept by the browser. Chromium makes none without its maker's service.
SUBSCRIBING = """
  const kept = () => JSON.parse(localStorage.getItem("subscription") ?? "null");
  const subscription = () => kept() && {
    toJSON: kept,
    unsubscribe: async () => localStorage.removeItem("subscription"),
  };
  PushManager.prototype.getSubscription = async () => subscription();
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    localStorage.setItem("key", applicationServerKey);
    localStorage.setItem("subscription", '%s');
    return subscription();
  };
"""


class Pushed:
    """A phone whose service worker is at work."""

    def __init__(self, page: Page, worker: Worker, devtools: CDPSession, id: str) -> None:
        self.page = page
        self.worker = worker
        self._devtools = devtools
        self._id = id

    async def deliver(self, data: str) -> dict[str, Any]:
        """Have the browser hand this to the worker; answer what it then shows."""
        origin = await self.page.evaluate("location.origin")
        await self._devtools.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": origin, "registrationId": self._id, "data": data},
        )
        # The worker has asked for it to be shown. Chromium loses a notification that is looked for
        # within milliseconds of that, so that nothing looks until a while after.
        await until_in(self.worker, "self.asked")
        await self.worker.evaluate("self.asked = false")
        shown = "async () => (await registration.getNotifications()).length"
        await until_in(self.worker, shown, pause=0.5)
        (shown,) = await self.worker.evaluate(SHOWN)
        return dict(shown)

    async def tap(self, action: str = "") -> str:
        """Tap what is shown; answer the path of the window that was to be opened, if any."""
        return str(await self.worker.evaluate(TAP, action))


async def awake(phone: Phone, path: str, *, language: str, person: Person) -> Pushed:
    """A phone that has a page open and takes notifications."""
    page = await phone.open(language=language, token=person.token)
    await page.context.grant_permissions(["notifications", "background-sync"])
    devtools = await page.context.new_cdp_session(page)
    ids: list[str] = []

    def note(event: dict[str, Any]) -> None:
        ids.extend(one["registrationId"] for one in event["registrations"])

    devtools.on("ServiceWorker.workerRegistrationUpdated", note)
    await devtools.send("ServiceWorker.enable")
    await page.goto(path)
    await until_in(page, "navigator.serviceWorker.controller !== null")
    (worker,) = page.context.service_workers
    await worker.evaluate(NOTING)
    return Pushed(page, worker, devtools, ids[-1])


async def answered(live: LiveServer) -> tuple[int, str]:
    """A proposal that was answered: its number and title."""
    async with httpx.AsyncClient(base_url=live.base_url) as client:
        listed = await client.get("/api/v1/proposals?stage=answered")
    one = listed.json()["items"][0]
    return one["number"], one["title"]


def answer_of(number: int, title: str) -> Notification:
    """The news that it was."""
    return Notification(
        id=1,
        kind="response",
        about="answers",
        at=datetime(2026, 11, 22, tzinfo=UTC),
        unread=True,
        proposal=number,
        title=title,
        path=f"/proposals/{number}#answer",
        department="pedestrian",
        decision="adopted",
    )


def sent(settings: Settings, city: City, one: Notification, language: str) -> str:
    """What the server would push."""
    now = datetime(2026, 11, 22, tzinfo=UTC)
    message = message_of(one, settings=settings, city=city, language=language, now=now)
    return message.payload.decode()


@pytest.mark.parametrize("language", ["ko-KR", "en-GB"])
async def test_a_push_is_shown_and_a_tap_opens_what_it_tells_of(
    phone: Phone, live: LiveServer, settings: Settings, city: City, language: str
) -> None:
    number, title = await answered(live)
    pushed = await awake(phone, "/", language=language, person=await live.person("하나"))
    short = language[:2]
    data = sent(settings, city, answer_of(number, title), short)
    shown = await pushed.deliver(data)
    assert (shown["title"], shown["body"]) == (title, json.loads(data)["body"])
    assert text(short, "decision-adopted") in shown["body"]
    assert (shown["lang"], shown["actions"]) == (short, ["open", "mute"])
    for picture in (shown["icon"], shown["badge"]):
        assert (await pushed.page.request.get(picture)).status == 200
    opened = await pushed.tap()
    assert opened == f"/proposals/{number}#answer"
    await pushed.page.goto(opened)
    await expect(pushed.page.locator("#answer")).to_be_in_viewport()


async def test_a_push_that_cannot_be_read_says_that_there_is_news(
    phone: Phone, live: LiveServer, city: City
) -> None:
    person = await live.person("두리")
    for language in ("ko", "en"):
        pushed = await awake(phone, "/?lang=" + language, language=language, person=person)
        shown = await pushed.deliver("not what we send")
        assert shown["title"] == text(language, "site-name", city=city.name(language))
        assert shown["body"] == text(language, "push-unread")
        assert await pushed.tap() == "/inbox"


async def test_a_proposal_is_muted_from_its_push(
    phone: Phone, live: LiveServer, settings: Settings, city: City
) -> None:
    number, title = await answered(live)
    person = await live.person("세나")
    pushed = await awake(phone, "/", language="ko", person=person)
    await pushed.deliver(sent(settings, city, answer_of(number, title), "ko"))
    assert await pushed.tap("mute") == ""
    async with httpx.AsyncClient(base_url=live.base_url, headers=person.headers) as client:
        muted = (await client.get("/api/v1/notifications/mutes")).json()["items"]
    assert [one["number"] for one in muted] == [number]


async def test_a_page_that_is_open_already_is_read_anew_unless_somebody_writes_there(
    phone: Phone, live: LiveServer, settings: Settings, city: City
) -> None:
    number, title = await answered(live)
    data = sent(settings, city, answer_of(number, title), "ko")
    pushed = await awake(
        phone, f"/proposals/{number}", language="ko", person=await live.person("네모")
    )
    page = pushed.page
    await page.locator("details.write > summary").click()
    await page.locator("details.write textarea").fill("아직 쓰는 중이에요")
    await pushed.deliver(data)
    await page.evaluate(
        "navigator.serviceWorker.addEventListener('message', () => (window.heard = true))"
    )
    assert await pushed.tap() == ""
    await until_in(page, "window.heard")
    await expect(page.locator("details.write textarea")).to_have_value("아직 쓰는 중이에요")
    await page.locator("details.write textarea").fill("")
    await pushed.deliver(data)
    async with page.expect_event("load"):
        assert await pushed.tap() == ""
    assert page.url.endswith(f"/proposals/{number}#answer")


@pytest.fixture(scope="module")
async def service() -> AsyncIterator[PushService]:
    """A push service on loopback."""
    async with push_service() as service:
        yield service


@pytest.fixture(scope="module")
def allowing(
    server_url: str, service: PushService, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    """A server that may send to it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("MADANG_PUSH_HOSTS", service.origin.removeprefix("http://"))
        folder: Path = tmp_path_factory.mktemp("allowing")
        with live_server(server_url, folder) as server:
            yield server


async def test_push_is_turned_on_tried_and_ends_with_the_session(
    browser: Browser, allowing: LiveServer, service: PushService
) -> None:
    phone = Phone(browser, allowing)
    person = await allowing.person("다섯")
    page = await phone.open(token=person.token)
    await page.context.grant_permissions(["notifications", "background-sync"])
    device = json.dumps(service.browser("phone").to_json())
    await page.context.add_init_script(SUBSCRIBING % device)
    await page.goto("/me/notifications")
    await page.locator("[data-on]").click()
    await expect(page.locator(".said")).to_have_text(text("ko", "done-push-on"))
    # What is on needs no offer, here or elsewhere.
    await expect(page.locator(".rows .badge")).to_have_text(text("ko", "devices-current"))
    await expect(page.locator("[data-on]")).to_be_hidden()
    async with httpx.AsyncClient(base_url=allowing.base_url) as client:
        key = (await client.get("/api/v1/push/key")).json()["public_key"]
    assert await page.evaluate("localStorage.getItem('key')") == key
    await page.get_by_role("button", name=text("ko", "push-send-test")).click()
    await expect(page.locator(".said")).to_have_text(text("ko", "done-push-tested"))
    assert service.told["phone"] == 1
    await page.goto("/me")
    await page.get_by_role("button", name=text("ko", "me-sign-out")).click()
    await expect(page.locator(".said")).to_have_text(text("ko", "done-signed-out"))
    assert await page.evaluate("localStorage.getItem('subscription')") is None
    connection = await asyncpg.connect(allowing.environment["MADANG_DATABASE_URL"])
    assert await connection.fetchval("SELECT count(*) FROM push_subscription") == 0
    await connection.close()
    await page.context.close()
    assert phone.complaints == []


async def test_a_device_whose_address_changes_is_told_at_the_new_one_alone(
    browser: Browser, allowing: LiveServer, service: PushService
) -> None:
    phone = Phone(browser, allowing)
    person = await allowing.person("일곱")
    token = allowing.run("backend.cli", "session", person.email).strip()
    elsewhere = {"Authorization": f"Bearer {token}"}
    old, new, desk = (service.browser(name).to_json() for name in ("old", "new", "desk"))
    connection = await asyncpg.connect(allowing.environment["MADANG_DATABASE_URL"])
    async with httpx.AsyncClient(base_url=allowing.base_url) as client:
        for device, headers in ((old, person.headers), (desk, elsewhere)):
            answer = await client.post("/api/v1/push/subscriptions", json=device, headers=headers)
            assert answer.status_code == 201
    pushed = await awake(phone, "/", language="ko", person=person)
    for _ in range(2):
        await pushed.worker.evaluate(MOVED, new)
        rows = await connection.fetch("SELECT endpoint FROM push_subscription ORDER BY id")
        assert [row["endpoint"] for row in rows] == [desk["endpoint"], new["endpoint"]]
    await connection.close()
    await pushed.page.context.close()
    assert phone.complaints == []


async def test_push_is_offered_after_following_and_not_again_after_not_now(
    phone: Phone, live: LiveServer
) -> None:
    number, _ = await answered(live)
    page = await phone.open(token=(await live.person("여섯")).token)
    await page.context.grant_permissions(["notifications", "background-sync"])
    await page.goto(f"/proposals/{number}")
    offer = page.locator(".offer")
    assert await offer.count() == 0
    await page.locator("button[name=followed]").click()
    await expect(offer).to_be_visible()
    await offer.locator("[data-later]").click()
    await expect(offer).to_be_hidden()
    for _ in range(2):
        await page.locator("button[name=followed]").first.click()
        await expect(page.locator(".said")).to_be_visible()
    await expect(offer).to_be_hidden()
