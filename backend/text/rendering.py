"""Texts as they go out: safe HTML from Markdown and from plain text, and short beginnings."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, emphasis
from markdown_it.token import Token

BodyFormat = Literal["markdown", "plain"]

TAGS = {"p", "br", "strong", "em", "blockquote", "ul", "ol", "li", "code", "pre", "hr", "a"} | {
    "h3", "h4", "h5", "h6"
}  # fmt: skip
# Without the star, `title` and `lang` would be allowed everywhere.
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
LINK_REL = "nofollow ugc noopener"

# An address ends before Hangul, since particles are glued to words (https://seoul.go.kr에서), and
# copied addresses come percent-encoded. Its last character is none that closes a sentence, and
# a bracket belongs to it only where it has the other one too.
_BRACKETED = r"\([\w\-.~,;=%]*\)"
_ADDRESS = re.compile(
    rf"https?://(?:[\w\-.~:/?#@!$&'*+,;=%]|{_BRACKETED})*(?:[\w\-~/#@$&*+=%]|{_BRACKETED})",
    re.ASCII,
)
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")


class _Markdown(MarkdownIt):
    """CommonMark as residents write it: see ``render_markdown``."""

    def __init__(self) -> None:
        # Twelve levels (six lists in one another) bound what a text of nothing but quotation marks
        # can cost: each level reads what is inside it again. What is deeper is left out.
        super().__init__("commonmark", {"html": False, "breaks": True, "maxNesting": 12})
        # A definition can be referred to a thousand times: 10 KB would become 8 MB.
        self.disable("reference")
        self.inline.ruler.at("emphasis", _emphasis)
        self.core.ruler.push("fit_into_the_page", _fit_into_the_page)

    def validateLink(self, url: str) -> bool:
        """Whether a link may lead there; one that may not stays text."""
        return url.partition(":")[0].lower() in SCHEMES and ":" in url


def _emphasis(state: StateInline, silent: bool) -> bool:
    """CommonMark's emphasis, that ends before a particle too.

    CommonMark takes the second mark of ``**"따릉이"**를`` for no end, because a quotation mark
    stands before it and a letter after it; between words in Korean there is no space there.
    """
    start, known = state.pos, len(state.delimiters)
    if not emphasis.tokenize(state, silent):
        return False
    if state.src[start] == "*" and start > 0 and state.pos < state.posMax:
        before, after = state.src[start - 1], state.src[state.pos]
        for delimiter in state.delimiters[known:]:
            delimiter.open |= bool(_HANGUL.match(before)) and not after.isspace()
            delimiter.close |= bool(_HANGUL.match(after)) and not before.isspace()
    return True


def _fit_into_the_page(state: StateCore) -> None:
    """Headings go below the page's own, pictures become links, bare addresses too.

    Whoever leaps from ``##`` to ``####``, or begins with ``##``, means the look; who hears the
    page read counts on the steps, so that each heading is at most one below the one before it.
    """
    above: list[int] = []
    for token in state.tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            above = [*(outer for outer in above if outer < level), level]
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(len(above) + 2, 6)}"
        elif token.children:
            token.children = list(_with_links(token.children))


def _with_links(tokens: Iterable[Token]) -> Iterator[Token]:
    inside = False
    for token in tokens:
        if token.type in ("link_open", "link_close"):
            inside = token.type == "link_open"
        if token.type == "image":
            source = str(token.attrs["src"])
            label = _text(token.children or []) or source
            yield from [_text_token(label)] if inside else _link(source, label)
        elif token.type == "text" and not inside:
            for piece, address in _addresses(token.content):
                yield from _link(address, piece) if address else [_text_token(piece)]
        else:
            yield token


def _link(address: str, label: str) -> list[Token]:
    return [
        Token("link_open", "a", 1, attrs={"href": address}),
        _text_token(label),
        Token("link_close", "a", -1),
    ]


def _text_token(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _addresses(text: str) -> Iterator[tuple[str, str | None]]:
    """The pieces of a text, each with the address that it is, if it is one.

    Addresses masked with asterisks, as boards print them, lead nowhere and stay text.
    """
    last = 0
    for match in _ADDRESS.finditer(text):
        address = match[0]
        if "**" in address:
            continue
        yield text[last : match.start()], None
        yield address, address
        last = match.end()
    yield text[last:], None


def _text(tokens: Iterable[Token]) -> str:
    """What a reader would read aloud of these inline tokens."""
    return "".join(
        " " if token.type in ("softbreak", "hardbreak")
        else _text(token.children) if token.children
        else token.content
        for token in tokens
    )  # fmt: skip


_MARKDOWN = _Markdown()

# What may be more than letters: what CommonMark reads anywhere, a character that HTML writes
# otherwise, and white space of other kinds than ours; what it reads at a line's beginning; the sign
# of an address. Most texts hold none of it, and parsing them would be most of the cost of a page.
# Two expressions and a search find that out in a third of the time of one with alternatives.
_SIGNS = re.compile(
    r"[\\`*_\[\]<>&\x00-\x09\x0b-\x1f\x7f-\xa0"
    "\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
)
_BEGINNINGS = re.compile(r"^ {0,3}(?:[-+=~#]|\d+[.)])|^ {4}", re.MULTILINE)


def _has_markup(text: str) -> bool:
    return bool(_SIGNS.search(text) or _BEGINNINGS.search(text)) or "://" in text


def _paragraphs(text: str) -> Iterator[list[str]]:
    """The lines of each paragraph of a text without markup."""
    paragraph: list[str] = []
    for line in map(str.strip, text.split("\n")):
        if line:
            paragraph.append(line)
        elif paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def render_markdown(source: str) -> str:
    """Markdown as safe HTML: CommonMark, with a line's end as a line's end, and without HTML.

    Headings begin at h3 and leave out no level. Bare http addresses become links, and so do
    pictures. Links lead to http, https and mailto only. Tables and reference links are left out:
    both let a small text grow into megabytes. Any text is allowed and costs time in proportion to
    its length.
    """
    if not _has_markup(source):
        return "".join("<p>" + "<br>\n".join(lines) + "</p>\n" for lines in _paragraphs(source))
    return parsed_markdown(source)


@lru_cache(maxsize=100)
def parsed_markdown(source: str) -> str:
    """What ``render_markdown`` makes of a text in which something may be markup. What many read at
    one moment is kept."""
    return nh3.clean(
        _MARKDOWN.render(source),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        url_relative="deny",
        link_rel=LINK_REL,
    )


# A sentence's end, where a long text may be broken: not after a number ("1. "), and also after
# the endings of polite Korean, which many write without a full stop.
_SENTENCE_END = re.compile(r"(?<=[^\d\s][.!?。…])\s+|(?<=니다)\s+|(?<=[세에어해]요)\s+")
LONG_PARAGRAPH = 400
SHORTEST_PARAGRAPH = 200


def render_plain(source: str) -> str:
    r"""Plain text, as other boards keep it, as safe HTML: paragraphs and links, nothing else.

    Asterisks, angle brackets and numbers stay what they are. A literal ``\n`` reads as a line's
    end. A paragraph of more than 400 characters is broken at the ends of sentences: many
    imported texts have lost their line ends, and no one reads 25,000 characters in one block.
    """
    blocks = (block.strip() for block in re.split(r"\n[^\S\n]*\n", _line_ends(source)))
    paragraphs = (part for block in blocks if block for part in _broken(block))
    return "\n".join(f"<p>{_plain_html(part)}</p>" for part in paragraphs)


def _line_ends(text: str) -> str:
    return text.replace("\\r\\n", "\n").replace("\\n", "\n")


def _broken(block: str) -> Iterator[str]:
    if len(block) <= LONG_PARAGRAPH:
        yield block
        return
    part: list[str] = []
    length = 0
    for sentence in _SENTENCE_END.split(block):
        part.append(sentence)
        length += len(sentence)
        if length >= SHORTEST_PARAGRAPH:
            yield " ".join(part)
            part, length = [], 0
    if part:
        yield " ".join(part)


def _plain_html(text: str) -> str:
    pieces = (
        f'<a href="{html.escape(address)}" rel="{LINK_REL}">{html.escape(piece, quote=False)}</a>'
        if address
        else html.escape(piece, quote=False).replace("\n", "<br>\n")
        for piece, address in _addresses(text)
    )
    return "".join(pieces)


def render(source: str, body_format: BodyFormat) -> str:
    """A body as safe HTML, by the format that it was stored with."""
    return render_markdown(source) if body_format == "markdown" else render_plain(source)


@lru_cache(maxsize=500)
def excerpt(source: str, limit: int = 160, *, body_format: BodyFormat = "markdown") -> str:
    """The beginning of a body as plain text on one line, without markup.

    At most ``limit`` characters, cut between words, with an ellipsis where something is left out.
    Only so much of a long text is read as is needed, and what many read is kept, so that lists
    stay cheap.
    """
    head = source[: limit * 8]
    if body_format == "markdown" and _has_markup(head):
        tokens = _MARKDOWN.parse(head)
        text = " ".join(
            _text(token.children) if token.children else token.content for token in tokens
        )
    else:
        text = head if body_format == "markdown" else _line_ends(head)
    text = " ".join(text.split())
    if len(text) <= limit and len(head) == len(source):
        return text
    cut = text[:limit]
    if len(text) > limit - 1:
        words = cut.rpartition(" ")[0]
        # A single long word, such as an address, is cut where it must be.
        cut = words if len(words) > limit // 2 else cut[: limit - 1]
    return cut.rstrip(" .,;:·") + "…"
