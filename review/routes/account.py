"""One's own account: password, sessions, tokens; and for what papers are looked at."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from domain.access import Act
from domain.errors import UsageError
from domain.ids import TokenId
from domain.people import PERMISSION_ZH
from domain.people import Permission as P
from review.access import access, address, door_of
from review.forms import Number, clean
from review.routes.sign_in import forgotten, remembered, safe_address
from review.saying import refusal
from review.screen import Screen
from review.visiting import here
from services import accounts, signing_in
from services.reaching import Subject
from services.workplace import Workplace

PURPOSES = ("业主本人查询", "报修或投诉处理", "费用核对", "纠纷或诉讼取证", "管理部门检查", "档案整理")


class PasswordForm(BaseModel):
    """The present password and the new one twice."""

    model_config = ConfigDict(frozen=True)

    old: Annotated[str, Field(max_length=256, repr=False)] = ""
    new: Annotated[str, Field(max_length=256, repr=False)] = ""
    again: Annotated[str, Field(max_length=256, repr=False)] = ""


class PurposeForm(BaseModel):
    """For what papers are looked at, who approved it, and where to go on."""

    model_config = ConfigDict(frozen=True)

    choice: Annotated[str, Field(max_length=64)] = ""
    purpose: Annotated[str, Field(max_length=200)] = ""
    approved_by: Annotated[str, Field(max_length=64)] = ""
    next: Annotated[str, Field(max_length=2000)] = ""

    @property
    def said(self) -> str:
        """The purpose chosen and what was typed with it."""
        return "：".join(part for part in (clean(self.choice), clean(self.purpose)) if part)


def routes(place: Workplace, screen: Screen) -> APIRouter:
    """Build the addresses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/account", dependencies=[access(P.OWN)])
    def page(changed: bool = False) -> HTMLResponse:
        return _page(place, screen, changed=changed)

    @router.post("/account/password", dependencies=[access(P.OWN, act=Act.CHANGE, what="修改本人密码")], response_model=None)
    def password(request: Request, form: Annotated[PasswordForm, Form()]) -> Response:
        try:
            if form.new != form.again:
                raise UsageError("The two new passwords differ.", "两次输入的新密码不一致。")
            rules = door_of(request).rules
            secret = signing_in.change_password(place, rules, here().actor.account_id, form.old, form.new, address=address(request))
        except UsageError as error:
            return _page(place, screen, error=refusal(error))
        return remembered(request, RedirectResponse("/account?changed=1", status_code=303), secret)

    @router.post("/account/sign-out-everywhere", dependencies=[access(P.OWN, act=Act.SIGN_OUT, what="退出全部登录")])
    def leave(request: Request) -> RedirectResponse:
        signing_in.sign_out_everywhere(place, here().actor.account_id)
        return forgotten(request, RedirectResponse("/sign-in", status_code=303))

    @router.post("/account/tokens/{number}/revoke", dependencies=[access(P.OWN, of=Subject.TOKEN, act=Act.CHANGE, what="撤销令牌")])
    def revoke(number: Number) -> RedirectResponse:
        accounts.revoke_token(place, TokenId(number), of=here().actor.account_id)
        return RedirectResponse("/account", status_code=303)

    @router.get("/purpose", dependencies=[access(P.READ)])
    def purpose(next: Annotated[str, Field(max_length=2000)] = "") -> HTMLResponse:
        return screen.show("purpose.html", form=PurposeForm(next=next), purposes=PURPOSES, error="")

    @router.post("/purpose", dependencies=[access(P.READ)], response_model=None)
    def state(request: Request, form: Annotated[PurposeForm, Form()]) -> Response:
        try:
            signing_in.state_purpose(place, door_of(request).rules, here().secret, form.said, clean(form.approved_by))
        except UsageError as error:
            return screen.show("purpose.html", status=422, form=form, purposes=PURPOSES, error=refusal(error))
        return RedirectResponse(safe_address(form.next), status_code=303)

    return router


def _page(place: Workplace, screen: Screen, *, changed: bool = False, error: str = "") -> HTMLResponse:
    visit = here()
    return screen.show(
        "account.html",
        status=422 if error else 200,
        account=accounts.by_id(place, visit.actor.account_id),
        sessions=signing_in.held_by(place, visit.actor.account_id),
        tokens=accounts.tokens(place, visit.actor.account_id),
        may=tuple(text for permission, text in PERMISSION_ZH.items() if visit.may(permission)),
        changed=changed,
        error=error,
    )
