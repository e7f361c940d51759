"""Who may do what: every route as a stranger, reader, editor and keeper; forms; cookies."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from starlette.routing import Route
from starlette.testclient import TestClient

from regesta.build import build
from regesta.keep.archive import Archive
from regesta.keep.decisions import read_decisions
from regesta.show.accounts.audit import read_audit
from regesta.show.accounts.book import Account, change_accounts
from regesta.show.accounts.passwords import hash_password
from regesta.show.accounts.sessions import Sessions
from regesta.show.accounts.visitor import ROLES
from regesta.show.export.registry import export_archive
from regesta.show.site.app import create_app
from regesta.show.site.member_routes import member_routes
from regesta.show.still.write import write_site

PASSWORD = "correct horse battery"
HTML = {"accept": "text/html"}
SECRET = "Quillomar"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, example: Path) -> Path:
    """The example with an account of each role and one restricted record."""
    folder = tmp_path_factory.mktemp("door") / "archive"
    shutil.copytree(example, folder, ignore=shutil.ignore_patterns("lock", "accounts"))
    (folder / "sources" / "secret.md").write_text(
        f"---\nid: secret\ntitle: {SECRET} telegram\ndate: 1951-01-15\n---\nTell {SECRET}.\n",
        "utf-8",
    )
    with (folder / "regesta.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[[restricted]]\nrecord = "secret"\n')
    build(folder, jobs=1)
    hashed = hash_password(PASSWORD)
    people: dict[str, Account] = {
        role: Account(name=role, role=role, password=hashed) for role in ROLES
    }
    change_accounts(folder, lambda _: people)
    return folder


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(folder), follow_redirects=False) as client:
        yield client


def field(text: str, name: str = "token") -> str:
    found = html.fromstring(text).xpath(f"//input[@name='{name}']/@value")
    return str(found[0]) if isinstance(found, list) and found else ""


def sign_in(client: TestClient, name: str, password: str = PASSWORD, next_: str = "/") -> Any:
    token = field(client.get("/signin").text)
    form = {"token": token, "name": name, "password": password, "next": next_}
    return client.post("/signin", data=form)


@pytest.fixture
def enter(folder: Path) -> Iterator[Callable[[str], TestClient]]:
    """Open a browser of a role without the cost of a password."""
    opened: list[TestClient] = []

    def begin(role: str) -> TestClient:
        client = TestClient(create_app(folder), follow_redirects=False)
        client.__enter__()
        opened.append(client)
        if role != "stranger":
            client.cookies.set("regesta", Sessions(folder).begin(role, "test"))
        return client

    yield begin
    for client in opened:
        client.__exit__(None, None, None)


# Signing in


def test_signing_in_and_out(client: TestClient, folder: Path) -> None:
    assert sign_in(client, "editor", "wrong one").status_code == 403
    done = sign_in(client, "editor", next_="/review")
    assert (done.status_code, done.headers["location"]) == (303, "/review")
    cookie = done.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Path=/"))
    assert "Secure" not in cookie
    first = client.cookies["regesta"]
    shown = client.get("/review")
    assert shown.headers["cache-control"] == "private, no-store"
    assert "editor (editor)" in shown.text
    client.post("/signout", data={"token": field(shown.text)})
    assert not client.cookies.get("regesta")
    client.cookies.set("regesta", first)
    assert client.get("/review").headers["location"] == "/signin?next=/review"
    log = (folder / "accounts" / "audit.jsonl").read_text("utf-8")
    assert PASSWORD not in log
    assert "wrong one" not in log
    assert [one["what"] for one in read_audit(folder, 3)] == [
        "signed out", "signed in", "wrong password",
    ]  # fmt: skip


def test_a_session_is_never_one_that_was_given(client: TestClient) -> None:
    given = "chosen-by-somebody-else"
    client.cookies.set("regesta", given, domain="testserver.local", path="/")
    sign_in(client, "reader")
    assert client.cookies["regesta"] != given
    assert client.get("/signin").status_code == 303
    client.cookies.set("regesta", given, domain="testserver.local", path="/")
    assert client.get("/signin").status_code == 200


def test_over_https_the_cookie_is_for_https_and_this_host_alone(folder: Path) -> None:
    with TestClient(
        create_app(folder), base_url="https://archive.example", follow_redirects=False
    ) as client:
        cookie = sign_in(client, "reader").headers["set-cookie"]
        assert cookie.startswith("__Host-regesta=")
        assert "Secure" in cookie
        assert client.get("/signin").status_code == 303
        client.cookies.set("regesta", client.cookies["__Host-regesta"])
        client.cookies.delete("__Host-regesta")
        assert client.get("/signin").status_code == 200


def test_who_guesses_waits(folder: Path) -> None:
    with TestClient(create_app(folder), follow_redirects=False) as client:
        answers = [sign_in(client, "nobody", "x" * 2000).status_code for _ in range(7)]
        assert answers == [403] * 5 + [429] * 2
        refused = sign_in(client, "nobody")
        assert 25 <= int(refused.headers["retry-after"]) <= 30
        assert "Try again in a minute" in refused.text
    Sessions(folder).unlock("nobody")


def test_names_that_exist_and_names_that_do_not_look_alike(client: TestClient) -> None:
    texts = {
        re.sub(r'value="[^"]*"', "", sign_in(client, name, "wrong").text)
        for name in ("keeper", "nemo")
    }
    assert len(texts) == 1


FOREIGN: list[dict[str, str]] = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_forms_of_other_sites_are_refused(
    enter: Callable[[str], TestClient], headers: dict[str, str]
) -> None:
    editor = enter("editor")
    token = field(editor.get("/review").text)
    form = {"token": token, "about": "record", "subject": "300101", "choice": "note", "why": "x"}
    assert editor.post("/decide", data=form, headers=headers).status_code == 403
    stranger = enter("stranger")
    token = field(stranger.get("/signin").text)
    form = {"token": token, "name": "reader", "password": PASSWORD}
    assert stranger.post("/signin", data=form, headers=headers).status_code == 403


@pytest.mark.parametrize("token", ["", "x", "AAAA", "another"])
def test_a_form_without_its_secret_is_refused(
    enter: Callable[[str], TestClient], folder: Path, token: str
) -> None:
    before = read_decisions(folder).all
    editor, other = enter("editor"), enter("editor")
    token = field(other.get("/review").text) if token == "another" else token
    posts = [one.path for one in member_routes() if "POST" in (one.methods or ())]
    posts.remove("/signin")
    assert {"/decide", "/undo", "/signout"} <= set(posts)
    for path in posts:
        form = {"token": token, "about": "record", "subject": "300101", "choice": "note"}
        assert editor.post(path, data=form).status_code == 403, path
    assert read_decisions(folder).all == before
    assert enter("stranger").post("/signin", data={"token": token}).status_code == 403


SENT: list[tuple[dict[str, Any], int]] = [
    ({"json": {"a": 1}}, 400),
    (
        {"content": b"a=%zz&b", "headers": {"content-type": "application/x-www-form-urlencoded"}},
        400,
    ),
    ({"content": b"\xff", "headers": {"content-type": "application/x-www-form-urlencoded"}}, 400),
    ({"data": {"a": "x" * 70_000}}, 413),
    ({"data": {f"f{n}": "x" for n in range(60)}}, 400),
]


@pytest.mark.parametrize(("sent", "status"), SENT)
def test_what_is_no_form_is_refused(
    enter: Callable[[str], TestClient], sent: dict[str, Any], status: int
) -> None:
    assert enter("editor").post("/decide", **sent).status_code == status


# Roles

NEEDS = {
    "/review": "editor", "/review/item": "editor", "/review/{queue}": "editor",
    "/decide": "editor", "/undo": "editor", "/decisions": "editor",
    "/rebuild": "keeper", "/audit": "keeper", "/signout": "reader",
}  # fmt: skip


def test_every_member_route_has_its_role() -> None:
    rest = {one.path for one in member_routes()} - set(NEEDS)
    assert rest == {"/signin", "/signin/provider", "/signin/back"}


@pytest.mark.parametrize("role", ["stranger", *ROLES])
def test_roles(enter: Callable[[str], TestClient], role: str) -> None:
    client = enter(role)
    rank = ["stranger", *ROLES].index(role)
    for route in member_routes():
        needs = NEEDS.get(route.path)
        if needs is None:
            continue
        may = rank >= ["stranger", *ROLES].index(needs)
        path = route.path.replace("{queue}", "references")
        method = "POST" if "POST" in (route.methods or ()) else "GET"
        answer = client.request(
            method, path, headers=HTML, data={"a": "b"} if method == "POST" else None
        )
        if method == "GET" and role == "stranger":
            assert answer.headers["location"].startswith("/signin?next="), path
        elif may and method == "GET":
            assert answer.status_code in {200, 404}, path
        else:
            assert answer.status_code == 403, path
            assert ("not for your role" in answer.text) == (not may and role != "stranger")


def test_an_account_that_was_taken_away_may_nothing(
    folder: Path, enter: Callable[[str], TestClient]
) -> None:
    anna = Account(name="anna", role="editor", password="")
    change_accounts(folder, lambda all_: {**all_, "anna": anna})
    client = enter("stranger")
    client.cookies.set("regesta", Sessions(folder).begin("anna", "test"))
    assert client.get("/review").status_code == 200
    change_accounts(folder, lambda all_: {**all_, "anna": Account(name="anna", role="reader")})
    assert client.get("/review").status_code == 403
    renewed = Account(name="anna", role="editor", renewed=time.time() + 1)
    change_accounts(folder, lambda all_: {**all_, "anna": renewed})
    assert client.get("/review").status_code == 303
    change_accounts(folder, lambda all_: {one: all_[one] for one in all_ if one != "anna"})
    assert client.get("/review").status_code == 303


# What is restricted


def test_only_the_keeper_sees_what_is_restricted(enter: Callable[[str], TestClient]) -> None:
    for role, sees in [("stranger", False), ("reader", False), ("editor", False), ("keeper", True)]:
        client = enter(role)
        assert (client.get("/record/secret").status_code == 200) == sees, role
        found = client.get("/search.json", params={"q": SECRET}).json()["total"]
        assert found == (1 if sees else 0), role
        assert (SECRET in client.get("/dates/1951-01").text) == sees, role


def test_the_settings_say_which_roles_see_it(
    folder: Path, enter: Callable[[str], TestClient]
) -> None:
    path = folder / "regesta.toml"
    before = path.read_text("utf-8")
    try:
        path.write_text(before + '\n[access]\nrestricted = ["editor"]\n', "utf-8")
        assert enter("editor").get("/record/secret").status_code == 200
        assert enter("keeper").get("/record/secret").status_code != 200
    finally:
        path.write_text(before, "utf-8")


def test_an_editor_can_neither_decide_nor_read_of_what_they_do_not_see(
    folder: Path, enter: Callable[[str], TestClient]
) -> None:
    keeper, editor = enter("keeper"), enter("editor")
    note = {"about": "record", "subject": "secret", "choice": "note", "why": f"{SECRET} again"}
    refused = editor.post("/decide", data={**note, "token": field(editor.get("/review").text)})
    assert refused.status_code == 400
    assert "no record secret" in refused.text.lower()
    done = keeper.post("/decide", data={**note, "token": field(keeper.get("/review").text)})
    assert done.status_code == 303
    assert SECRET in keeper.get("/decisions").text
    assert SECRET not in editor.get("/decisions").text
    assert SECRET in keeper.get("/record/secret").text


# A closed archive


def test_a_closed_archive_shows_a_stranger_nothing(
    folder: Path, enter: Callable[[str], TestClient]
) -> None:
    path = folder / "regesta.toml"
    before = path.read_text("utf-8")
    stranger, reader = enter("stranger"), enter("reader")
    with Archive.open(folder) as archive:
        title = archive.title
    routes = [one for one in stranger.app.routes if isinstance(one, Route)]  # type: ignore[attr-defined]
    assert len(routes) > 40
    try:
        path.write_text(before + '\n[access]\nreading = "closed"\n', "utf-8")
        for route in routes:
            asked = re.sub(r"\{[^}]+\}", "300101", route.path)
            if asked.startswith(("/signin", "/robots.txt", "/health")):
                continue
            page = stranger.get(asked, headers=HTML)
            assert (page.status_code, page.text) == (303, ""), asked
            data = stranger.get(asked, headers={"accept": "application/json"})
            assert (data.status_code, title in data.text) == (401, False), asked
        assert title not in stranger.get("/signin").text
        assert stranger.get("/static/regesta.css").status_code == 200
        assert reader.get("/record/300101").status_code == 200
        assert reader.get("/").headers["cache-control"] == "private, no-store"
        path.write_text("[access", "utf-8")
        assert stranger.get("/").status_code == 503
    finally:
        path.write_text(before, "utf-8")
    assert stranger.get("/").status_code == 200


# Headers, and what goes out


def test_the_pages_of_members_load_nothing_of_others(enter: Callable[[str], TestClient]) -> None:
    keeper = enter("keeper")
    for path in ("/signin", "/review", "/review/references", "/decisions", "/audit", "/nowhere"):
        answer = keeper.get(path) if path != "/signin" else enter("stranger").get(path)
        policy = answer.headers["content-security-policy"]
        assert "'unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        page = html.fromstring(answer.text)
        assert not page.xpath("//script[not(@src)][not(@type='application/ld+json')]"), path
        assert not page.xpath("//@style | //@onclick | //@onload | //style"), path
        loaded = re.findall(r'<(?:script|img)[^>]+src="([^"]+)"', answer.text)
        assert loaded, path
        assert [one for one in loaded if "//" in one] == [], path


def test_accounts_go_into_no_export_nor_the_static_site(folder: Path, tmp_path: Path) -> None:
    with Archive.open(folder) as archive:
        export_archive(archive, "bag", tmp_path / "bag")
    write_site(folder, tmp_path / "site", "", languages=("en",), jobs=1)
    files = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert len(files) > 100
    assert [one for one in files if "account" in one.name or "audit" in one.name] == []
    for one in files:
        data = one.read_bytes()
        assert b"argon2id" not in data, one
        if one.suffix == ".html":
            assert b'method="post"' not in data, one
            assert b"/signin" not in data, one
            assert b"/review" not in data, one
