"""What arrives at one moment is operated on together, and each gets its own answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from backend.database import batching
from backend.database.batching import Batched
from backend.database.engine import transaction


class Doubling:
    """An operation that keeps what it was asked, and fails where it is asked for what is bad."""

    def __init__(self, *, bad: int | None = None, fails_with: type[Exception] = ValueError) -> None:
        self.batches: list[list[int]] = []
        self.bad = bad
        self.fails_with = fails_with

    async def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.batches.append(list(numbers))
        await asyncio.sleep(0.001)
        if self.bad in numbers:
            raise self.fails_with
        return [2 * number for number in numbers]


async def test_what_arrives_at_one_moment_or_meanwhile_is_one_batch() -> None:
    doubling = Doubling()
    double = Batched(doubling)

    async def late(number: int) -> int:
        while not doubling.batches:
            await asyncio.sleep(0)
        return await double(number)

    answers = await asyncio.gather(*map(double, range(3)), *map(late, range(3, 9)))
    assert answers == [2 * number for number in range(9)]
    assert doubling.batches == [[0, 1, 2], [3, 4, 5, 6, 7, 8]]


async def test_a_batch_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "MOST", 4)
    doubling = Doubling()
    double = Batched(doubling)
    assert await asyncio.gather(*map(double, range(10))) == [2 * number for number in range(10)]
    assert [len(batch) for batch in doubling.batches] == [4, 4, 2]


async def test_a_crowd_that_comes_in_step_is_taken_in_halves() -> None:
    doubling = Doubling()
    double = Batched(doubling)

    async def again_and_again(number: int) -> None:
        for _ in range(6):
            assert await double(number) == 2 * number

    first = asyncio.create_task(again_and_again(0))
    while not doubling.batches:
        await asyncio.sleep(0)
    await asyncio.gather(first, *map(again_and_again, range(1, 40)))
    sizes = [len(batch) for batch in doubling.batches]
    assert sizes[0] == 1
    assert set(sizes[1:-1]) == {20}


async def test_a_bad_one_fails_alone() -> None:
    doubling = Doubling(bad=5)
    double = Batched(doubling)
    answers = await asyncio.gather(*map(double, range(8)), return_exceptions=True)
    assert isinstance(answers.pop(5), ValueError)
    assert answers == [2 * number for number in range(8) if number != 5]
    assert await double(7) == 14


async def test_without_a_database_a_batch_is_not_tried_again_in_parts() -> None:
    doubling = Doubling(bad=1, fails_with=ConnectionResetError)
    double = Batched(doubling)
    answers = await asyncio.gather(*map(double, range(4)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [ConnectionResetError] * 4
    assert doubling.batches == [[0, 1, 2, 3]]
    assert await double(3) == 6


async def test_things_that_must_not_meet_follow_each_other_in_their_order() -> None:
    doubling = Doubling()
    double = Batched(doubling, key=lambda number: number % 10)
    answers = await asyncio.gather(*map(double, (1, 2, 11, 3, 21, 12)))
    assert answers == [2, 4, 22, 6, 42, 24]
    assert doubling.batches == [[1, 2, 3], [11, 12], [21]]


async def test_whoever_hangs_up_keeps_nobody_waiting() -> None:
    doubling = Doubling()
    double = Batched(doubling)
    gone, staying = asyncio.create_task(double(1)), asyncio.create_task(double(2))
    while not doubling.batches:
        await asyncio.sleep(0)
    gone.cancel()
    assert await staying == 4
    assert doubling.batches == [[1, 2]]
    assert gone.cancelled()


async def test_inside_a_transaction_one_is_operated_on_alone_in_there(rolled_back: None) -> None:
    doubling = Doubling()
    double = Batched(doubling)

    async def inside(number: int) -> int:
        async with transaction():
            return await double(number)

    assert [await inside(1), await inside(2)] == [2, 4]
    assert doubling.batches == [[1], [2]]
