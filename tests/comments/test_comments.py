"""Writing, changing, deleting and marking comments, over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import Clock
from tests.people import People
from tests.square import Square


async def count(square: Square, number: int) -> int:
    """How many comments the proposal says it has."""
    comments: int = (await square.get(f"/proposals/{number}"))["comments"]
    return comments


async def test_a_comment_carries_its_stance_and_is_counted(square: Square) -> None:
    number = await square.proposal()
    author = await square.people.account("마포 주민")
    made = await square.comment(number, author, body="**꼭** 필요해요.", stance="for")
    assert made["stance"] == "for"
    assert "<strong>꼭</strong>" in made["body_html"]
    assert made["author"] == {"name": "마포 주민", "badge": None}
    assert made["mine"] is True
    assert await count(square, number) == 1


async def test_a_comment_is_neutral_unless_it_says_otherwise(square: Square) -> None:
    assert (await square.comment(await square.proposal()))["stance"] == "neutral"


@pytest.mark.parametrize("wrong", [{"body": ""}, {"body": "가" * 5001}, {"stance": "maybe"}])
async def test_a_comment_that_does_not_fit_names_the_field(
    square: Square, wrong: dict[str, str]
) -> None:
    number = await square.proposal()
    author = await square.people.account()
    body = {"body": "좋아요", **wrong}
    answer = await square.call("POST", f"/proposals/{number}/comments", author, **body)
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == set(wrong)


async def test_nobody_comments_on_what_is_not_there(square: Square) -> None:
    author = await square.people.account()
    path = "/proposals/999999/comments"
    assert await square.refused("POST", path, author, body="안녕하세요") == (404, "not-found")
    assert await square.refused("GET", path) == (404, "not-found")


async def test_the_same_key_writes_one_comment(square: Square) -> None:
    number = await square.proposal()
    author = await square.people.account()
    path = f"/proposals/{number}/comments"
    first = await square.call("POST", path, author, key="k", body="한 번만 써요")
    again = await square.call("POST", path, author, key="k", body="한 번만 써요")
    other = await square.call("POST", path, author, key="k", body="다른 글이에요")
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.json() == again.json()
    assert await count(square, number) == 1


async def test_replies_stand_below_their_comment_oldest_first(square: Square, clock: Clock) -> None:
    number = await square.proposal()
    parent = await square.comment(number)
    replies = []
    for body in ("하나", "둘"):
        clock.now += timedelta(minutes=1)
        replies.append(await square.comment(number, body=body, reply_to=parent["id"]))
    (thread,) = (await square.get(f"/proposals/{number}/comments"))["items"]
    assert [reply["id"] for reply in thread["replies"]] == [reply["id"] for reply in replies]
    assert await count(square, number) == 3


async def test_a_reply_cannot_be_replied_to(square: Square) -> None:
    number = await square.proposal()
    author = await square.people.account()
    parent = await square.comment(number)
    reply = await square.comment(number, reply_to=parent["id"])
    path = f"/proposals/{number}/comments"
    assert await square.refused("POST", path, author, body="저도요", reply_to=reply["id"]) == (
        409,
        "reply-to-reply",
    )


async def test_a_reply_belongs_to_a_comment_of_the_same_proposal(square: Square) -> None:
    elsewhere = await square.comment(await square.proposal())
    number = await square.proposal()
    author = await square.people.account()
    answer = await square.call(
        "POST", f"/proposals/{number}/comments", author, body="저도요", reply_to=elsewhere["id"]
    )
    assert answer.status_code == 400
    assert "reply_to" in answer.json()["errors"]


async def test_an_official_and_a_moderator_are_known_by_what_they_were_when_writing(
    square: Square, people: People
) -> None:
    number = await square.proposal()
    official = await square.comment(number, await people.official("bus"))
    moderator = await square.comment(number, await people.moderator())
    assert (official["author"]["badge"], official["department"]) == ("official", "bus")
    assert (moderator["author"]["badge"], moderator["department"]) == ("moderator", None)


async def test_an_author_changes_a_comment_for_fifteen_minutes(
    square: Square, clock: Clock
) -> None:
    author = await square.people.account()
    made = await square.comment(await square.proposal(), author)
    path = f"/comments/{made['id']}"
    clock.now += timedelta(minutes=15)
    changed = (await square.call("PATCH", path, author, body="고쳤어요", stance="against")).json()
    assert (changed["body"], changed["stance"]) == ("고쳤어요", "against")
    assert changed["edited_at"] is not None and changed["editable_until"] is not None
    clock.now += timedelta(seconds=1)
    assert await square.refused("PATCH", path, author, body="늦었어요") == (
        409,
        "no-longer-editable",
    )
    assert (await square.get(path, author))["editable_until"] is None


async def test_a_change_that_changes_nothing_is_no_edit(square: Square) -> None:
    author = await square.people.account()
    made = await square.comment(await square.proposal(), author)
    path = f"/comments/{made['id']}"
    same = (await square.call("PATCH", path, author, body=made["body"])).json()
    assert same["edited_at"] is None


async def test_only_the_author_changes_or_deletes_a_comment(square: Square) -> None:
    made = await square.comment(await square.proposal())
    path = f"/comments/{made['id']}"
    for other in (await square.people.account(), await square.people.moderator()):
        assert (await square.refused("PATCH", path, other, body="남의 글"))[0] == 403
        assert (await square.refused("DELETE", path, other))[0] == 403
    assert (await square.get(path))["body"] == made["body"]


async def test_a_deleted_comment_without_replies_disappears(square: Square) -> None:
    number = await square.proposal()
    author = await square.people.account()
    made = await square.comment(number, author)
    path = f"/comments/{made['id']}"
    assert (await square.call("DELETE", path, author)).status_code == 204
    assert (await square.get(f"/proposals/{number}/comments"))["items"] == []
    assert await count(square, number) == 0
    assert (await square.refused("DELETE", path, author))[0] == 404


async def test_of_a_deleted_comment_with_replies_only_the_place_stays(square: Square) -> None:
    number = await square.proposal()
    author = await square.people.account("이름")
    replier = await square.people.account()
    made = await square.comment(number, author)
    reply = await square.comment(number, replier, reply_to=made["id"])
    await square.call("DELETE", f"/comments/{made['id']}", author)
    (thread,) = (await square.get(f"/proposals/{number}/comments"))["items"]
    assert (thread["deleted"], thread["body"], thread["author"]["name"]) == (True, None, None)
    assert [one["id"] for one in thread["replies"]] == [reply["id"]]
    assert await count(square, number) == 1
    assert await square.refused(
        "POST", f"/proposals/{number}/comments", replier, body="어디?", reply_to=made["id"]
    ) == (409, "comment-gone")
    await square.call("DELETE", f"/comments/{reply['id']}", replier)
    assert (await square.get(f"/proposals/{number}/comments"))["items"] == []


async def test_a_repeated_post_of_a_deleted_comment_does_not_bring_its_text_back(
    square: Square,
) -> None:
    number = await square.proposal()
    author = await square.people.account()
    path = f"/proposals/{number}/comments"
    made = (await square.call("POST", path, author, key="k", body="지울 말")).json()
    await square.call("DELETE", f"/comments/{made['id']}", author)
    again = (await square.call("POST", path, author, key="k", body="지울 말")).json()
    assert (again["id"], again["deleted"], again["body"]) == (made["id"], True, None)


async def test_a_helpful_mark_counts_once_for_each_person(square: Square) -> None:
    made = await square.comment(await square.proposal())
    path = f"/comments/{made['id']}/helpful"
    first, second = await square.people.account(), await square.people.account()
    for reader, helpful in ((first, 1), (first, 1), (second, 2)):
        assert (await square.call("PUT", path, reader)).json() == {"helpful": helpful}
    assert (await square.get(f"/comments/{made['id']}", first))["helped"] is True
    assert (await square.get(f"/comments/{made['id']}"))["helped"] is None
    for reader, helpful in ((first, 1), (first, 1), (second, 0)):
        answer = await square.call("DELETE", path, reader)
        assert (answer.status_code, answer.json()) == (200, {"helpful": helpful})


async def test_nobody_marks_their_own_comment(square: Square) -> None:
    author = await square.people.account()
    made = await square.comment(await square.proposal(), author)
    path = f"/comments/{made['id']}/helpful"
    assert await square.refused("PUT", path, author) == (409, "own-comment")


async def test_nothing_is_written_under_a_withdrawn_proposal_but_words_can_be_taken_back(
    square: Square,
) -> None:
    owner, author = await square.people.account(), await square.people.account()
    number = await square.proposal(owner)
    made = await square.comment(number, author)
    await square.call("POST", f"/proposals/{number}/withdrawal", owner)
    expected = (409, "proposal-withdrawn")
    path = f"/comments/{made['id']}"
    assert await square.refused("POST", f"/proposals/{number}/comments", owner, body="아직") == (
        expected
    )
    assert await square.refused("PATCH", path, author, body="고침") == expected
    assert await square.refused("PUT", f"{path}/helpful", owner) == expected
    assert (await square.call("DELETE", path, author)).status_code == 204


async def test_thirty_comments_in_ten_minutes_are_enough(square: Square, clock: Clock) -> None:
    number = await square.proposal()
    author = await square.people.account()
    for _ in range(30):
        await square.comment(number, author)
    clock.now += timedelta(minutes=4)
    answer = await square.call("POST", f"/proposals/{number}/comments", author, body="또")
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == str(6 * 60)
    clock.now += timedelta(minutes=6)
    await square.comment(number, author)


async def test_a_name_is_gone_when_its_account_is(square: Square) -> None:
    author = await square.people.account()
    made = await square.comment(await square.proposal(), author)
    assert (await square.call("DELETE", "/me", author)).status_code == 204
    kept = await square.get(f"/comments/{made['id']}")
    assert (kept["author"]["name"], kept["body"]) == (None, made["body"])
