"""Services for programs: what has not changed, who may read, how often, and how faults are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from regesta.show.services.api import OPERATIONS, ROOT
from regesta.show.site.app import create_app
from regesta.show.site.throttle import MOST_ADDRESSES, Throttle

ADDRESSES = ["/api", "/api/records/300104", "/api/search?q=treaty", "/openapi.json"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_has_not_changed_is_not_sent_again(site: TestClient, address: str) -> None:
    first = site.get(address)
    tag, day = first.headers["etag"], first.headers["last-modified"]
    assert tag.startswith('W/"')
    for asked in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"other", {tag.removeprefix("W/")}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": day},
    ):
        again = site.get(address, headers=asked)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    for asked in (
        {"If-None-Match": '"other"', "If-Modified-Since": day},
        {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
    ):
        assert site.get(address, headers=asked).content == first.content
    assert site.head(address).headers["etag"] == tag


def test_other_sites_may_read_and_no_more(site: TestClient) -> None:
    origin = {"Origin": "https://elsewhere.example"}
    answer = site.get("/api", headers=origin)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    asked = site.options("/api/records/1", headers=origin)
    assert asked.headers["access-control-allow-methods"] == "GET, HEAD"
    assert "access-control-allow-origin" not in site.get("/", headers=origin).headers
    assert "access-control-allow-origin" not in site.get("/people", headers=origin).headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_nothing_can_be_changed(site: TestClient, method: str) -> None:
    answer = site.request(method, "/api/records/300104")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/api/nothing", 404, "/api lists what there is"),
        ("/api/records/30010", 404, "Did you mean 300101"),
        ("/api/entities/nobody", 404, "no entity"),
        ("/api/records?limit=0", 400, "limit"),
        ("/api/records?limit=10&limit=20", 400, "twice"),
        ("/api/records?colour=red", 400, "no argument `colour`"),
        ("/api/entities?kind=ship", 400, "kind"),
        ("/api/names", 400, "needs the argument `name`"),
        ("/api/search?q=%28a", 422, "parenthesis"),
        ("/api/search?since=1951-02-30", 422, "date"),
    ],
)
def test_faults_are_told_to_programs(
    site: TestClient, address: str, status: int, said: str
) -> None:
    answer = site.get(address)
    told = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, told["status"]) == (status, status)
    assert said in told["detail"]


def test_lists_are_walked_to_their_end(site: TestClient) -> None:
    seen: list[str] = []
    address = "/api/records?limit=9"
    while address:
        part = site.get(address).json()
        seen += [one["id"] for one in part["items"]]
        address = part["next"].removeprefix("http://testserver")
    assert len(seen) == len(set(seen)) == part["total"] == 41
    found = site.get("/api/search?q=treaty&genre=telegram&limit=2").json()
    assert "genre=telegram" in found["next"]
    assert "q=treaty" in found["next"]


def test_people_get_a_page_that_names_every_operation(site: TestClient) -> None:
    page = site.get("/api", headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert all(f"<code>{ROOT}{one.path}</code>" in page.text for one in OPERATIONS)
    german = site.get("/api?lang=de", headers={"Accept": "text/html"})
    site.cookies.clear()  # the client is shared, and the choice would stay with it
    assert "Für Programme" in german.text


def test_who_asks_too_often_waits(example: Path) -> None:
    app = create_app(example)
    app.state.throttle = Throttle(3)
    with TestClient(app) as client:
        answers = [client.get("/api").status_code for _ in range(3)]
        refused = client.get("/oai?verb=Identify")
        assert answers == [200, 200, 200]
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 20
        assert client.get("/record/300104").status_code == 200


def test_a_bucket_fills_evenly() -> None:
    now = [0.0]
    throttle = Throttle(60, lambda: now[0])
    assert [throttle.wait("a") for _ in range(60)] == [0.0] * 60
    assert throttle.wait("a") == pytest.approx(1.0)
    assert throttle.wait("b") == 0.0
    now[0] = 1.01
    assert throttle.wait("a") == 0.0
    assert throttle.wait("a") > 0
    assert Throttle(0).wait("a") == 0.0


def test_one_house_is_one_address_and_memory_is_bounded() -> None:
    throttle = Throttle(1, lambda: 0.0)
    assert throttle.wait("2001:db8::1") == 0.0
    assert throttle.wait("2001:db8::ffff") > 0
    for number in range(MOST_ADDRESSES + 50):
        throttle.wait(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(throttle._left) <= MOST_ADDRESSES
