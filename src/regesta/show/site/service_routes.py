"""The routes of what programs ask; the static site has none of them."""

from __future__ import annotations

from starlette.routing import Route

from regesta.show.site.api_pages import api_routes
from regesta.show.site.harvest_pages import HARVEST, answer_harvester


def service_routes() -> list[Route]:
    """Give the routes for harvesters and other programs."""
    return [
        Route(HARVEST, answer_harvester, methods=["GET", "POST"]),
        *api_routes(),
    ]
