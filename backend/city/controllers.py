"""What the city has configured, for everybody: topics, areas, departments and rules."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get

from backend.city.city import City
from backend.city.schemas import AreaView, DepartmentView, RulesView, TopicView
from backend.paging import Page


def _asked(request: Request[Any, Any, Any]) -> tuple[City, str]:
    """The city, and the language that this reader wants its names in."""
    return request.app.state.city, request.state.language


class CityController(Controller):
    """The city's lists are short: each comes whole, so that ``next`` is always null."""

    tags = ("City",)

    @get("/topics", who="anyone", sync_to_thread=False, summary="List the topics")
    def topics(self, request: Request[Any, Any, Any]) -> Page[TopicView]:
        """What a proposal can be about, and which department answers for it."""
        city, language = _asked(request)
        return Page([TopicView.of(topic, language) for topic in city.topics])

    @get("/areas", who="anyone", sync_to_thread=False, summary="List the areas")
    def areas(self, request: Request[Any, Any, Any]) -> Page[AreaView]:
        """The parts of the city. A proposal for the whole city has no area."""
        city, language = _asked(request)
        return Page([AreaView.of(area, language) for area in city.areas])

    @get("/departments", who="anyone", sync_to_thread=False, summary="List the departments")
    def departments(self, request: Request[Any, Any, Any]) -> Page[DepartmentView]:
        """The departments that answer, each with the topics that it answers for."""
        city, language = _asked(request)
        return Page(
            [DepartmentView.of(department, city, language) for department in city.departments]
        )

    @get("/rules", who="anyone", sync_to_thread=False, summary="Read the rules")
    def rules(self, request: Request[Any, Any, Any]) -> RulesView:
        """The rules that the city gave itself: who may support, for how long, and what it owes."""
        return RulesView.of(_asked(request)[0])
