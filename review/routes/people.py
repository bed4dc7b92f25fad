"""The administrator's pages: accounts, their roles and estates, new one-time passwords, tokens."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from domain.access import Act
from domain.errors import UsageError
from domain.ids import AccountId, TokenId
from domain.people import ALLOWED, EVERYBODY, PERMISSION_ZH, Estates, Role
from domain.people import Permission as P
from review.access import access
from review.errors import NotFoundError
from review.forms import Number, clean
from review.saying import refusal
from review.screen import Screen
from review.visiting import here
from services import accounts
from services.accounts import OneTime, Wanted
from services.reaching import Subject
from services.workplace import Workplace
from storage.repositories.accounts import Account

Codes = Annotated[list[Annotated[str, Field(max_length=255)]], Field(max_length=1000)]


CHANGES = access(P.PEOPLE, of=Subject.ACCOUNT, act=Act.CHANGE, what="修改账号")


class PersonForm(BaseModel):
    """An account as typed and ticked."""

    model_config = ConfigDict(frozen=True)

    name: Annotated[str, Field(max_length=64)] = ""
    shown: Annotated[str, Field(max_length=64)] = ""
    role: Codes = []
    every_estate: bool = False
    estate: Codes = []
    disabled: bool = False

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles ticked."""
        return tuple(role for role in Role if role.code in self.role)

    @property
    def estates(self) -> Estates:
        """The estates ticked, None for all."""
        return None if self.every_estate else frozenset(clean(name) for name in self.estate)

    @classmethod
    def of(cls, account: Account) -> "PersonForm":
        """The form as the account stands."""
        return cls(
            name=account.name,
            shown=account.shown,
            role=[role.code for role in account.roles],
            every_estate=account.estates is None,
            estate=sorted(account.estates or ()),
            disabled=account.disabled,
        )


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/people", dependencies=[access(P.PEOPLE)])
    def listing() -> HTMLResponse:
        return _listing(place, screen)

    @router.get("/people/new", dependencies=[access(P.PEOPLE)])
    def blank() -> HTMLResponse:
        return _one(place, screen, None, PersonForm(every_estate=True))

    @router.post("/people/new", dependencies=[access(P.PEOPLE, act=Act.CHANGE, what="新增账号")])
    def add(form: Annotated[PersonForm, Form()]) -> HTMLResponse:
        wanted = Wanted(name=form.name, shown=clean(form.shown), roles=form.roles, estates=form.estates)
        try:
            told = accounts.add(place, wanted, by=here().name)
        except UsageError as error:
            return _one(place, screen, None, form, error=refusal(error))
        return _listing(place, screen, told=told)

    @router.get("/people/{number}", dependencies=[access(P.PEOPLE, of=Subject.ACCOUNT)])
    def one(number: Number) -> HTMLResponse:
        account = _account(place, number)
        return _one(place, screen, account, PersonForm.of(account))

    @router.post("/people/{number}", dependencies=[CHANGES], response_model=None)
    def change(number: Number, form: Annotated[PersonForm, Form()]) -> Response:
        account = _account(place, number)
        try:
            accounts.change(place, account.name, shown=clean(form.shown), roles=form.roles, estates=form.estates, disabled=form.disabled)
        except UsageError as error:
            return _one(place, screen, account, form, error=refusal(error))
        return RedirectResponse("/people", status_code=303)

    @router.post("/people/{number}/reset", dependencies=[access(P.PEOPLE, of=Subject.ACCOUNT, act=Act.CHANGE, what="重置密码")])
    def reset(number: Number) -> HTMLResponse:
        return _listing(place, screen, told=accounts.reset(place, _account(place, number).name))

    @router.post("/people/tokens/{number}/revoke", dependencies=[access(P.PEOPLE, of=Subject.TOKEN, act=Act.CHANGE, what="撤销令牌")])
    def revoke(number: Number) -> RedirectResponse:
        accounts.revoke_token(place, TokenId(number))
        return RedirectResponse("/people", status_code=303)

    return router


def _account(place: Workplace, number: int) -> Account:
    found = accounts.by_id(place, AccountId(number))
    if found is None:
        raise NotFoundError
    return found


def _listing(place: Workplace, screen: Screen, *, told: OneTime | None = None) -> HTMLResponse:
    people = accounts.every(place)
    return screen.show(
        "people.html", people=people, names={each.id: each.name for each in people}, tokens=accounts.tokens(place), told=told
    )


def _one(place: Workplace, screen: Screen, account: Account | None, form: PersonForm, *, error: str = "") -> HTMLResponse:
    return screen.show(
        "person.html",
        status=422 if error else 200,
        account=account,
        form=form,
        error=error,
        roles=tuple((role, tuple(PERMISSION_ZH[p] for p in PERMISSION_ZH if p in ALLOWED[role] - EVERYBODY)) for role in Role),
        estates=accounts.known_estates(place),
    )
