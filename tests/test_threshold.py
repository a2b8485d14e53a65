"""The packaged Seoul's own threshold, with real supports."""

from __future__ import annotations

from tests.square import Square


async def test_the_fiftieth_support_and_no_other_obliges_the_department(square: Square) -> None:
    number = await square.proposal(topic="walking")
    await square.support(number, 49)
    assert (await square.get(f"/proposals/{number}"))["obligations"] == []
    await square.support(number)
    proposal = await square.get(f"/proposals/{number}")
    assert [owed["owed_by"] for owed in proposal["obligations"]] == ["pedestrian"]
    assert (proposal["supports"], proposal["stage"]) == (50, "awaiting_response")
    await square.support(number, 3)
    assert (await square.events(number)).count("threshold_reached") == 1
