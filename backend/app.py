"""The only wiring: settings, city, database, routes and what stands around them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from importlib.metadata import version
from typing import Any

from litestar import Litestar, Request, Response, Router
from litestar.types import ASGIApp

from backend.accounts.controllers import AuthController, MeController, VerificationController
from backend.accounts.sessions import KNOWN, identify
from backend.changes import Changes
from backend.city.controllers import CityController
from backend.city.load import load_city
from backend.clock import utc_now
from backend.comments.controllers import CommentController, ProposalCommentController
from backend.database.engine import DB
from backend.database.listening import listening
from backend.follows.controllers import FollowController
from backend.http.answers import JsonAnswer
from backend.http.callers import admit
from backend.http.edge import Edge
from backend.http.fast_path import FastPath
from backend.http.health import live, metrics, ready
from backend.http.openapi import openapi_config, openapi_document
from backend.http.problems import answer_problem
from backend.http.reading import MOST_BYTES, MadangRequest
from backend.http.stopping import before_stopping
from backend.http.together import Together
from backend.log import configure_logging
from backend.mail import Mailer
from backend.moderation.controllers import (
    ModerationController,
    NoticeController,
    ReportController,
)
from backend.notifications.controllers import MuteController, NotificationController
from backend.photos.controllers import PhotoController, serve_photo
from backend.photos.store import PhotoStore
from backend.proposals.controllers import ProposalController
from backend.proposals.draft_controllers import DraftController
from backend.proposals.live import Live
from backend.push.controllers import PushController
from backend.responses.controllers import (
    DepartmentRecordController,
    DeskController,
    ResponseController,
)
from backend.settings import Settings, read_settings
from backend.timeline.controllers import TimelineController
from backend.votes.controllers import SupportController
from pwa.app import PAGES, answer_problem_page, unchanging_files
from pwa.assets import asset
from pwa.common_pages import CommonPages
from pwa.shared_pages import SharedPages

API: list[Any] = [
    AuthController,
    MeController,
    VerificationController,
    CityController,
    ProposalController,
    DraftController,
    PhotoController,
    SupportController,
    FollowController,
    CommentController,
    ProposalCommentController,
    ResponseController,
    DeskController,
    DepartmentRecordController,
    TimelineController,
    ReportController,
    NoticeController,
    ModerationController,
    NotificationController,
    PushController,
    MuteController,
    openapi_document,
]


def create_app(
    settings: Settings, *, database_url: str | None, clock: Callable[[], datetime] = utc_now
) -> ASGIApp:
    """The whole application, ready for an ASGI server.

    ``database_url`` is None where the caller has connected ``DB`` already, as tests do.
    """
    city = load_city(settings.city_file)
    changes = Changes()
    open_proposals = Live()

    @asynccontextmanager
    async def connected(app: Litestar) -> AsyncIterator[None]:
        if database_url is None:
            yield
            return
        await DB.connect(database_url)
        try:
            async with listening(database_url, [KNOWN, changes, open_proposals]):
                with before_stopping(open_proposals.end):
                    yield
        finally:
            await DB.disconnect()

    app = Litestar(
        route_handlers=[
            Router(
                "/api/v1",
                route_handlers=API,
                response_class=JsonAnswer,
                include_in_schema=True,
            ),
            *_identity_providers(settings),
            serve_photo,
            live,
            ready,
            metrics,
            *PAGES,
        ],
        lifespan=[connected],
        before_request=admit,
        request_class=MadangRequest,
        request_max_body_size=MOST_BYTES,
        exception_handlers={Exception: answer_error},
        openapi_config=openapi_config(version("madang"), settings.base_url),
        include_in_schema=False,
        logging_config=None,
    )
    app.state.settings = settings
    app.state.city = city
    app.state.mailer = Mailer(settings, city)
    app.state.photos = PhotoStore(settings)
    app.state.identify = identify
    app.state.live = open_proposals
    app.state.reading = Together()
    app.state.shared_pages = SharedPages(changes)
    app.state.common_pages = CommonPages()
    return Edge(
        FastPath(app, answer_error, files=unchanging_files(city)),
        settings=settings,
        locales=list(city.locales),
        style=asset("styles/app.css"),
        clock=clock,
    )


def _identity_providers(settings: Settings) -> list[Any]:
    """The way through the city's identity providers, where it has any: what that needs takes 7 MB
    of every process, and a tenth of a second to load."""
    if not settings.oidc_providers:
        return []
    from backend.accounts.oidc_controllers import OidcController

    return [OidcController]


def answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A problem document for clients of the API, a page for people."""
    if request.url.path.startswith("/api/"):
        return answer_problem(request, error)
    return answer_problem_page(request, error)


def serve_app() -> ASGIApp:
    """What the server's worker processes run: everything comes from the environment."""
    configure_logging()
    settings = read_settings()
    return create_app(settings, database_url=settings.database_url)
