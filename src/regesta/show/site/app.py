"""The application: routes, headers, errors."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from importlib import resources
from pathlib import Path

from anyio.to_thread import current_default_thread_limiter
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from regesta.errors import RegestaError
from regesta.keep.settings import Serving, read_settings
from regesta.search.embedded import EmbeddedIndex
from regesta.show.accounts.doorkeeper import Doorkeeper
from regesta.show.log import write_line
from regesta.show.site import (
    browse_pages,
    dossier_pages,
    facsimiles,
    health_pages,
    link_pages,
    main_pages,
    picture_pages,
    record_pages,
    register_pages,
    search_lists,
    search_pages,
    story_pages,
)
from regesta.show.site.counters import Counters
from regesta.show.site.door import Door
from regesta.show.site.headers import OurHeaders
from regesta.show.site.language import LANGUAGES, OurLanguage
from regesta.show.site.library import Library, OpenIndex
from regesta.show.site.member_routes import member_routes
from regesta.show.site.rendering import compile_templates
from regesta.show.site.service_routes import service_routes
from regesta.show.site.throttle import Throttle
from regesta.show.site.watch import Watch

_PAGES: tuple[tuple[str, Callable[[Request], Response]], ...] = (
    ("/", main_pages.show_home),
    ("/search", search_pages.show_search),
    ("/search.json", search_pages.search_json),
    ("/search.atom", search_pages.search_feed),
    ("/search.{form}", search_lists.search_list),
    ("/like/{id:path}", search_lists.show_like),
    ("/suggest.json", search_pages.suggest_json),
    ("/record/{id:path}", record_pages.show_record),
    ("/facsimile/{path:path}", facsimiles.show_facsimile),
    ("/dates", browse_pages.show_dates),
    ("/dates/{date}", browse_pages.show_date),
    ("/collections", browse_pages.show_collections),
    ("/collection/{id:path}", browse_pages.show_collection),
    *((path, register_pages.show_register) for path in register_pages.KINDS),
    ("/correspondence", register_pages.show_correspondence),
    ("/letters", register_pages.show_letters),
    ("/topics", register_pages.show_topics),
    ("/archives", register_pages.show_archives),
    ("/entity/{id:path}", register_pages.show_entity),
    ("/map", picture_pages.show_map),
    ("/network", picture_pages.show_network),
    ("/messages", picture_pages.show_messages),
    ("/wanted", link_pages.show_wanted),
    ("/wanted/{id:path}", link_pages.show_wanted_document),
    ("/exchanges", link_pages.show_exchanges),
    ("/exchange/{id:path}", link_pages.show_exchange),
    ("/agreements", story_pages.show_agreements),
    ("/agreement/{id:path}", story_pages.show_agreement),
    ("/directives", story_pages.show_directives),
    ("/dossier", dossier_pages.show_dossier),
    ("/unresolved", link_pages.show_unresolved),
    ("/refused", link_pages.show_refused),
    ("/help", main_pages.show_help),
    ("/about", main_pages.show_about),
    ("/robots.txt", main_pages.robots),
    ("/health", health_pages.show_health),
    ("/metrics", health_pages.show_metrics),
)
# All that is open is read through so often, for what a disk changed by itself; seconds.
READ_THROUGH = 6 * 3600.0
# Pages that one worker makes at once: more would take turns and all be late.
THREADS = 6


Handler = Callable[[Request, Exception], Response | Awaitable[Response]]


def create_app(
    archive_folder: Path,
    open_index: OpenIndex = EmbeddedIndex,
    counts: Path | None = None,
) -> Starlette:
    """Make the site of the archive in a folder; it follows rebuilds without a restart.

    The archive is opened at the first request: a folder without one is answered with a
    page that says so. `open_index` opens a search index by its path; workers that serve
    together count in the folder `counts`.
    """
    serving = _serving(archive_folder)
    library = Library(archive_folder, open_index)
    doorkeeper = Doorkeeper(archive_folder)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        # The first reader shall not wait for what every reader needs.
        # A folder without an archive is told to whoever asks, not to whoever starts the site.
        for language in LANGUAGES:
            compile_templates(language)
        current_default_thread_limiter().total_tokens = THREADS
        with suppress(RegestaError):
            await run_in_threadpool(library.warm)
        watching = asyncio.create_task(_read_through(library))
        yield
        watching.cancel()
        library.close()

    handlers: dict[int | type[Exception], Handler] = {
        HTTPException: main_pages.on_http_error,
        RegestaError: main_pages.on_known_error,
        500: main_pages.on_fault,
    }
    static = Path(str(resources.files("regesta.show"))) / "static"
    routes: list[Route | Mount] = [
        *(Route(path, page) for path, page in _PAGES),
        *member_routes(),
        *service_routes(),
        Mount("/static", StaticFiles(directory=static)),
    ]
    names = {
        route.endpoint if isinstance(route, Route) else route.app: route.path for route in routes
    }
    counters = Counters(list(names.values()), counts)
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(OurHeaders),
            Middleware(
                Watch,
                counters=counters,
                log=write_line if serving.log else None,
                seconds=serving.seconds,
            ),
            Middleware(OurLanguage),
            Middleware(Door, keeper=doorkeeper),
            Middleware(GZipMiddleware, minimum_size=1024),
        ],
        exception_handlers=handlers,
        lifespan=lifespan,
    )
    app.state.library = library
    app.state.doorkeeper = doorkeeper
    app.state.counters = counters
    app.state.serving = serving
    app.state.throttle = Throttle(serving.requests)
    app.state.shows_metrics = serving.metrics
    app.state.route_names = names
    return app


def _serving(folder: Path) -> Serving:
    """How the settings have the site run; settings that are wrong are told to whoever asks."""
    try:
        return read_settings(folder).serving
    except RegestaError:
        return Serving()


async def _read_through(library: Library) -> None:
    while True:
        await asyncio.sleep(READ_THROUGH)
        await run_in_threadpool(library.verify)
