"""The pages: every screen, what they load, and how an error looks to a person."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response

from backend.city.city import City
from backend.http.problems import as_problem, document, problem_headers
from pwa import assets, worker_files
from pwa.assets import File, serve_asset
from pwa.forms import written
from pwa.manifest import manifest
from pwa.pages import page, readable_path
from pwa.screens.about import about
from pwa.screens.atom import proposals_feed, responses_feed
from pwa.screens.comments import CommentScreen
from pwa.screens.compose import ComposeScreen, EditScreen
from pwa.screens.counter import CounterScreen
from pwa.screens.departments import departments
from pwa.screens.desk import DeskScreen
from pwa.screens.drafts import DraftScreen, list_drafts
from pwa.screens.feed import feed
from pwa.screens.hearing import HearingScreen, mute
from pwa.screens.inbox import InboxScreen
from pwa.screens.language import choose_language
from pwa.screens.live import live
from pwa.screens.me import MeScreen
from pwa.screens.moderation import ModerationScreen
from pwa.screens.moderation_author import AuthorScreen
from pwa.screens.offline import offline
from pwa.screens.outbox import outbox
from pwa.screens.poster import poster
from pwa.screens.proposal import ProposalScreen
from pwa.screens.push_devices import PushDeviceScreen
from pwa.screens.reports import ReportScreen
from pwa.screens.robots import robots
from pwa.screens.share import take_shared
from pwa.screens.sign_in import SignInScreen
from pwa.screens.unsubscribe import ask_before_ending_mail, end_mail
from pwa.screens.versions import versions
from pwa.screens.writing_photos import attach_photos
from pwa.worker_files import service_worker, worker_file

PAGES: list[Any] = [
    serve_asset,
    manifest,
    service_worker,
    worker_file,
    offline,
    outbox,
    feed,
    ProposalScreen,
    live,
    poster,
    CommentScreen,
    ReportScreen,
    versions,
    departments,
    about,
    proposals_feed,
    responses_feed,
    robots,
    ComposeScreen,
    take_shared,
    EditScreen,
    DraftScreen,
    attach_photos,
    list_drafts,
    SignInScreen,
    MeScreen,
    InboxScreen,
    HearingScreen,
    ask_before_ending_mail,
    end_mail,
    PushDeviceScreen,
    mute,
    choose_language,
    DeskScreen,
    ModerationScreen,
    AuthorScreen,
    CounterScreen,
]


def unchanging_files(city: City) -> dict[str, dict[str, File]]:
    """What browsers keep for a year: files by their addresses, by the template of their route."""
    return {
        "/assets/{asked}/{path}": assets.asset_files(),
        "/worker/{asked}/{path}": worker_files.worker_files(city),
    }


def answer_problem_page(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """An error as a page: what happened, what to do, and what was written, to be copied."""
    problem = as_problem(request, error)
    answer = page(
        request,
        "problem.html",
        status=problem.status,
        store=False,
        problem=document(problem, request.state.language),
        to=readable_path(request),
        by_form=request.method != "GET",
        written=written(request),
    )
    answer.headers.update(problem_headers(request, problem))
    return answer
