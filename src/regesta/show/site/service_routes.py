"""The routes of what programs ask; the static site has none of them."""

from __future__ import annotations

from starlette.routing import Route

from regesta.show.site.api_pages import api_routes
from regesta.show.site.harvest_pages import HARVEST, answer_harvester
from regesta.show.site.service import METHODS, service
from regesta.show.site.unapi_pages import IIIF, UNAPI, answer_collection, answer_unapi


def service_routes() -> list[Route]:
    """Give the routes for harvesters and other programs."""
    return [
        Route(HARVEST, answer_harvester, methods=["GET", "POST"]),
        Route(UNAPI, service(answer_unapi), methods=METHODS),
        Route(IIIF, service(answer_collection), methods=METHODS),
        *api_routes(),
    ]
