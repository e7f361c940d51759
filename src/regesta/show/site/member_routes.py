"""The routes of those who sign in; the static site has none of them."""

from __future__ import annotations

from starlette.routing import Route

from regesta.show.site import account_pages, decision_pages, review_pages
from regesta.show.site.forms import member_form, member_page


def member_routes() -> list[Route]:
    """Give the routes for signing in, reviewing, deciding and keeping."""
    return [
        Route("/signin", account_pages.show_sign_in),
        Route("/signin", account_pages.take_sign_in, methods=["POST"]),
        Route("/signin/provider", account_pages.go_to_provider),
        Route("/signin/back", account_pages.come_back),
        Route("/signout", member_form("read", account_pages.take_sign_out), methods=["POST"]),
        Route("/review", member_page("decide", review_pages.show_review)),
        Route("/review/item", member_page("decide", review_pages.show_item)),
        Route("/review/{queue}", member_page("decide", review_pages.show_queue)),
        Route("/decide", member_form("decide", decision_pages.take_decision), methods=["POST"]),
        Route("/undo", member_form("decide", decision_pages.take_undo), methods=["POST"]),
        Route("/decisions", member_page("decide", decision_pages.show_decisions)),
        Route("/rebuild", member_form("keep", decision_pages.take_rebuild), methods=["POST"]),
        Route("/audit", member_page("keep", account_pages.show_audit)),
    ]
