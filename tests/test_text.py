"""Texts: what is cleaned away, what may be shown, and what changed."""

from __future__ import annotations

import time
import unicodedata
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.text import (
    clean_line,
    clean_text,
    difference,
    excerpt,
    render,
    render_markdown,
    render_plain,
)
from backend.text.rendering import parsed_markdown

TAGS = {"p", "br", "strong", "em", "blockquote", "ul", "ol", "li", "code", "pre", "hr", "a"}
TAGS |= {"h3", "h4", "h5", "h6"}


class Page(HTMLParser):
    """What a browser would find in a piece of HTML."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.odd: list[str] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.odd.append(tag)

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        self.odd.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_harmless(source: str) -> None:
    """Only tags and attributes of our list, links to where links may lead, and well nested."""
    page = Page(source)
    assert not page.odd and not page.open
    for tag, attributes in page.tags:
        assert tag in TAGS
        if tag == "a":
            assert attributes.keys() <= {"href", "rel"}
            assert attributes["rel"] == "nofollow ugc noopener"
            href = attributes.get("href")
            assert href is None or href.lower().startswith(("http:", "https:", "mailto:"))
        else:
            assert attributes.keys() <= ({"start"} if tag == "ol" else set())


# Pieces that parsers and sanitisers have stumbled over, thrown together with anything else.
HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    "javascript:alert(1)", "JaVaScRiPt&colon;alert(1)", "data:text/html,<script>", "vbscript:x",
    "[x](javascript:alert(1))", "![x](data:image/png;base64,AAAA)", "[x](<java\nscript:x>)",
    "<javascript:alert(1)>", "<https://a.example/\"onclick=alert(1)>", "[x]: javascript:a",
    '[x](https://a.example "onmouseover=alert(1)")', "<!--", "-->", "<![CDATA[", "<?php", "]]>",
    "<a href='javascript:x'>", "</p>", "<style>*{}</style>", "&#x6a;avascript:", "\\", "`", "```\n",
    "~~~\n", "> ", "- ", "1. ", "# ", "***", "**", "_", "[", "]", "(", ")", "![", "](", "\n\n",
    "\n", "    ", "\t", "&lt;script&gt;", "\x00", "\u202e", "https://", "https://a.example/?q=\"",
    "http://[::1]/", "http://xn--/", "http://\ufdd0", "mailto:", "<a@b.example>", "|-|\n",
]  # fmt: skip

hostile = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12))).map("".join)


@given(hostile)
@settings(max_examples=400, deadline=None)
def test_markdown_is_harmless_whatever_it_says(source):
    assert_harmless(render_markdown(source))


@given(hostile)
@settings(max_examples=300, deadline=None)
def test_plain_text_is_harmless_and_shows_every_character(source):
    rendered = render_plain(source)
    assert_harmless(rendered)
    # HTML has no way to say NUL and its like; texts are cleaned before they are stored.
    shown = clean_text(source)
    written = shown.replace("\\r\\n", "").replace("\\n", "")
    assert "".join(Page(render_plain(shown)).text.split()) == "".join(written.split())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# 큰 제목\n## 작은 제목", "<h3>큰 제목</h3>\n<h4>작은 제목</h4>\n"),
        (
            "## 처음\n#### 안\n### 안\n# 위",
            "<h3>처음</h3>\n<h4>안</h4>\n<h4>안</h4>\n<h3>위</h3>\n",
        ),
        ("첫 줄\n둘째 줄", "<p>첫 줄<br>\n둘째 줄</p>\n"),
        ("<b>굵게</b>", "<p>&lt;b&gt;굵게&lt;/b&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](/sign-out)", "<p>[x](/sign-out)</p>\n"),
        ("3~~5명 정도~~", "<p>3~~5명 정도~~</p>\n"),
    ],
)
def test_markdown_is_rendered_for_a_page_that_has_its_own_headings(source, expected):
    assert render_markdown(source) == expected


# What may be markup, what never is, and white space of many kinds.
lines = st.text(
    st.one_of(
        st.sampled_from("\\`*_[]<>&#~|!^-+=0123456789.):/@'\"   \n\n\n"),
        st.sampled_from("가나다한글 aZ,?%;\u3000\u200b\u2028\u00a0\u0301\ufeff😀"),
    ),
    max_size=30,
)


@given(st.one_of(lines, st.text(st.sampled_from("가나 a.?!'\"\n\n1-)"), max_size=30)))
@settings(max_examples=1000, deadline=None)
def test_what_needs_no_parser_reads_as_if_it_had_been_parsed(source):
    assert render_markdown(source) == parsed_markdown(source)


@pytest.mark.parametrize(
    ("source", "strong"),
    [
        ('**"따릉이"**를 늘려 주세요', '<strong>"따릉이"</strong>를'),
        ("**보행(걷기)**은", "<strong>보행(걷기)</strong>은"),
        ("서울의**'길'**", "서울의<strong>'길'</strong>"),
        ("그것은 **중요**합니다", "<strong>중요</strong>합니다"),
    ],
)
def test_emphasis_ends_before_a_particle(source, strong):
    assert strong in render_markdown(source)


def links(source: str) -> list[str | None]:
    return [attributes.get("href") for tag, attributes in Page(source).tags if tag == "a"]


@pytest.mark.parametrize("rendered", [render_markdown, render_plain])
@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("https://seoul.go.kr에서 보세요", "https://seoul.go.kr"),
        ("(참조:http://naver.me/FCNf7ZPz)", "http://naver.me/FCNf7ZPz"),
        ("https://a.example/b?c=d&e=f.", "https://a.example/b?c=d&e=f"),
        ("https://a.example/x_(y), 그리고", "https://a.example/x_(y)"),
        ("https://a.example/가.", "https://a.example/"),
    ],
)
def test_an_address_ends_where_the_sentence_goes_on(rendered, source, address):
    assert links(rendered(source)) == [address]


@pytest.mark.parametrize("rendered", [render_markdown, render_plain])
def test_a_masked_address_is_no_link(rendered):
    assert links(rendered("https://www.youtube.com/watch?v=*********** 여기")) == []


def test_pictures_become_links_with_their_description():
    assert links(render_markdown("![사진](https://a.example/1.jpg)")) == ["https://a.example/1.jpg"]
    assert "<img" not in render_markdown("![사진](https://a.example/1.jpg)")
    inside = render_markdown("[![사진](https://a.example/1.jpg)](https://b.example)")
    assert links(inside) == ["https://b.example"]
    assert Page(inside).text.strip() == "사진"


def test_an_address_in_code_or_in_a_link_is_not_linked_again():
    assert links(render_markdown("`https://a.example`")) == []
    assert links(render_markdown("[https://a.example](https://b.example)")) == ["https://b.example"]


MONSTERS = {
    "brackets": "[" * 20_000,
    "pictures": "![" * 10_000,
    "quotations": ">" * 20_000,
    "spaced quotations": "> " * 10_000,
    "quoted lines": "> " * 100 + "a\n" * 8_000,
    "asterisks": "*" * 20_000,
    "open emphasis": "*a **b _c " * 2_000,
    "korean emphasis": '**"가"**나*"' * 2_000,
    "lists": "- " * 10_000,
    "deeper lists": "".join("  " * n + "- a\n" for n in range(140)),
    "backticks": "".join("`" * n + " " for n in range(1, 200)),
    "tildes": "~" * 20_000,
    "half links": "[a](" * 5_000,
    "angle links": "[a](<" * 4_000,
    "references": "[a]: https://a.example/" + "b" * 9_000 + "\n\n" + "[a]" * 3_000,
    "tables": "|a" * 2_000 + "\n" + "|-" * 2_000 + "\n" + "|\n" * 5_000,
    "tags": "<a " * 6_000,
    "entities": "&#x41;" * 3_000,
    "addresses": "http://" * 3_000,
    "open addresses": "http://(a" * 2_000,
    "long address": "http://a" + "." * 20_000,
    "spaces": " " * 20_000 + "a",
    "lines": "\n" * 20_000,
    "joiners": "\u200d" * 20_000,
    "accents": "a" + "\u0301" * 20_000,
    "sentences": "니다 " * 7_000,
    "literal line ends": "\\n" * 10_000,
}


@pytest.mark.parametrize("name", MONSTERS)
def test_monsters_cost_no_more_than_honest_texts(name):
    monster = MONSTERS[name]
    started = time.process_time()
    clean_text(monster)
    excerpt(monster)
    rendered = [render_markdown(monster), render_plain(monster)]
    # Each takes less than half a second; what this is to catch takes minutes.
    assert time.process_time() - started < 5
    for page in rendered:
        assert len(page) < 20 * len(monster)
        assert_harmless(page)


def test_plain_text_is_not_read_as_markdown():
    source = "*****\n1. 하나 <b>둘</b>\n> 셋\n# 넷"
    assert render_plain(source) == (
        "<p>*****<br>\n1. 하나 &lt;b&gt;둘&lt;/b&gt;<br>\n&gt; 셋<br>\n# 넷</p>"
    )
    assert render(source, "plain") == render_plain(source)
    assert "<h3>넷</h3>" in render(source, "markdown")


def test_plain_text_takes_a_literal_line_end_for_a_line_end():
    assert render_plain("하나\\n둘\\n\\n셋") == "<p>하나<br>\n둘</p>\n<p>셋</p>"


def test_an_endless_paragraph_is_broken_between_sentences():
    sentence = "우리 동네 횡단보도가 너무 멀어서 어르신들이 건너지 못합니다. "
    page = render_plain(sentence * 40 + "1. 먼저 고쳐 주세요")
    paragraphs = page.split("\n")
    assert len(paragraphs) > 3
    assert all(
        part.removeprefix("<p>").removesuffix("</p>")[-2:] == "다." for part in paragraphs[:-1]
    )
    assert paragraphs[-1].endswith("1. 먼저 고쳐 주세요</p>")


def test_an_excerpt_is_plain_and_ends_between_words():
    source = "# 제목\n\n**횡단보도**가 [너무](https://a.example) 멀어요.\n\n- 하나\n- `둘`"
    assert excerpt(source) == "제목 횡단보도가 너무 멀어요. 하나 둘"
    assert excerpt(source, 12) == "제목 횡단보도가 너무…"
    assert excerpt("*****\\n<b>", body_format="plain") == "***** <b>"
    assert excerpt("") == ""


@given(hostile, st.integers(10, 200), st.sampled_from(["markdown", "plain"]))
@settings(max_examples=200, deadline=None)
def test_an_excerpt_is_one_line_of_bounded_length(source, limit, body_format):
    text = excerpt(source, limit, body_format=body_format)
    assert len(text) <= limit
    assert text == " ".join(text.split())


def test_a_long_word_is_cut_where_it_must_be():
    assert excerpt("가" * 500, 20) == "가" * 19 + "…"
    assert excerpt("네 " + "가" * 500, 20) == "네 " + "가" * 17 + "…"


def test_what_nobody_meant_to_write_is_cleaned_away():
    assert clean_text("a\r\nb\rc\u2028d") == "a\nb\nc\nd"
    assert clean_text("null\x00 bell\x07 \ud800half") == "null bell half"
    assert clean_text("\u202egnp.exe\u202c") == "gnp.exe"
    assert clean_text("\n\n끝  \n\t들여쓰기\n\n") == "끝\n    들여쓰기"
    assert clean_text(unicodedata.normalize("NFD", "한글")) == "한글"
    assert clean_line("  한\n줄로\t이어 \u3164 ") == "한 줄로 이어"


def test_what_only_looks_like_nothing_is_nothing():
    for nothing in ("\u3164" * 5, "\u200b" * 5, "\u200d" * 5, "\u2800 \uffa0", "\ufeff", "\u115f"):
        assert clean_line(nothing) == ""
        assert clean_text(nothing).strip() == ""


def test_joiners_of_emoji_and_flags_are_kept():
    for text in ("👨‍👩‍👧‍👦 가족", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👩🏽‍💻", "❤️", "می‌خواهم"):
        assert clean_line(text) == text


@given(st.text(st.characters(), max_size=80))
@settings(max_examples=300)
def test_cleaning_twice_changes_nothing_and_leaves_storable_text(text):
    once = clean_text(text)
    assert clean_text(once) == once
    assert "\x00" not in once
    once.encode("utf-8")
    assert clean_line(clean_line(text)) == clean_line(text)


def test_a_difference_shows_the_words_that_changed():
    runs = difference("횡단보도를 하나 놓아 주세요", "횡단보도를 두 개 놓아 주세요. 꼭")
    assert [(run.kind, run.text) for run in runs] == [
        ("equal", "횡단보도를 "),
        ("delete", "하나"),
        ("insert", "두 개"),
        ("equal", " 놓아 "),
        ("delete", "주세요"),
        ("insert", "주세요. 꼭"),
    ]


words = st.lists(st.sampled_from(["가 ", "나", " ", "다\n", "라라 ", "\n\n", "."])).map("".join)


@given(words, words)
@settings(max_examples=300)
def test_runs_put_together_are_both_texts(old, new):
    runs = difference(old, new)
    assert "".join(run.text for run in runs if run.kind != "insert") == old
    assert "".join(run.text for run in runs if run.kind != "delete") == new
    assert all(run.text for run in runs)
    assert all(a.kind != b.kind for a, b in pairwise(runs))


def spread(pattern: str, count: int, *, modulo: int) -> str:
    """A text in which the same words come back in turn, which is what comparing suffers from."""
    return " ".join(pattern.format(n % modulo, n) for n in range(count))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (spread("{0} a{1}", 1200, modulo=60), spread("{0} b{1}", 1200, modulo=60)),
        (spread("{0}", 3400, modulo=100), spread("{0}", 3400, modulo=93)),
        ("가\n" * 5000, "나\n" * 5000),
        ("가나" * 5000, "가 나 " * 2500),
    ],
)
def test_comparing_two_texts_of_full_length_is_quick(old, new):
    started = time.process_time()
    runs = difference(old, new)
    assert time.process_time() - started < 5
    assert "".join(run.text for run in runs if run.kind != "delete") == new


def test_a_word_changed_in_a_long_text_is_the_only_one_shown():
    text = " ".join(f"낱말{n % 700}" for n in range(2400))
    changed = text.replace("낱말350 ", "새말 ", 1)
    runs = difference(text, changed)
    assert [(run.kind, run.text) for run in runs if run.kind != "equal"] == [
        ("delete", "낱말350"),
        ("insert", "새말"),
    ]
