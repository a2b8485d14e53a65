"""Writing on the pages without scripts: compose, drafts, edits."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.people import People, Person
from tests.square import BODY, TEXT, Square


async def send(
    client: httpx.AsyncClient,
    by: Person | None,
    act: str,
    path: str = "/proposals/new",
    **text: str,
) -> httpx.Response:
    """The form, sent by one of its buttons."""
    headers = by.headers if by else {}
    return await client.post(path, data=TEXT | text | {"act": act}, headers=headers)


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    assert found is not None
    return unescape(found[1])


async def proposals(square: Square) -> list[Any]:
    items: list[Any] = (await square.get("/proposals?sort=new"))["items"]
    return items


async def test_a_visitor_is_told_what_awaits_them_and_led_to_sign_in(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/proposals/new")
    assert page.status_code == 200
    assert 'href="/sign-in?to=/proposals/new"' in page.text
    assert "set-cookie" not in page.headers


async def test_a_proposal_is_published_from_the_form(square: Square, people: People) -> None:
    author = await people.account()
    empty = await square.client.get("/proposals/new", headers=author.headers)
    assert "보행·자전거 → 보행정책과" in empty.text
    answer = await send(
        square.client,
        author,
        "publish",
        place="망원역 앞",
        latitude="37.5560",
        longitude="126.9100",
    )
    assert answer.status_code == 303
    number = int(re.search(r"/proposals/(\d+)\?done=published", answer.headers["location"])[1])  # type: ignore[index]
    made = await square.get(f"/proposals/{number}")
    assert made["title"] == TEXT["title"]
    assert made["area"] == "mapo"
    assert made["place"] == {"latitude": 37.556, "longitude": 126.91, "label": "망원역 앞"}


async def test_sent_twice_it_is_published_once(square: Square, people: People) -> None:
    author = await people.account()
    empty = await square.client.get("/proposals/new", headers=author.headers)
    key = hidden(empty.text, "key")
    first = await send(square.client, author, "publish", key=key)
    second = await send(square.client, author, "publish", key=key)
    assert first.headers["location"] == second.headers["location"]
    assert len(await proposals(square)) == 1


async def test_who_goes_back_and_changes_it_is_asked_before_it_becomes_another(
    square: Square, people: People
) -> None:
    author = await people.account()
    assert (await send(square.client, author, "publish", key="k")).status_code == 303
    again = await send(square.client, author, "publish", key="k", title="전혀 다른 이야기입니다")
    assert again.status_code == 422
    assert "이미 보낸 양식" in again.text
    fresh = hidden(again.text, "key")
    assert fresh != "k"
    other = await send(square.client, author, "publish", key=fresh, title="전혀 다른 이야기입니다")
    assert other.status_code == 303


async def test_similar_ones_are_shown_before_the_first_publication_and_stop_only_once(
    square: Square, people: People
) -> None:
    there = await square.proposal()
    author = await people.account()
    shown = await send(square.client, author, "publish")
    assert shown.status_code == 200
    assert "이미 있는 제안에 공감하시겠어요?" in shown.text
    assert f'href="/proposals/{there}"' in shown.text
    assert BODY in unescape(shown.text)
    published = await send(square.client, author, "publish", seen=hidden(shown.text, "seen"))
    assert published.status_code == 303


async def test_similar_ones_that_were_looked_at_do_not_stop_the_publication(
    square: Square, people: People
) -> None:
    await square.proposal()
    author = await people.account()
    looked = await send(square.client, author, "similar")
    assert "비슷한 제안이 있어요" in looked.text
    seen = hidden(looked.text, "seen")
    assert (await send(square.client, author, "publish", seen=seen)).status_code == 303


async def test_the_list_for_the_script_is_the_same_and_stays_nowhere(square: Square) -> None:
    there = await square.proposal()
    part = await square.client.get("/proposals/similar", params={"text": TEXT["title"]})
    assert f'href="/proposals/{there}"' in part.text
    assert hidden(part.text, "seen") == str(there)
    assert "<html" not in part.text
    assert part.headers["cache-control"] == "no-store"


async def test_what_is_wrong_is_said_at_the_field_and_the_text_is_kept(
    square: Square, people: People
) -> None:
    answer = await send(
        square.client, await people.account(), "publish", title="짧다", topic="", body="<b>&"
    )
    assert answer.status_code == 400
    for name in ("title", "body", "topic"):
        assert f'href="#{name}"' in answer.text
        assert f'id="{name}-error"' in answer.text
    assert "5자 이상 써 주세요. 지금 2자예요." in answer.text
    assert "20자 이상 써 주세요. 지금 4자예요." in answer.text
    assert 'value="짧다"' in answer.text
    assert "&lt;b&gt;&amp;" in answer.text
    assert answer.text.count('role="alert"') == 1


async def test_the_preview_is_safe_and_publishes_nothing(square: Square, people: People) -> None:
    answer = await send(
        square.client, await people.account(), "preview", body="**굵게** <script>alert(1)</script>"
    )
    assert "<strong>굵게</strong>" in answer.text
    assert "<script>alert" not in answer.text
    assert await proposals(square) == []


async def test_a_point_can_be_taken_back_without_scripts(
    client: httpx.AsyncClient, people: People
) -> None:
    answer = await send(
        client, await people.account(), "unpin", latitude="37.5560", longitude="126.9100"
    )
    assert hidden(answer.text, "latitude") == ""
    assert "37.556" not in answer.text


async def test_signed_out_meanwhile_the_text_stays(client: httpx.AsyncClient) -> None:
    answer = await send(client, None, "publish")
    assert answer.status_code == 401
    assert BODY in unescape(answer.text)
    assert 'href="/sign-in" target="_blank"' in answer.text


async def test_a_draft_is_kept_continued_and_published(square: Square, people: People) -> None:
    author = await people.account()
    kept = await send(square.client, author, "draft", title="", topic="")
    assert kept.status_code == 303
    path = kept.headers["location"].removesuffix("?done=draft-saved")
    listed = await square.client.get("/me/drafts", headers=author.headers)
    assert f'href="{path}"' in listed.text
    assert "제목 없는 초안" in listed.text

    saved = await send(square.client, author, "draft", path, area="")
    assert saved.status_code == 303
    opened = await square.client.get(path, headers=author.headers)
    assert f'value="{TEXT["title"]}"' in opened.text
    assert "selected>마포구" not in opened.text

    published = await send(square.client, author, "publish", path, key="k", body=BODY + " 더.")
    number = published.headers["location"].split("/")[-1].partition("?")[0]
    assert (await square.get(f"/proposals/{number}"))["body"] == BODY + " 더."
    again = await send(square.client, author, "publish", path, key="k", body=BODY + " 더.")
    assert again.headers["location"] == published.headers["location"]
    assert (await square.client.get(path, headers=author.headers)).status_code == 404


async def test_a_draft_is_thrown_away_after_a_question(
    client: httpx.AsyncClient, people: People
) -> None:
    author, other = await people.account(), await people.account()
    kept = await send(client, author, "draft")
    path = kept.headers["location"].partition("?")[0]
    asked = await client.get(f"{path}/removal", headers=author.headers)
    assert "되돌릴 수 없어요" in asked.text
    assert (await client.post(f"{path}/removal", headers=other.headers)).status_code == 404
    gone = await client.post(f"{path}/removal", headers=author.headers)
    assert gone.headers["location"] == "/me/drafts?done=draft-discarded"
    assert "초안이 없어요" in (await client.get("/me/drafts", headers=author.headers)).text


async def test_other_peoples_drafts_are_not_found(
    client: httpx.AsyncClient, people: People
) -> None:
    kept = await send(client, await people.account(), "draft")
    path = kept.headers["location"].partition("?")[0]
    other = await people.account()
    assert (await client.get(path, headers=other.headers)).status_code == 404
    assert (await send(client, other, "draft", path)).status_code == 404
    assert (await send(client, other, "publish", path)).status_code == 404


async def test_a_published_text_is_edited_until_the_first_support(
    square: Square, people: People
) -> None:
    author = await people.account()
    number = await square.proposal(author)
    path = f"/proposals/{number}/edit"
    opened = await square.client.get(path, headers=author.headers)
    assert BODY in unescape(opened.text)
    edited = await send(square.client, author, "edit", path, title="고친 제목입니다")
    assert edited.headers["location"] == f"/proposals/{number}?done=edited"
    assert (await square.get(f"/proposals/{number}"))["title"] == "고친 제목입니다"
    missing = await send(square.client, author, "edit", path, title="")
    assert missing.status_code == 400

    await square.support(number)
    late = await send(square.client, author, "edit", path, title="더 고친 제목입니다")
    assert late.status_code == 409
    assert 'value="더 고친 제목입니다"' in late.text
    closed = await square.client.get(path, headers=author.headers)
    assert f'action="/proposals/{number}/addenda"' in closed.text


async def test_nobody_else_edits_it(square: Square, people: People) -> None:
    number = await square.proposal()
    other = await people.account()
    path = f"/proposals/{number}/edit"
    assert (await square.client.get(path)).status_code == 401
    assert (await square.client.get(path, headers=other.headers)).status_code == 403
    assert (await send(square.client, other, "edit", path)).status_code == 403


async def test_the_form_is_in_english_too(client: httpx.AsyncClient, people: People) -> None:
    author = await people.account("Resident")
    page = await client.get("/proposals/new?lang=en", headers=author.headers)
    assert "What do you propose?" in page.text
    assert not re.search("[가-힣]", page.text.replace("한국어", ""))


async def test_a_form_written_on_an_older_text_is_kept_as_a_draft_of_its_own(
    square: Square, people: People
) -> None:
    author = await people.account()
    kept = await send(square.client, author, "draft")
    path = kept.headers["location"].partition("?")[0]
    at_the_desk = await square.client.get(path, headers=author.headers)
    assert hidden(at_the_desk.text, "version") == "1"
    saved = await send(square.client, author, "draft", path, version="1", title="길에서 쓴 제목")
    assert saved.headers["location"] == f"{path}?done=draft-saved"

    for act in ("draft", "publish"):
        desk = {"version": "1", "key": f"desk-{act}", "title": "책상에서 쓴 제목"}
        parted = await send(square.client, author, act, path, **desk)
        again = await send(square.client, author, act, path, **desk)
        assert parted.headers["location"] == again.headers["location"]
        own = parted.headers["location"].partition("?")[0]
        assert own != path
        shown = await square.client.get(parted.headers["location"], headers=author.headers)
        assert 'value="책상에서 쓴 제목"' in shown.text
        assert f'href="{path}"' in shown.text
        other = await square.client.get(path, headers=author.headers)
        assert 'value="길에서 쓴 제목"' in other.text
    assert await proposals(square) == []


async def test_visitors_get_one_form_that_can_be_kept(client: httpx.AsyncClient) -> None:
    first = await client.get("/proposals/new")
    assert 'name="title"' in first.text
    again = await client.get("/proposals/new", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def picture(colour: str = "teal") -> bytes:
    """A small photo, as a file."""
    file = BytesIO()
    Image.new("RGB", (640, 400), colour).save(file, "JPEG")
    return file.getvalue()


async def attach(
    client: httpx.AsyncClient, by: Person | None, at: str, *files: bytes, **text: str
) -> httpx.Response:
    """The form, sent by the button that sends the chosen photos along."""
    return await client.post(
        "/writing/photos",
        data=TEXT | text | {"act": "photos", "at": at},
        files=[("photos", (f"{place}.jpg", file)) for place, file in enumerate(files)],
        headers=by.headers if by else {},
    )


async def test_photos_are_attached_described_and_published_without_scripts(
    square: Square, people: People
) -> None:
    author = await people.account()
    shown = await attach(square.client, author, "/proposals/new", picture(), picture("navy"))
    assert shown.status_code == 200
    assert 'action="/proposals/new"' in shown.text
    assert BODY in unescape(shown.text)
    photos = {
        name: hidden(shown.text, name) for name in ("photo-1", "width-1", "photo-2", "width-2")
    }
    published = await send(
        square.client, author, "publish", **photos, **{"alt-1": "젖은 안장", "drop-2": "1"}
    )
    number = published.headers["location"].split("/")[-1].partition("?")[0]
    (photo,) = (await square.get(f"/proposals/{number}"))["photos"]
    assert (photo["id"], photo["alt"]) == (photos["photo-1"], "젖은 안장")


async def test_photos_stay_with_a_draft(client: httpx.AsyncClient, people: People) -> None:
    author = await people.account()
    kept = await send(client, author, "draft")
    path = kept.headers["location"].partition("?")[0]
    shown = await attach(client, author, path, picture(), version="1")
    photo = {name: hidden(shown.text, name) for name in ("photo-1", "width-1", "version")}
    saved = await send(client, author, "draft", path, **photo, **{"alt-1": "젖은 안장"})
    assert saved.headers["location"] == f"{path}?done=draft-saved"
    again = await client.get(path, headers=author.headers)
    assert hidden(again.text, "photo-1") == photo["photo-1"]
    assert 'value="젖은 안장"' in again.text


@pytest.mark.parametrize("files", [(b"no picture",), (picture(),) * 6])
async def test_what_cannot_be_attached_is_told_and_the_text_stays(
    client: httpx.AsyncClient, people: People, files: tuple[bytes, ...]
) -> None:
    shown = await attach(client, await people.account(), "/proposals/new", *files)
    assert shown.status_code in (400, 415)
    assert BODY in unescape(shown.text)
    assert 'role="alert"' in shown.text
    assert 'name="photo-1"' not in shown.text


async def test_photos_of_somebody_signed_out_are_not_taken(client: httpx.AsyncClient) -> None:
    shown = await attach(client, None, "/proposals/new", picture())
    assert shown.status_code == 401
    assert BODY in unescape(shown.text)
    assert (await attach(client, None, "/me", picture())).status_code == 400


async def test_photos_that_were_chosen_but_not_attached_stop_the_publication(
    square: Square, people: People
) -> None:
    answer = await send(square.client, await people.account(), "publish", photos="IMG_1.jpg")
    assert answer.status_code == 400
    assert "고른 사진 붙이기" in answer.text
    assert await proposals(square) == []
