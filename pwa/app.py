"""The pages: every screen, what they load, and how an error looks to a person."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response

from backend.http.problems import as_problem, document, problem_headers
from pwa.assets import serve_asset
from pwa.manifest import manifest
from pwa.pages import page
from pwa.screens.desk import DeskScreen
from pwa.screens.language import choose_language
from pwa.screens.sign_in import SignInController

PAGES: list[Any] = [
    serve_asset,
    manifest,
    SignInController,
    choose_language,
    DeskScreen,
]


def answer_problem_page(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """An error as a page: what happened, what to do, and for 401 the way to sign in."""
    problem = as_problem(request, error)
    answer = page(
        request,
        "problem.html",
        status=problem.status,
        store=False,
        problem=document(problem, request.state.language),
    )
    answer.headers.update(problem_headers(problem))
    return answer
