"""The moderators' screens: what waits, one text with everything about it, and the public log."""

from __future__ import annotations

from typing import Any, get_args
from urllib.parse import urlencode

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from backend.city.city import City
from backend.errors import NotFound, Problem
from backend.http.callers import caller_of
from backend.http.origin import local_path
from backend.http.reading import known_id, read
from backend.moderation import actions, queries
from backend.moderation.schemas import (
    Action,
    Decision,
    NewDecision,
    QueueItem,
    Reason,
    Subject,
    SubjectKind,
)
from backend.paging import Page
from pwa.forms import explained, filled, form_once, key_after, see_other, submitted
from pwa.pages import page

REASONS: tuple[Reason, ...] = get_args(Reason)
# The list beside an opened text; the rest of the queue is a page further.
BESIDE = 50


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of the queue a moderator wants to see."""

    reason: Reason | None = None
    topic: str | None = None
    area: str | None = None
    cursor: str | None = None

    @classmethod
    def of(cls, request: Request[Any, Any, Any], city: City) -> Asked:
        """What the address asks for; a filter that is empty or unknown is none."""
        asked = request.query_params

        def known(name: str, choices: Any) -> Any:
            return asked[name] if asked.get(name) in choices else None

        return cls(
            reason=known("reason", REASONS),
            topic=known("topic", {topic.id for topic in city.topics}),
            area=known("area", {area.id for area in city.areas}),
            cursor=asked.get("cursor"),
        )

    @property
    def filtered(self) -> bool:
        """Whether any filter is in use."""
        return any((self.reason, self.topic, self.area))

    def address(self, subject: Subject | None = None, *, cursor: str | None = None) -> str:
        """The page of a text, or of the list, in this part of the queue."""
        path = f"/moderation/{subject.kind}-{subject.id}" if subject else "/moderation"
        parts = msgspec.structs.asdict(self) | {
            "cursor": cursor or (self.cursor if subject else None)
        }
        query = urlencode({name: value for name, value in parts.items() if value})
        return f"{path}?{query}" if query else path


class ModerationScreen(Controller):
    """A list and a text: side by side on a wide screen, one after the other on a phone."""

    path = "/moderation"

    @get(who="moderator")
    async def waiting(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """What waits for a decision, or with ``?state=hidden`` what is hidden now."""
        if request.query_params.get("state") == "hidden":
            hidden = await queries.hidden(cursor=request.query_params.get("cursor"))
            return _page(request, hidden=hidden)
        return _page(request, queue=await _queue(request))

    @get("/log", who="anyone")
    async def log(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """What moderators decided, for everybody: no title, no text, no name."""
        return page(
            request,
            "moderation_log.html",
            lines=await queries.log(
                city=request.app.state.city, cursor=request.query_params.get("cursor")
            ),
        )

    @get("/{subject:str}", who="moderator")
    async def opened(
        self, request: Request[Any, Any, Any], subject: FromPath[str]
    ) -> Response[bytes]:
        """One text, reported or not, with what was said about it and decided before."""
        return await _opened(request, subject_of(subject))

    @post("/{subject:str}", who="moderator")
    async def decide(
        self, request: Request[Any, Any, Any], subject: FromPath[str]
    ) -> Response[Any] | Redirect:
        """Hide it, restore it or let it stand, and go on to the next one that waits."""
        about = subject_of(subject)
        values = await submitted(request)
        try:
            action = await decided(request, about, values)
        except NotFound:
            raise
        except Problem as problem:
            return await _opened(request, about, values=values, problem=problem)
        return see_other(local_path(values.get("to"), "/moderation"), done=f"moderation-{action}")


async def decided(
    request: Request[Any, Any, Any], subject: Subject, values: dict[str, str]
) -> Action:
    """What was decided by a form about a text or its author. Raises what ``actions.decide`` does,
    and ``InvalidInput``."""
    caller = caller_of(request)
    data = read(
        NewDecision,
        {"subject": {"kind": subject.kind, "id": subject.id}}
        | filled(values, "action", "reason", "note", "until"),
    )
    if data.action not in ("hide", "suspend"):
        # The reason stays chosen in the form when somebody changes their mind.
        data.reason = None
    await actions.decide(
        caller=caller,
        data=data,
        city=request.app.state.city,
        now=request.state.now,
        once=form_once(request, caller, values),
    )
    return data.action


async def _queue(request: Request[Any, Any, Any], **more: Any) -> Page[QueueItem]:
    asked = Asked.of(request, request.app.state.city)
    return await queries.queue(caller=caller_of(request), **(msgspec.structs.asdict(asked) | more))


async def _opened(
    request: Request[Any, Any, Any],
    subject: Subject,
    *,
    values: dict[str, str] | None = None,
    problem: Problem | None = None,
) -> Response[bytes]:
    """One text beside the list. ``values`` are what a refused form held."""
    city = request.app.state.city
    item = await queries.item(subject, caller=caller_of(request))
    queue = await _queue(request, limit=BESIDE)
    subjects = [one.subject for one in queue.items]
    place = subjects.index(subject) if subject in subjects else len(subjects)
    sent = values or {}
    return _page(
        request,
        status=problem.status if problem else 200,
        queue=queue,
        item=item,
        history=await queries.history(subject),
        following=subjects[place + 1] if place + 1 < len(subjects) else None,
        previous=subjects[place - 1] if 0 < place < len(subjects) else None,
        back_to="/moderation?state=hidden" if item.hidden else Asked.of(request, city).address(),
        sent=sent,
        key=key_after(problem, sent),
        problem=explained(request, problem) if problem else None,
    )


def _page(
    request: Request[Any, Any, Any],
    *,
    status: int = 200,
    queue: Page[QueueItem] | None = None,
    hidden: Page[Decision] | None = None,
    **more: Any,
) -> Response[bytes]:
    city: City = request.app.state.city
    language = request.state.language
    return page(
        request,
        "moderation.html",
        status=status,
        store=False,
        **({"item": None, "problem": None} | more),
        asked=Asked.of(request, city),
        queue=queue,
        hidden=hidden,
        reasons=REASONS,
        topics=[(topic.id, topic.name(language)) for topic in city.topics],
        areas=[(area.id, area.name(language)) for area in city.areas],
    )


def subject_of(name: str) -> Subject:
    """What an address such as ``comment-12`` means. Raises ``NotFound`` where it means nothing."""
    kind, _, id = name.partition("-")
    if kind not in get_args(SubjectKind) or not (id.isascii() and id.isdigit() and len(id) < 20):
        raise NotFound
    return Subject(kind, known_id(int(id)))  # type: ignore[arg-type]
