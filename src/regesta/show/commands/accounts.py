"""`regesta account`: who may sign in, and as what."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click
from msgspec.structs import replace

from regesta.errors import WrongUse
from regesta.show.accounts.audit import note
from regesta.show.accounts.book import (
    Account,
    Accounts,
    change_accounts,
    check_name,
    check_role,
    read_accounts,
)
from regesta.show.accounts.book import known as known_account
from regesta.show.accounts.passwords import hash_password
from regesta.show.accounts.sessions import Sessions
from regesta.show.accounts.visitor import ROLES
from regesta.show.commands.options import ARCHIVE, AS_JSON, print_json

ACTIONS = ("add", "list", "role", "password", "unlock", "sign-out", "remove")


@click.command()
@click.argument("action", type=click.Choice(ACTIONS))
@click.argument("name", default="")
@click.option("--role", type=click.Choice(ROLES), help="reader, editor or keeper.")
@click.option("--identity", default="", help="Who it is for OpenID Connect: e-mail or subject.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@ARCHIVE
@AS_JSON
def account(
    action: str,
    name: str,
    role: str | None,
    identity: str,
    password_stdin: bool,
    folder: Path,
    as_json: bool,
) -> None:
    """Manage the accounts of the archive: ACTION is what to do with the account NAME."""
    if action == "list":
        _list(folder, as_json)
        return
    check_name(name)
    if action == "add":
        _add(folder, name, role, identity, password_stdin)
    elif action == "role":
        if role is None:
            raise WrongUse("Which role?", way_out="Give it with --role.")
        _change(folder, name, lambda one: replace(one, role=check_role(role)))
    elif action == "password":
        hashed = hash_password(_ask(password_stdin))
        _change(folder, name, lambda one: replace(one, password=hashed, renewed=time.time()))
    elif action == "remove":
        _remove(folder, name)
    else:
        known_account(read_accounts(folder), name)
        sessions = Sessions(folder)
        (sessions.unlock if action == "unlock" else sessions.end_all)(
            name.casefold() if action == "unlock" else name
        )
    note(folder, f"account {action}", "command", account=name, role=role or "")
    click.echo(f"{name}: {action}, done.")


def _list(folder: Path, as_json: bool) -> None:
    found = read_accounts(folder)
    if as_json:
        print_json([
            {"name": one.name, "role": one.role, "identity": one.identity,
             "password": bool(one.password), "since": one.since}
            for one in found.values()
        ])  # fmt: skip
        return
    for one in found.values():
        ways = [
            way for way, has in (("password", one.password), (one.identity, True)) if has and way
        ]
        click.echo(f"{one.name}  {one.role}  {', '.join(ways)}")


def _add(folder: Path, name: str, role: str | None, identity: str, password_stdin: bool) -> None:
    if role is None:
        raise WrongUse("As what?", way_out=f"Give --role: {', '.join(ROLES)}.")
    if name in read_accounts(folder):
        raise WrongUse(f"There is an account {name!r} already.")
    hashed = "" if identity and not password_stdin else hash_password(_ask(password_stdin))
    made = Account(
        name=name, role=check_role(role), password=hashed, identity=identity,
        since=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
    )  # fmt: skip

    def add(accounts: Accounts) -> Accounts:
        near = {one.casefold() for one in accounts}
        if name.casefold() in near:
            raise WrongUse(f"There is an account like {name!r} already.")
        return {**accounts, name: made}

    change_accounts(folder, add)


def _change(folder: Path, name: str, change: Callable[[Account], Account]) -> None:
    change_accounts(folder, lambda all_: {**all_, name: change(known_account(all_, name))})


def _remove(folder: Path, name: str) -> None:
    def remove(accounts: Accounts) -> Accounts:
        known_account(accounts, name)
        return {id: one for id, one in accounts.items() if id != name}

    change_accounts(folder, remove)
    Sessions(folder).end_all(name)


def _ask(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    given: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return given
