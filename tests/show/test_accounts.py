"""Accounts, passwords, sessions, waiting times: each by itself, with a clock of our own."""

from __future__ import annotations

import os
import re
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from regesta.errors import ArchiveError, NotFound, WrongUse
from regesta.show.accounts.addresses import safe_next
from regesta.show.accounts.audit import note, read_audit
from regesta.show.accounts.book import Account, change_accounts, known, read_accounts
from regesta.show.accounts.doorkeeper import Doorkeeper
from regesta.show.accounts.passwords import _hasher, fits, hash_password
from regesta.show.accounts.secrets import form_token, token_fits
from regesta.show.accounts.sessions import FREE, Flow, Sessions
from regesta.show.cli import cli

PASSWORD = "correct horse battery"


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(tmp_path: Path, clock: Clock) -> Sessions:
    return Sessions(tmp_path, clock)


@pytest.fixture(scope="module")
def hashed() -> str:
    return hash_password(PASSWORD)


# Passwords


def test_a_password_is_kept_as_argon2id(hashed: str) -> None:
    assert hashed.startswith("$argon2id$")
    assert fits(hashed, PASSWORD)
    assert not fits(hashed, PASSWORD + " ")
    assert not fits("", PASSWORD)
    assert not fits("no hash", PASSWORD)


@pytest.mark.parametrize("password", ["", "short", "x" * 2000])
def test_a_password_has_a_length(password: str) -> None:
    with pytest.raises(WrongUse, match="characters"):
        hash_password(password)


# The file of accounts


def test_accounts_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    change_accounts(tmp_path, lambda _: {"anna": Account(name="anna", role="editor")})
    folder = tmp_path / "accounts"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "accounts.json").stat().st_mode & 0o777 == 0o600
    assert (folder / ".gitignore").read_text() == "*\n"
    assert known(read_accounts(tmp_path), "anna").role == "editor"
    with pytest.raises(NotFound, match="There are: anna"):
        known(read_accounts(tmp_path), "bert")


def test_accounts_that_others_may_read_are_refused(tmp_path: Path) -> None:
    change_accounts(tmp_path, lambda _: {})
    path = tmp_path / "accounts" / "accounts.json"
    os.chmod(path, 0o644)
    with pytest.raises(ArchiveError, match="chmod 600"):
        read_accounts(tmp_path)


def test_damaged_accounts_let_nobody_in(tmp_path: Path) -> None:
    change_accounts(tmp_path, lambda _: {})
    (tmp_path / "accounts" / "accounts.json").write_text("{")
    with pytest.raises(ArchiveError, match="damaged"):
        read_accounts(tmp_path)


# Sessions


def test_a_session_ends_unused_and_in_any_case(sessions: Sessions, clock: Clock) -> None:
    token = sessions.begin("anna", "password")
    clock.now += 3600
    found = sessions.find(token, 2)
    assert found is not None
    assert found.account == "anna"
    clock.now += 2 * 3600 - 100
    assert sessions.find(token, 2) is not None
    clock.now += 2 * 3600 + 100
    assert sessions.find(token, 2) is None
    assert sessions.find(token, 1000) is None
    other = sessions.begin("anna", "password")
    clock.now += 8 * 86400
    assert sessions.find(other, 1000) is None


def test_a_new_session_ends_the_one_before(sessions: Sessions) -> None:
    first = sessions.begin("anna", "password")
    second = sessions.begin("anna", "password", before=first)
    assert sessions.find(first, 2) is None
    assert sessions.find(second, 2) is not None
    sessions.end_all("anna")
    assert sessions.find(second, 2) is None


def test_the_file_holds_no_token(sessions: Sessions, tmp_path: Path) -> None:
    token = sessions.begin("anna", "password")
    sessions.keep_flow("the state", Flow(nonce="n", verifier="v", next="/"))
    kept = b"".join(path.read_bytes() for path in (tmp_path / "accounts").glob("sessions*"))
    assert b"anna" in kept
    assert token.encode() not in kept
    assert b"the state" not in kept
    assert (tmp_path / "accounts" / "sessions.sqlite").stat().st_mode & 0o777 == 0o600


def test_a_flow_comes_back_once_and_in_time(sessions: Sessions, clock: Clock) -> None:
    flow = Flow(nonce="n", verifier="v", next="/x")
    sessions.keep_flow("s", flow)
    assert sessions.take_flow("t") is None
    assert sessions.take_flow("s") == flow
    assert sessions.take_flow("s") is None
    sessions.keep_flow("s", flow)
    clock.now += 700
    assert sessions.take_flow("s") is None


# Waiting after wrong passwords


def test_an_account_waits_longer_each_time(sessions: Sessions, clock: Clock) -> None:
    for number in range(FREE["account"]):
        assert sessions.try_password("anna", f"10.0.0.{number}") == 0
    waits = []
    for number in range(8):
        wait = sessions.try_password("anna", f"10.0.1.{number}")
        waits.append(wait)
        clock.now += wait
        assert sessions.try_password("anna", f"10.0.2.{number}") == 0
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]
    assert sessions.try_password("bert", "10.0.3.1") == 0
    sessions.unlock("anna")
    assert sessions.try_password("anna", "10.0.3.2") == 0


def test_an_address_waits_whatever_the_account(sessions: Sessions, clock: Clock) -> None:
    for number in range(FREE["address"]):
        assert sessions.try_password(f"name{number}", "10.0.0.1") == 0
    assert sessions.try_password("another", "10.0.0.1") == 30
    assert sessions.try_password("another", "10.0.0.2") == 0
    clock.now += 3700
    assert sessions.try_password("another", "10.0.0.1") == 0


def test_the_right_password_forgets_the_wrong_ones(sessions: Sessions) -> None:
    for _ in range(50):
        assert sessions.try_password("anna", "10.0.0.1") == 0
        sessions.succeeded("anna", "10.0.0.1")


def test_many_at_once_are_no_way_around(tmp_path: Path, clock: Clock) -> None:
    sessions = Sessions(tmp_path, clock)
    sessions.begin("x", "password")
    allowed: list[float] = []
    guessers = [
        threading.Thread(target=lambda n=n: allowed.append(sessions.try_password("anna", f"{n}")))
        for n in range(24)
    ]
    for one in guessers:
        one.start()
    for one in guessers:
        one.join()
    assert sum(wait == 0 for wait in allowed) == FREE["account"]


def test_who_waits_is_not_verified(tmp_path: Path, clock: Clock, hashed: str) -> None:
    keeper = Doorkeeper(tmp_path, clock)
    anna = Account(name="anna", role="editor", password=hashed)
    change_accounts(tmp_path, lambda _: {"anna": anna})
    for _ in range(FREE["account"]):
        assert not keeper.enter("anna", "wrong", "10.0.0.1", "").token
    refused = keeper.enter("anna", PASSWORD, "10.0.0.1", "")
    assert (refused.token, refused.wait) == ("", 30)
    clock.now += 31
    entry = keeper.enter("anna", PASSWORD, "10.0.0.1", "")
    visitor = keeper.visitor(entry.token)
    assert visitor is not None
    assert (visitor.name, visitor.role, visitor.whole) == ("anna", "editor", False)
    change_accounts(tmp_path, lambda _: {})
    assert keeper.visitor(entry.token) is None


# Forms, addresses, the log


def test_a_form_s_secret_looks_different_each_time() -> None:
    secret = os.urandom(32)
    tokens = {form_token(secret) for _ in range(50)}
    assert len(tokens) == 50
    assert all(token_fits(secret, one) for one in tokens)
    assert not any(token_fits(os.urandom(32), one) for one in tokens)
    assert not any(token_fits(secret, one) for one in ("", "x", "é", "AAAA", "=" * 88))
    assert not token_fits(b"", form_token(secret))


NEXT = [
    ("/review?after=3#x", "/review?after=3#x"), ("", "/"), ("review", "/"), ("//evil.example", "/"),
    ("https://evil.example", "/"), ("/\\evil.example", "/"), ("\\\\evil.example", "/"),
    ("/a\nb", "/"), ("/a\tb", "/"), (" //evil", "/"), ("javascript:alert(1)", "/"),
    ("/" + "x" * 3000, "/"), ("/%2f%2fevil", "/%2f%2fevil"), ("///evil", "/"), ("/a\x7f", "/"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "safe"), NEXT)
def test_nobody_is_led_away(given: str, safe: str) -> None:
    assert safe_next(given) == safe


def test_the_log_is_private_and_survives_a_torn_line(tmp_path: Path) -> None:
    note(tmp_path, "signed in", "anna", address="10.0.0.1")
    path = tmp_path / "accounts" / "audit.jsonl"
    assert path.stat().st_mode & 0o777 == 0o600
    with path.open("ab") as file:
        file.write(b'{"torn\n')
    note(tmp_path, "signed out", "anna")
    assert [one["what"] for one in read_audit(tmp_path, 5)] == ["signed out", "signed in"]


# The command


def run(folder: Path, *arguments: str, given: str = "") -> str:
    done = CliRunner().invoke(
        cli, ["account", *arguments, "--archive", str(folder)], input=given, catch_exceptions=True
    )
    return str(done.exception) if done.exception and done.exit_code else done.output


def test_accounts_by_command(tmp_path: Path) -> None:
    add = ("add", "anna", "--password-stdin")
    assert "As what?" in run(tmp_path, *add, given=PASSWORD)
    assert "done" in run(tmp_path, *add, "--role", "editor", given=PASSWORD + "\n")
    assert "already" in run(tmp_path, *add, "--role", "editor", given=PASSWORD)
    assert "already" in run(
        tmp_path, "add", "ANNA", "--role", "reader", "--identity", "a@b.example"
    )
    assert "done" in run(tmp_path, "add", "bert", "--role", "reader", "--identity", "b@b.example")
    assert run(tmp_path, "list").splitlines() == [
        "anna  editor  password", "bert  reader  b@b.example",
    ]  # fmt: skip
    assert "done" in run(tmp_path, "role", "bert", "--role", "keeper")
    before = read_accounts(tmp_path)["anna"]
    assert "done" in run(tmp_path, "password", "anna", "--password-stdin", given="another good one")
    after = read_accounts(tmp_path)["anna"]
    assert fits(after.password, "another good one")
    assert after.renewed > before.renewed
    assert "done" in run(tmp_path, "unlock", "anna")
    assert "done" in run(tmp_path, "sign-out", "anna")
    assert "done" in run(tmp_path, "remove", "anna")
    assert "There is no account 'anna'" in run(tmp_path, "remove", "anna")
    assert "cannot be the name" in run(tmp_path, "add", "guest x", "--role", "reader")
    log = (tmp_path / "accounts" / "audit.jsonl").read_text("utf-8")
    assert re.findall(r'"what":"([^"]+)"', log) == [
        "account add", "account add", "account role", "account password", "account unlock",
        "account sign-out", "account remove",
    ]  # fmt: skip
    assert PASSWORD not in log


def test_without_the_library_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regesta.show.extras.is_installed", lambda _: False)
    _hasher.cache_clear()
    said = run(tmp_path, "add", "x", "--role", "reader", "--password-stdin", given=PASSWORD)
    assert "pip install 'regesta[accounts]'" in said
