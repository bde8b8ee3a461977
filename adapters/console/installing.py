"""Installing the console on a phone's home screen: what it is called there, its colours and its icons.

There is no service worker: browsers install pages without one, and nothing that a page says may be kept on a phone.
"""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from adapters.console.access import Access
from adapters.console.page import Page
from adapters.console.visit import Visit

TYPE = "application/manifest+json"

ICONS = (
    ("192x192", "icon-192.png", "any"),
    ("512x512", "icon-512.png", "any"),
    ("512x512", "icon-maskable.png", "maskable"),
)
"""The icons, by their size and what a phone may do with them; `python -m adapters.console.icons` makes them."""


def manifest(visit: Visit) -> Response:
    """Give the manifest that a browser reads before it offers to install the console; it names nobody's organisation."""
    at, path = visit.console.at, visit.console.views.path
    return JSONResponse(
        {
            "id": at("/"),
            "name": "Quoth",
            "short_name": "Quoth",
            "description": "Answers a question about your organisation's policies with their exact words.",
            "lang": "en-GB",
            "start_url": at("/"),
            "scope": at("/"),
            "display": "standalone",
            "theme_color": "#0b4f9e",
            "background_color": "#ffffff",
            "icons": [
                {"src": at(path(name)), "sizes": size, "type": "image/png", "purpose": purpose}
                for size, name, purpose in ICONS
            ],
        },
        media_type=TYPE,
    )


PAGES = (Page("GET", "/manifest.webmanifest", Access.anyone, manifest),)
