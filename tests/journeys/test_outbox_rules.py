"""The rules of the outbox, one by one: its own module in a real browser, against a server that
answers as each test wants it to."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from tests.journeys.answering import Answer, Answering, answering
from tests.waiting import until

PERSON = "0123456789abcdef"
HOUR = 3_600_000


class Box:
    """The outbox of one tab."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def call(self, script: str, *arguments: Any) -> Any:
        """Evaluate an expression that uses the module as ``box`` and the database as ``store``."""
        return await self.page.evaluate(
            """async ([script, given]) => {
              const box = await import("/scripts/outbox.js");
              const store = await import("/scripts/database.js");
              const evaluate = new Function("box", "store", "given", `return (${script})`);
              return await evaluate(box, store, given);
            }""",
            [script, arguments],
        )

    async def add(
        self,
        path: str,
        *,
        method: str = "POST",
        place: str = "/proposals/1",
        body: Any = None,
        **more: Any,
    ) -> Any:
        """Store one intention."""
        kind = "comment" if method == "POST" else "support"
        request = {"method": method, "path": path} | ({"body": body} if body else {})
        return await self.call(
            "box.add(given[0])",
            {"person": PERSON, "kind": kind, "place": place, "words": "", "request": request}
            | more,
        )

    async def send(self) -> int:
        """Send what is due; answers when the next one is."""
        due: int = await self.call("box.send()")
        return due

    async def entries(self) -> list[dict[str, Any]]:
        """What is in it."""
        found: list[dict[str, Any]] = await self.call("box.entries()")
        return found

    async def states(self) -> list[str]:
        """How each of its entries stands."""
        return [entry["state"] for entry in await self.entries()]


class Setting(NamedTuple):
    """A server, and a tab whose person is signed in."""

    server: Answering
    box: Box
    context: BrowserContext

    async def tab(self) -> Box:
        """One more tab of the same phone."""
        page = await self.context.new_page()
        await page.goto(self.server.url)
        return Box(page)


@pytest.fixture
async def setting(browser: Browser) -> AsyncIterator[Setting]:
    """See ``Setting``."""
    async with answering() as server:
        context = await browser.new_context()
        found = Setting(server, Box(await context.new_page()), context)
        await found.box.page.goto(server.url)
        await found.box.call("box.arrive(given[0])", PERSON)
        yield found
        await context.close()


async def test_an_entry_goes_out_with_its_key_its_person_and_its_language(setting: Setting) -> None:
    box, server = setting.box, setting.server
    server.planned["/api/v1/one"] = [Answer(201, {"id": 7})]
    entry = await box.add("/api/v1/one", body={"body": "가"})
    await box.send()
    (asked,) = server.asked
    assert (asked.method, json.loads(asked.body)) == ("POST", {"body": "가"})
    assert asked.headers["idempotency-key"] == entry["key"]
    assert asked.headers["madang-person"] == PERSON
    assert asked.headers["accept-language"] == "ko"
    (kept,) = await box.entries()
    assert (kept["state"], kept["result"]) == ("sent", "/proposals/1#comment-7")


async def test_what_waits_holds_up_its_own_place_and_no_other(setting: Setting) -> None:
    box, server = setting.box, setting.server
    server.planned["/api/v1/first"] = [Answer(503)]
    await box.add("/api/v1/first")
    await box.add("/api/v1/second")
    await box.add("/api/v1/elsewhere", place="/proposals/2")
    await box.send()
    assert server.paths() == ["/api/v1/first", "/api/v1/elsewhere"]
    await box.call("box.resume()")
    assert server.paths()[2:] == ["/api/v1/first", "/api/v1/second"]
    assert await box.states() == ["sent"] * 3


async def test_what_was_refused_holds_up_nothing(setting: Setting) -> None:
    box, server = setting.box, setting.server
    server.planned["/api/v1/first"] = [Answer(409, {"type": "/problems/gathering-closed"})]
    await box.add("/api/v1/first")
    await box.add("/api/v1/second")
    await box.send()
    assert await box.states() == ["refused", "sent"]


async def test_a_later_intention_takes_the_place_of_one_never_tried(setting: Setting) -> None:
    box, server = setting.box, setting.server
    await box.add("/api/v1/support", method="PUT")
    await box.add("/api/v1/other", method="PUT")
    await box.add("/api/v1/support", method="DELETE")
    assert [one["request"]["method"] for one in await box.entries()] == ["DELETE", "PUT"]
    server.planned["/api/v1/support"] = [Answer(0)]
    await box.send()
    # Perhaps the server has done this one, so that taking it back needs a request of its own.
    await box.add("/api/v1/support", method="PUT")
    await box.call("box.resume()")
    assert [f"{one.method} {one.path}" for one in server.asked] == [
        "DELETE /api/v1/support",
        "DELETE /api/v1/support",
        "PUT /api/v1/other",
        "PUT /api/v1/support",
    ]


async def test_only_the_last_word_of_the_server_ends_waiting(setting: Setting) -> None:
    box, server = setting.box, setting.server
    answers = {
        "sent": [Answer(200, {}), Answer(201, {"id": 1})],
        "refused": [
            Answer(400, {"title": "t", "errors": {"body": ["s"]}}),
            Answer(403, {}),
            Answer(404, {}),
            Answer(409, {"type": "/problems/proposal-hidden"}),
            Answer(413, b"<h1>too large</h1>"),
            Answer(422, {}),
        ],
        "waiting": [
            Answer(0),
            Answer(200, b"<title>Free wireless</title>", media_type="text/html"),
            Answer(302, b"", ("Location: /api/v1/elsewhere",)),
            Answer(408, {}),
            Answer(409, {"type": "/problems/key-in-use"}),
            Answer(425, {}),
            Answer(429, {}),
            Answer(500, {}),
            Answer(503, b"<h1>sorry</h1>"),
        ],
    }
    expected = [(state, answer) for state, some in answers.items() for answer in some]
    for number, (_, answer) in enumerate(expected):
        server.planned[f"/api/v1/{number}"] = [answer]
        await box.add(f"/api/v1/{number}", place=f"/proposals/{number}")
    await box.send()
    entries = await box.entries()
    assert [(one["state"], one["tries"]) for one in entries] == [
        (state, 1) for state, _ in expected
    ]
    assert len(server.asked) == len(expected)
    assert {one["state"] for one in entries if "refusal" in one} == {"refused"}
    wrong = {"status": 400, "title": "t", "detail": "", "errors": {"body": ["s"]}}
    assert next(one["refusal"] for one in entries if "refusal" in one) == wrong


async def test_every_try_has_the_same_key_and_a_longer_pause(setting: Setting) -> None:
    box, server = setting.box, setting.server
    server.planned["/api/v1/one"] = [Answer(503)] * 14
    await box.add("/api/v1/one")
    pauses = []
    for _ in range(14):
        before = await box.page.evaluate("Date.now()")
        await box.call("box.resume()")
        pauses.append((await box.entries())[0]["due"] - before)
    for tries, pause in enumerate(pauses):
        longest = min(HOUR, 2_000 * 2**tries)
        assert longest / 2 <= pause <= longest + 1_000
    assert len({asked.headers["idempotency-key"] for asked in server.asked}) == 1
    assert await box.send() == (await box.entries())[0]["due"], "nothing is due before its time"
    assert len(server.asked) == 14


@pytest.mark.parametrize("status", [409, 429, 503])
async def test_the_server_is_left_alone_for_as_long_as_it_asks(
    setting: Setting, status: int
) -> None:
    box, server = setting.box, setting.server
    server.planned["/api/v1/one"] = [
        Answer(status, {"type": "/problems/key-in-use"}, ("Retry-After: 600",))
    ]
    await box.add("/api/v1/one")
    before = await box.page.evaluate("Date.now()")
    await box.send()
    await box.call("box.resume()")
    assert len(server.asked) == 1
    assert 0 <= (await box.entries())[0]["due"] - before - 600_000 < 30_000
    await box.call("box.retry(given[0])", (await box.entries())[0]["id"])
    await box.send()
    assert await box.states() == ["sent"]


async def test_photos_go_first_each_once_and_are_named_in_the_proposal(setting: Setting) -> None:
    box, server = setting.box, setting.server
    server.planned["/api/v1/photos"] = [
        Answer(201, {"id": "a"}),
        Answer(0),
        Answer(201, {"id": "b"}),
    ]
    server.planned["/api/v1/proposals"] = [Answer(201, {"number": 12})]
    await box.call(
        """box.add({
          person: given[0], kind: "proposal", place: "/proposals/new", words: "", draft: "d",
          request: {method: "POST", path: "/api/v1/proposals", body: {title: "t"}},
          photos: [1, 2].map((n) => ({
            blob: new Blob([String(n)], {type: "image/webp"}), alt: `alt ${n}`, key: `key ${n}`,
          })),
        })""",
        PERSON,
    )
    await box.call("store.put('drafts', {id: 'd'})")
    await box.send()
    assert await box.states() == ["waiting"]
    await box.call("box.resume()")
    photos, (proposal,) = server.asked[:-1], server.asked[-1:]
    assert [one.headers["idempotency-key"] for one in photos] == ["key 1", "key 2", "key 2"]
    assert [one.body for one in photos] == [b"1", b"2", b"2"]
    assert {one.headers["content-type"] for one in photos} == {"image/webp"}
    assert json.loads(proposal.body) == {
        "title": "t",
        "photos": [{"id": "a", "alt": "alt 1"}, {"id": "b", "alt": "alt 2"}],
    }
    (kept,) = await box.entries()
    assert kept["result"] == "/proposals/12"
    assert "photos" not in kept
    assert await box.call("store.all('drafts')") == []


async def test_photos_that_the_server_forgot_meanwhile_are_sent_anew(setting: Setting) -> None:
    box, server = setting.box, setting.server
    gone = Answer(400, {"title": "no", "errors": {"photos": ["gone"]}})
    server.planned["/api/v1/photos"] = [Answer(201, {"id": "a"}), Answer(201, {"id": "b"})]
    server.planned["/api/v1/proposals"] = [Answer(0), gone, Answer(201, {"number": 12})]
    await box.call(
        """box.add({
          person: given[0], kind: "proposal", place: "/proposals/new", words: "",
          request: {method: "POST", path: "/api/v1/proposals", body: {title: "t"}},
          photos: [{blob: new Blob(["x"], {type: "image/webp"}), alt: "", key: "k"}],
        })""",
        PERSON,
    )
    await box.send()
    await box.call("box.resume()")
    assert await box.states() == ["waiting"]
    await box.call("box.resume()")
    assert await box.states() == ["sent"]
    photos = [one for one in server.asked if one.path == "/api/v1/photos"]
    assert [one.headers["idempotency-key"] for one in photos] == ["k", "k"]
    assert json.loads(server.asked[-1].body)["photos"] == [{"id": "b", "alt": ""}]


async def test_a_photo_that_is_refused_refuses_the_proposal(setting: Setting) -> None:
    box, server = setting.box, setting.server
    server.planned["/api/v1/photos"] = [Answer(400, {"title": "no photo"})]
    await box.call(
        """box.add({
          person: given[0], kind: "proposal", place: "/proposals/new", words: "",
          request: {method: "POST", path: "/api/v1/proposals", body: {title: "t"}},
          photos: [{blob: new Blob(["x"], {type: "image/png"}), alt: "", key: "k"}],
        })""",
        PERSON,
    )
    await box.send()
    assert server.paths() == ["/api/v1/photos"]
    (kept,) = await box.entries()
    assert (kept["state"], kept["refusal"]["title"]) == ("refused", "no photo")


async def test_one_tab_sends_at_a_time(setting: Setting) -> None:
    box, server = setting.box, setting.server
    other = await setting.tab()
    await box.add("/api/v1/one")
    server.going_on.clear()
    for tab in (box, other):
        await tab.page.evaluate("import('/scripts/outbox.js').then((box) => void box.send())")
    await until(lambda: bool(server.asked))
    held = await box.page.evaluate(
        "navigator.locks.query().then(({held, pending}) => [held.length, pending.length])"
    )
    assert held == [1, 1]
    server.going_on.set()
    await other.send()
    assert server.paths() == ["/api/v1/one"]
    assert await box.states() == ["sent"]


async def test_a_tab_that_dies_while_sending_leaves_the_entry_to_the_others(
    setting: Setting,
) -> None:
    box, server = setting.box, setting.server
    dying = await setting.tab()
    await box.add("/api/v1/one")
    server.going_on.clear()
    await dying.page.evaluate("import('/scripts/outbox.js').then((box) => void box.send())")
    await until(lambda: bool(server.asked))
    await dying.page.close()
    server.going_on.set()
    await box.call("box.resume()")
    assert await box.states() == ["sent"]
    first, second = server.asked
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


async def test_a_server_that_never_answers_is_not_waited_for(setting: Setting) -> None:
    box, server = setting.box, setting.server
    server.planned["/api/v1/one"] = [Answer(-1)]
    await box.add("/api/v1/one")
    # The browser's own clock runs a hundred times as fast.
    await box.page.evaluate(
        """() => {
          const timeout = AbortSignal.timeout.bind(AbortSignal);
          AbortSignal.timeout = (milliseconds) => timeout(milliseconds / 100);
        }"""
    )
    await box.send()
    assert await box.states() == ["waiting"]


async def test_what_was_discarded_while_it_was_sent_stays_discarded(setting: Setting) -> None:
    box, server = setting.box, setting.server
    entry = await box.add("/api/v1/one")
    server.going_on.clear()
    await box.page.evaluate(
        "import('/scripts/outbox.js').then((box) => void (window.sent = box.send()))"
    )
    await until(lambda: bool(server.asked))
    await box.call("box.discard(given[0])", entry["id"])
    server.going_on.set()
    await box.page.evaluate("window.sent")
    assert await box.entries() == []


async def test_nobody_sends_for_somebody_else_and_what_they_left_goes_after_a_month(
    setting: Setting,
) -> None:
    box, server = setting.box, setting.server
    mine = await box.add("/api/v1/one")
    old = await box.add("/api/v1/two")
    await box.call("store.update('outbox', given[0], (one) => ({...one, made: 0}))", old["id"])
    server.planned["/api/v1/one"] = [Answer(503)]
    await box.send()
    assert await box.states() == ["waiting", "waiting"], "one's own stays, however old it is"
    server.asked.clear()
    await box.call("box.arrive('fedcba9876543210')")
    await box.call("box.resume()")
    assert server.asked == []
    assert [one["id"] for one in await box.entries()] == [mine["id"]]
    await box.call("box.arrive(given[0])", PERSON)
    await box.send()
    assert await box.states() == ["sent"]


async def test_a_session_that_ended_stops_sending_until_its_person_is_back(
    setting: Setting,
) -> None:
    box, server = setting.box, setting.server
    server.planned["/api/v1/one"] = [Answer(401, {"type": "/problems/another-person"})]
    await box.add("/api/v1/one")
    await box.add("/api/v1/two", place="/proposals/2")
    await box.send()
    await box.call("box.resume()")
    assert server.paths() == ["/api/v1/one"]
    await box.call("box.arrive(given[0])", PERSON)
    await box.call("box.resume()")
    assert await box.states() == ["sent", "sent"]


async def test_the_last_of_what_was_sent_are_kept(setting: Setting) -> None:
    box = setting.box
    for number in range(22):
        await box.add(f"/api/v1/{number}")
    await box.send()
    assert [one["request"]["path"] for one in await box.entries()] == [
        f"/api/v1/{number}" for number in range(2, 22)
    ]


async def test_every_tab_hears_of_a_change_and_a_wipe_leaves_what_is_not_theirs(
    setting: Setting,
) -> None:
    box, other = setting.box, await setting.tab()
    await other.page.evaluate(
        "import('/scripts/outbox.js').then((box) => box.watch(() => (window.heard = true)))"
    )
    await box.add("/api/v1/one")
    await other.page.wait_for_function("window.heard")
    await box.add("/api/v1/two", person="fedcba9876543210")
    await box.call("box.wipe(given[0])", PERSON)
    assert [one["person"] for one in await box.entries()] == ["fedcba9876543210"]
    assert await box.call("box.present()") == ""
