"""Fields that the schemas of several parts share, as the OpenAPI document describes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

Moment = Annotated[datetime, Meta(examples=["2026-11-22T03:00:00Z"])]
SerialId = Annotated[int, Meta(examples=[7])]
Number = Annotated[int, Meta(description="The proposal's running number.", examples=[1234])]
Title = Annotated[str, Meta(examples=["역마다 실내 자전거 주차장을"])]
Topic = Annotated[str, Meta(description="An id of `topics`.", examples=["walking"])]
Area = Annotated[
    str | None,
    Meta(description="An id of `areas`; null for the whole city.", examples=["mapo"]),
]
Department = Annotated[str, Meta(description="An id of `departments`.", examples=["pedestrian"])]
Language = Annotated[str, Meta(description="A language tag.", examples=["ko"])]
Markdown = Annotated[str, Meta(description="As written.", examples=["**꼭** 필요해요."])]
Html = Annotated[
    str,
    Meta(
        description="The same as HTML that is safe to show.",
        examples=["<p><strong>꼭</strong> 필요해요.</p>"],
    ),
]
Note = Annotated[str, Meta(examples=["현장을 살피고 있습니다."])]
Count = Annotated[int, Meta(ge=0, examples=[3])]
