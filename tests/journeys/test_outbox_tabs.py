"""The rules of the outbox between tabs and people: one sends at a time, and only one's own."""

from __future__ import annotations

from tests.journeys.answering import Answer
from tests.journeys.boxes import PERSON, Setting
from tests.waiting import until


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
    # A page that is being closed may still read an answer.
    server.planned["/api/v1/one"] = [Answer(-1)]
    await dying.page.evaluate("import('/scripts/outbox.js').then((box) => void box.send())")
    await until(lambda: bool(server.asked))
    await dying.page.close()
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
