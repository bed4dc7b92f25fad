"""People for the tests of the web application: clients signed in with given roles, and a second estate."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import httpx

from domain.ids import AccountId
from domain.people import Estates, Role
from domain.register import RegisterRow, RegisterTenure
from domain.unit_number import UnitNumber
from review.visiting import COOKIE, HEADER, form_token
from services import accounts, signing_in
from services.accounts import Wanted
from services.workplace import Workplace
from storage.repositories import accounts as stored
from tests.registers import save_register

ELSEWHERE = "云栖苑"
PASSWORD = "长风破浪会有时-2026"


def account(place: Workplace, name: str, *roles: Role, estates: Estates = None) -> AccountId:
    """Make an account that need not change its password, which nobody knows."""
    return account_and_password(place, name, *roles, estates=estates)[0]


def account_and_password(place: Workplace, name: str, *roles: Role, estates: Estates = None) -> tuple[AccountId, str]:
    """Make an account that need not change its password."""
    told = accounts.add(place, Wanted(name=name, shown=name, roles=roles, estates=estates), by="test")
    with place.database.begin() as tx:
        found = stored.by_name(tx, accounts.normal(name))
        assert found is not None
        stored.set_password(tx, found[0].id, found[1], until=None)
        return found[0].id, told.password


def enter(place: Workplace, account_id: AccountId, client: httpx.Client | httpx.AsyncClient) -> str:
    """Let the client hold a new session and send its form token; return the session's secret."""
    with place.database.begin() as tx:
        secret = signing_in.open_session(tx, account_id, tx.now, "127.0.0.1")
    client.cookies.set(COOKIE, secret)
    client.headers[HEADER] = form_token(secret)
    return secret


@contextmanager
def client_of(place: Workplace, origin: str, name: str, *roles: Role, estates: Estates = None) -> Iterator[httpx.Client]:
    """A client signed in with an account of its own."""
    with httpx.Client(base_url=origin, timeout=60, headers={"origin": origin}) as client:
        enter(place, account(place, name, *roles, estates=estates), client)
        yield client


def add_estate(place: Workplace, name: str = ELSEWHERE) -> None:
    """Put a second estate with one unit into the register."""
    tenure = RegisterTenure(owners=("沈若溪",), start=date(2012, 1, 1))
    with place.database.begin() as tx:
        save_register(tx, [RegisterRow(row=2, estate=name, unit=UnitNumber.parse("9|||901|room"), tenure=tenure)])
