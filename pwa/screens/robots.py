"""What search engines should leave alone: pages that are one person's, and the API."""

from __future__ import annotations

from litestar import Response, get

ROBOTS = """\
User-agent: *
Disallow: /api/
Disallow: /auth/
Disallow: /comments/
Disallow: /counter
Disallow: /desk
Disallow: /drafts/
Disallow: /me
Allow: /moderation/log
Disallow: /moderation
Disallow: /sign-in
Disallow: /unsubscribe/
"""


@get("/robots.txt", who="anyone", sync_to_thread=False)
def robots() -> Response[str]:
    """Everything that the square shows to visitors may be found."""
    return Response(
        ROBOTS, media_type="text/plain", headers={"Cache-Control": "public, max-age=86400"}
    )
