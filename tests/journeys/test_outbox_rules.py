"""The rules of the outbox, one by one: what is sent, when, and what the answers mean."""

from __future__ import annotations

import json

import pytest

from tests.journeys.answering import Answer
from tests.journeys.boxes import PERSON, Setting

HOUR = 3_600_000


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
