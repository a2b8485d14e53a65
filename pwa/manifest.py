"""The web app manifest, by which a phone installs Madang, in the reader's language."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, get

from backend.language import text
from pwa.assets import asset


@get("/manifest.webmanifest", who="anyone", include_in_schema=False, sync_to_thread=False)
def manifest(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Pages link it with ``?lang=``, so that a phone keeps the language it was installed in."""
    language = request.state.language
    city = request.app.state.city.name(language)
    document = {
        "id": "/",
        "name": text(language, "site-name", city=city),
        "short_name": text(language, "brand"),
        "description": text(language, "site-description", city=city),
        "lang": language,
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "display_override": ["standalone", "minimal-ui"],
        # What one is writing in another window stays as it is.
        "launch_handler": {"client_mode": "navigate-new"},
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "categories": ["government", "social"],
        "icons": [
            _icon("icons/icon-192.png", "192x192"),
            _icon("icons/icon-512.png", "512x512"),
            _icon("icons/maskable-512.png", "512x512", purpose="maskable"),
            {"src": asset("icons/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        ],
        "shortcuts": [
            _shortcut(text(language, "nav-write"), "/proposals/new"),
            _shortcut(text(language, "shortcut-outbox"), "/outbox"),
        ],
        # Taken by the service worker; by ``pwa.screens.share`` where there is none.
        "share_target": {
            "action": "/share",
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                "title": "title",
                "text": "text",
                "url": "url",
                "files": [{"name": "photos", "accept": ["image/*"]}],
            },
        },
    }
    return Response(
        msgspec.json.encode(document),
        media_type="application/manifest+json",
        headers={"Cache-Control": "public, max-age=3600", "Vary": "Cookie, Accept-Language"},
    )


def _icon(path: str, sizes: str, purpose: str = "any") -> dict[str, str]:
    return {"src": asset(path), "sizes": sizes, "type": "image/png", "purpose": purpose}


def _shortcut(name: str, url: str) -> dict[str, Any]:
    """An entry of the menu that a long press on the app's icon opens."""
    return {"name": name, "url": url, "icons": [_icon("icons/icon-192.png", "192x192")]}
