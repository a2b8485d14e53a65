"""A real browser at phone size, and a real server behind it."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.journeys.boxes import Setting, set_up
from tests.live import LiveServer, live_server

PHONE = {"width": 412, "height": 915}

# Background networking would look for hosts that are none of a test's business; the sandbox
# needs rights that a container's root does not have.
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]


@pytest.fixture(scope="session")
def live(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with the demo city."""
    with live_server(server_url, tmp_path_factory.mktemp("live"), demo=True) as server:
        yield server


@contextlib.asynccontextmanager
async def chromium(*settings: str) -> AsyncIterator[Browser]:
    """The browser that the first of these settings names, as ``make test`` sets them."""
    named = (os.environ.get(setting, "") for setting in settings)
    found = (shutil.which(name) for name in (*named, "chromium", "chromium-browser") if name)
    executable = next(filter(None, found), None)
    assert executable is not None, "no browser; `make test` finds or installs one"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium without windows and tabs, where there is such a one: most pages need none."""
    async with chromium("MADANG_LIGHT_BROWSER", "MADANG_BROWSER") as browser:
        yield browser


class Phone:
    """Opens pages as somebody's phone would; every page must stay free of script errors."""

    def __init__(self, browser: Browser, live: LiveServer) -> None:
        self.browser = browser
        self.live = live
        self.complaints: list[str] = []

    async def open(
        self, *, language: str = "ko-KR", scripts: bool = True, token: str | None = None
    ) -> Page:
        """A fresh phone; ``token`` is the session it is signed in with."""
        context = await self.browser.new_context(
            base_url=self.live.base_url,
            viewport=PHONE,
            locale=language,
            java_script_enabled=scripts,
        )
        context.set_default_timeout(15_000)
        context.on("weberror", lambda error: self._complain(str(error.error)))
        context.on("console", self._listen)
        page = await context.new_page()
        if token is not None:
            await self.sign_in(page, token)
        return page

    async def sign_in(self, page: Page, token: str) -> None:
        """Let this phone have that session from its next request on."""
        await page.context.add_cookies(
            [
                {
                    "name": "__Host-madang",
                    "value": token,
                    # The browser takes a secure cookie for an address that is one.
                    "url": self.live.base_url.replace("http:", "https:"),
                    "secure": True,
                    "httpOnly": True,
                    "sameSite": "Lax",
                }
            ]
        )

    def _listen(self, message: object) -> None:
        words = getattr(message, "text", "")
        # An error status is told on the console too, and a server that went away while the worker
        # was fetched; those are part of some journeys.
        told = ("Failed to load resource", "error occurred when fetching the script")
        if getattr(message, "type", "") == "error" and not any(one in words for one in told):
            self._complain(words)

    def _complain(self, words: str) -> None:
        # Chromium drops its own transition where a navigation leads nowhere, and reports that as
        # if a script had failed.
        if "Transition was aborted" not in words:
            self.complaints.append(words)


@pytest.fixture
async def phone(browser: Browser, live: LiveServer) -> AsyncIterator[Phone]:
    """See ``Phone``. Whatever was done to the server before, it answers."""
    live.start()
    phone = Phone(browser, live)
    yield phone
    for context in browser.contexts:
        await context.close()
    # Where the server was away, the next test finds it back.
    live.start()
    assert phone.complaints == []


@pytest.fixture
async def database(live: LiveServer) -> AsyncIterator[asyncpg.Connection]:
    """The server's own database, which alone says what arrived."""
    connection = await asyncpg.connect(live.environment["MADANG_DATABASE_URL"])
    yield connection
    await connection.close()


@pytest.fixture
async def setting(browser: Browser) -> AsyncIterator[Setting]:
    """An outbox without the rest of the app; see ``Setting``."""
    async with set_up(browser) as found:
        yield found
