"""The rules of pwa/scripts/kept_pages.js in a real browser, called as the worker calls them."""

from __future__ import annotations

from typing import Any

from pwa.assets import asset
from tests.journeys.conftest import Phone

PAGE = """(title, headers = {}) => new Response(`<html><title>${title}</title>`, {
  headers: { "Content-Type": "text/html", "Cache-Control": "public", ...headers },
})"""


async def by_the_rules(phone: Phone, script: str) -> Any:
    """What ``script`` returns; it knows ``rules``, ``page(title, headers)`` and ``later()``.

    The page is one that has no worker, so that nothing else is kept meanwhile.
    """
    page = await phone.open()
    await page.goto("/robots.txt")
    return await page.evaluate(
        f"""async () => {{
          const rules = await import("{asset("scripts/kept_pages.js")}");
          const page = {PAGE};
          const later = () => performance.now() + 1000;
          {script}
        }}"""
    )


async def test_no_more_than_150_pages_are_kept_of_which_the_oldest_go(phone: Phone) -> None:
    kept = await by_the_rules(
        phone,
        """
        for (let n = 0; n < 155; n++) await rules.keep(`/proposals/${n}`, page(`${n}`), later());
        await rules.keep("/proposals/7", page("7, anew"), later());
        return (await rules.list()).map(({ address, title }) => `${address} ${title}`);
        """,
    )
    assert len(kept) == 150
    assert kept[0] == "/proposals/7 7, anew"
    assert "/proposals/4 4" not in kept
    assert kept[-1] == "/proposals/5 5"


async def test_a_page_is_kept_for_thirty_days(phone: Phone) -> None:
    found = await by_the_rules(
        phone,
        """
        const cache = await caches.open("pages-public");
        const then = (days) => new Date(Date.now() - days * 86_400_000).toISOString();
        await cache.put("/old", page("old", { "Madang-Kept": then(30.1) }));
        await cache.put("/young", page("young", { "Madang-Kept": then(29.9) }));
        const before = [await rules.find("/old"), await rules.find("/young")].map(Boolean);
        const listed = (await rules.list()).map(({ address }) => address);
        await rules.keep("/new", page("new"), later());
        return [before, listed, (await cache.keys()).length];
        """,
    )
    assert found == [[False, True], ["/young"], 2]


async def test_an_answer_that_was_asked_for_by_who_has_left_is_not_kept(phone: Phone) -> None:
    found = await by_the_rules(
        phone,
        """
        const mine = { "Madang-Person": "a".repeat(16), "Cache-Control": "private, no-cache" };
        const asked = performance.now();
        await rules.keep("/mine", page("mine", mine), later());
        const present = await rules.keeper();
        await rules.keep("/", page("a visitor's", { "Cache-Control": "no-store" }), later());
        await rules.keep("/late", page("late", mine), asked);
        const mineStill = (await rules.find("/mine")) ?? null;
        return [present, await rules.keeper(), await rules.list(), mineStill];
        """,
    )
    assert found == ["a" * 16, "", [], None]


async def test_the_pages_of_one_person_end_with_the_first_page_of_another(phone: Phone) -> None:
    found = await by_the_rules(
        phone,
        """
        const of = (who) => ({ "Madang-Person": who.repeat(16), "Cache-Control": "private" });
        await rules.keep("/about", page("everybody's"), later());
        await rules.keep("/drafts/1", page("one's", of("a")), later());
        await rules.keep("/me", page("me", { ...of("b"), "Cache-Control": "no-store" }), later());
        const listed = (await rules.list()).map(({ address }) => address);
        return [await rules.keeper(), listed, (await rules.find("/drafts/1")) ?? null];
        """,
    )
    assert found == ["b" * 16, ["/about"], None]


async def test_a_page_that_is_gone_is_forgotten_and_one_that_failed_is_not(phone: Phone) -> None:
    found = await by_the_rules(
        phone,
        """
        const failed = (status) => new Response("<html>", { status, headers: page("").headers });
        for (const name of ["/gone", "/busy"]) await rules.keep(name, page(name), later());
        await rules.keep("/gone", failed(404), later());
        await rules.keep("/busy", failed(500), later());
        await rules.keep("/busy", failed(429), later());
        return (await rules.list()).map(({ address }) => address);
        """,
    )
    assert found == ["/busy"]


async def test_what_was_done_and_the_language_in_an_address_make_no_other_page(
    phone: Phone,
) -> None:
    found = await by_the_rules(
        phone,
        """
        await rules.keep("/?sort=new&done=left&lang=en", page("new"), later());
        await rules.keep("/?done=signed-out", page("hot"), later());
        return (await rules.list()).map(({ address }) => address).sort();
        """,
    )
    assert found == ["/", "/?sort=new"]
