"""Signing in with OpenID Connect, against a provider that runs."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.testclient import TestClient
from tests.making.provider import SECRET, Provider

from regesta.show.accounts.audit import read_audit
from regesta.show.accounts.book import Account, change_accounts
from regesta.show.site.app import create_app

HOME = "http://testserver"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    provider = Provider()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(provider.app, port=port, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    provider.issuer = f"http://127.0.0.1:{port}"
    provider.back = f"{HOME}/signin/back"
    yield provider
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def provider(running: Provider) -> Provider:
    running.wrong, running.verified = "", True
    running.person = {"sub": "u-17", "email": "anna@example.org"}
    return running


@pytest.fixture
def site(provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    settings = f'[access]\nreading = "closed"\n[access.oidc]\nissuer = "{provider.issuer}"\n'
    (tmp_path / "regesta.toml").write_text(settings + 'client = "regesta"\n', "utf-8")
    monkeypatch.setenv("REGESTA_OIDC_SECRET", SECRET)
    anna = Account(name="anna", role="keeper", identity="anna@example.org")
    change_accounts(tmp_path, lambda _: {"anna": anna})
    return TestClient(create_app(tmp_path), base_url=HOME, follow_redirects=False)


def come_back(site: TestClient, provider: Provider, next_: str = "/audit") -> Any:
    """Go to the provider and back with what it gives."""
    there = site.get("/signin/provider", params={"next": next_})
    assert there.status_code == 303
    assert there.headers["location"].startswith(f"{provider.issuer}/authorize?")
    back = httpx.get(there.headers["location"])
    assert back.status_code == 302
    return site.get(back.headers["location"])


def test_who_the_provider_knows_is_let_in(site: TestClient, provider: Provider) -> None:
    back = come_back(site, provider)
    assert (back.status_code, back.headers["location"]) == (303, "/audit")
    assert site.cookies.get("regesta")
    assert site.get("/signin", params={"next": "/x"}).headers["location"] == "/x"


@pytest.mark.parametrize("next_", ["//evil.example/", "https://evil.example", "/\\evil.example"])
def test_it_leads_to_this_site_alone(site: TestClient, provider: Provider, next_: str) -> None:
    assert come_back(site, provider, next_).headers["location"] == "/"


WRONG = ["audience", "nonce", "expired", "issuer", "key", "unsigned"]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_token_lets_nobody_in(site: TestClient, provider: Provider, wrong: str) -> None:
    provider.wrong = wrong
    back = come_back(site, provider)
    assert back.status_code == 403
    assert "did not confirm" in back.text
    assert not site.cookies.get("regesta")


def test_a_wrong_state_lets_nobody_in(site: TestClient, provider: Provider) -> None:
    provider.wrong = "state"
    assert come_back(site, provider).status_code == 403


def test_a_provider_of_another_name_is_refused(site: TestClient, provider: Provider) -> None:
    provider.wrong = "issuer name"
    there = site.get("/signin/provider", headers={"accept": "text/html"})
    assert there.status_code == 503
    assert "other.example" in there.text


def test_a_code_comes_back_once_and_to_the_browser_that_went(
    site: TestClient, provider: Provider
) -> None:
    there = site.get("/signin/provider")
    back = httpx.get(there.headers["location"]).headers["location"]
    with TestClient(site.app, base_url=HOME, follow_redirects=False) as other:
        assert other.get(back).status_code == 403
    assert site.get(back).status_code == 303
    site.cookies.clear()
    assert site.get(back).status_code == 403


def test_an_address_that_is_not_verified_is_nobodys(site: TestClient, provider: Provider) -> None:
    provider.verified = False
    assert come_back(site, provider).status_code == 403


def test_a_subject_is_known_as_well(site: TestClient, provider: Provider, tmp_path: Path) -> None:
    bert = Account(name="bert", role="reader", identity="u-17")
    change_accounts(tmp_path, lambda _: {"bert": bert})
    provider.verified = False
    assert come_back(site, provider).status_code == 303
    assert site.get("/audit", headers={"accept": "text/html"}).status_code == 403


def test_guests_read_where_the_settings_say_so(
    site: TestClient, provider: Provider, tmp_path: Path
) -> None:
    provider.person = {"sub": "u-18", "email": "guest@example.org"}
    assert come_back(site, provider).status_code == 403
    path = tmp_path / "regesta.toml"
    path.write_text(path.read_text("utf-8").replace("[access]", "[access]\nguests = true"), "utf-8")
    assert come_back(site, provider).status_code == 303
    assert read_audit(tmp_path, 1)[0]["who"] == "guest guest@example.org"
    assert site.get("/review").status_code == 403


def test_without_its_secret_nobody_is_sent_away(
    site: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REGESTA_OIDC_SECRET")
    answer = site.get("/signin/provider")
    assert answer.status_code == 503
    assert "REGESTA_OIDC_SECRET" in answer.text
