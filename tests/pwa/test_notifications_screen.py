"""Choosing what to hear, without scripts: the settings, the news, and what is muted."""

from __future__ import annotations

import re
from typing import Any

import httpx

from backend.language import text
from backend.notifications.kinds import KINDS
from tests.people import People, Person
from tests.pwa.reader import Links, page_of, send
from tests.responses.answering import answer
from tests.square import Square

SETTINGS = "/me/notifications"


async def opened(client: httpx.AsyncClient, path: str, by: Person) -> str:
    """A page of somebody's own, which leaves nothing on the device."""
    page = await client.get(path, headers=by.headers)
    assert page.status_code == 200
    return page.text


def fields(page: str) -> dict[str, str]:
    """What the form of the settings would send as it stands."""
    sent = {
        name: value
        for name, value in re.findall(
            r'<input id="\w+" name="(\w+)" type="\w+" value="(.*?)"', page
        )
    }
    sent |= {name: "yes" for name in re.findall(r'name="(push-\w+)" value="yes" checked', page)}
    for name, options in re.findall(r'<select.*? name="(\S+?)".*?>(.*?)</select>', page, re.DOTALL):
        (sent[name],) = re.findall(r'value="(\w+)" selected', options)
    return sent


async def chosen(square: Square, person: Person) -> Any:
    """What holds for somebody, as the API says it."""
    return await square.get("/notifications/preferences", person)


async def test_the_settings_show_what_holds_and_change_it(
    client: httpx.AsyncClient, square: Square, people: People
) -> None:
    person = await people.account()
    before = await chosen(square, person)
    shown = fields(await opened(client, SETTINGS, person))
    assert {f"email-{name}" for name in KINDS} <= set(shown)
    # What is sent back as it stands changes nothing.
    saved = await send(client, SETTINGS, person, **shown)
    assert saved.headers["location"] == f"{SETTINGS}?done=me-saved"
    assert await chosen(square, person) == before
    changed = {"push-comment": "yes", "email-comment": "daily", "digest_hour": "19"}
    hours = {"quiet_from": "22:00", "quiet_until": "07:00:00", "time_zone": "Europe/Berlin"}
    del shown["push-response"]
    await send(client, SETTINGS, person, **(shown | changed | hours))
    after = await chosen(square, person)
    assert after["kinds"]["comment"] == {"push": True, "email": "daily"}
    assert after["kinds"]["response"] == {"push": False, "email": "weekly"}
    assert after["quiet_hours"] == {"from": "22:00", "until": "07:00"}
    assert (after["time_zone"], after["digest_hour"]) == ("Europe/Berlin", 19)
    assert fields(await opened(client, SETTINGS, person)) == shown | changed | hours | {
        "quiet_until": "07:00"
    }


async def test_what_cannot_be_is_shown_again_with_what_is_wrong(
    client: httpx.AsyncClient, square: Square, people: People
) -> None:
    person = await people.account()
    before = await chosen(square, person)
    shown = fields(await opened(client, SETTINGS, person))
    wrong = {"time_zone": "Mars", "push-comment": "yes"}
    refused = await send(client, SETTINGS, person, **(shown | wrong))
    assert refused.status_code == 400
    assert text("ko", "field-time-zone") in refused.text
    assert fields(refused.text) == shown | wrong
    half = await send(client, SETTINGS, person, **(shown | {"quiet_from": "22:00"}))
    assert half.status_code == 400 and 'href="#quiet_hours"' in half.text
    assert await chosen(square, person) == before


async def test_mail_that_was_ended_is_said_to_be_and_comes_again_once_asked_for(
    client: httpx.AsyncClient, square: Square, people: People
) -> None:
    person = await people.account()
    await square.call("PUT", "/notifications/preferences", person, email_ended=True)
    page = await opened(client, SETTINGS, person)
    assert text("ko", "hearing-ended") in page
    await send(client, SETTINGS, person, **fields(page))
    assert (await chosen(square, person))["email_ended"]
    await send(client, SETTINGS, person, **fields(page), again="yes")
    assert not (await chosen(square, person))["email_ended"]
    assert text("ko", "hearing-ended") not in await opened(client, SETTINGS, person)


async def test_who_hears_of_a_proposal_can_mute_it_there(
    client: httpx.AsyncClient, square: Square, people: People
) -> None:
    reader = await people.account()
    number = await square.proposal()
    mute, unmute = text("ko", "mute"), text("ko", "unmute")
    assert mute not in await page_of(client, number, reader)
    await square.call("PUT", f"/proposals/{number}/follow", reader)
    assert mute in await page_of(client, number, reader)
    muted = await send(client, f"/proposals/{number}/mute", reader, muted="yes")
    assert muted.headers["location"] == f"/proposals/{number}?done=muted"
    # Whoever follows no longer can still take it back.
    await square.call("DELETE", f"/proposals/{number}/follow", reader)
    page = await page_of(client, number, reader)
    assert unmute in page and mute not in page
    assert f"/proposals/{number}" in Links(await opened(client, f"{SETTINGS}/muted", reader)).all
    back = await send(
        client, f"/proposals/{number}/mute", reader, muted="no", to=f"{SETTINGS}/muted"
    )
    assert back.headers["location"] == f"{SETTINGS}/muted?done=unmuted"
    assert text("ko", "muted-empty") in await opened(client, f"{SETTINGS}/muted", reader)


async def test_a_proposal_is_muted_from_the_news_where_it_came_up(
    client: httpx.AsyncClient, square: Square, people: People
) -> None:
    author = await people.account()
    number = await square.proposal(author)
    await answer(square, number)
    page = await opened(client, "/inbox", author)
    assert SETTINGS in Links(page).all
    assert f'action="/proposals/{number}/mute"' in page
    muted = await send(client, f"/proposals/{number}/mute", author, muted="yes", to="/inbox")
    assert muted.headers["location"] == "/inbox?done=muted"
    assert text("ko", "inbox-empty") in await opened(client, "/inbox", author)


async def test_nobody_is_sent_elsewhere_after_muting(
    client: httpx.AsyncClient, square: Square, people: People
) -> None:
    reader, number = await people.account(), await square.proposal()
    for elsewhere in ("https://example.com/", "//example.com"):
        gone = await send(client, f"/proposals/{number}/mute", reader, muted="yes", to=elsewhere)
        assert gone.headers["location"] == f"/proposals/{number}?done=muted"
