"""What a route asks of whoever comes: one declaration a route, checked before its handler runs.

    @router.get("/documents/{number}", dependencies=[access(Permission.READ, of=Subject.DOCUMENT, act=Act.VIEW)])

`of` checks the id in the path against the estates of the account (another estate's answers 404, as if it were not there), `act` writes
the access register when the answer is a good one, `purpose` asks those to whom the table gives no UNASKED for what they look, `whole`
is for what is not of one estate. Unsafe methods carry the form token. Lists take `here().estates`, decisions `here().name`.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from fastapi import APIRouter, Depends, params
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import BaseRoute

from domain.access import Act, Entry
from domain.masking import mask_in_text
from domain.people import Estates, Permission
from review.errors import NotFoundError, RefusedError
from review.security import SAFE, of_token
from review.visiting import COOKIE, FIELD, HEADER, Visit, here
from services import signing_in
from services.reaching import OF_ALL_ESTATES, Reached, Subject, reach
from services.signing_in import Present, SessionRules
from services.workplace import Workplace

_LARGEST = 2**31 - 1


class SignInNeededError(RefusedError):
    """Nobody is signed in, or no more."""

    what, next_step, leads_to = "请先登录。", "登录已过期或尚未登录，请登录后重试。", "/sign-in"

    def __init__(self) -> None:
        super().__init__(401)


class PasswordNeededError(RefusedError):
    """The one-time password must be changed before anything else."""

    what, next_step, leads_to = "请先修改一次性密码。", "请在“本人账号”页面设置新密码。", "/account"


class PurposeNeededError(RefusedError):
    """What is asked for is shown only after saying for what."""

    what, next_step, leads_to = "请先说明查阅目的。", "请在“查阅目的”页面填写后重试。", "/purpose"


class ForbiddenError(RefusedError):
    """The account's roles do not allow it."""

    what, next_step = "您的账号没有此项权限。", "如工作需要，请联系系统管理员调整角色或项目范围。"


class HomeError(ForbiddenError):
    """The first page is not for this account: another one is."""

    def __init__(self, leads_to: str) -> None:
        super().__init__()
        self.leads_to = leads_to


class OriginalError(ForbiddenError):
    """Numbers cannot be covered in a file that must stay as it came."""

    what = "原扫描件不能遮盖电话与证件号，您的角色不能下载。"
    next_step = "请改用该文件的 PDF 或打印页，其中的号码已遮盖；确需原件时，请档案管理员代为查阅。"


_FORBIDDEN: dict[Permission, type[ForbiddenError]] = {Permission.ORIGINAL: OriginalError}


class StaleFormError(RefusedError):
    """The form's token is missing or another session's."""

    what, next_step = "页面已过期，提交的内容没有保存。", "请返回并刷新页面后重新提交。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What checking takes; kept at `app.state.door`."""

    place: Workplace
    rules: SessionRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A route's declaration, as the route's dependency. `permission` None: open to everybody."""

    permission: Permission | None
    of: Subject | None = None
    act: Act | None = None
    purpose: bool = False
    whole: bool = False
    quiet: bool = False
    what: str = ""

    async def __call__(self, request: Request) -> None:
        """Let the request through to its handler, or raise why not."""
        visit, door = here(), door_of(request)
        await run_in_threadpool(_recognise, request, visit, door, use=not self.quiet)
        if self.permission is not None:
            self._admit(visit, request.url.path)
        if request.method not in SAFE and not of_token(request.headers):
            await _refuse_stale(request, visit)
        if self.permission is not None:
            await run_in_threadpool(self._look_at, request, visit, door)

    def _admit(self, visit: Visit, path: str) -> None:
        if visit.present is None:
            raise SignInNeededError
        if visit.present.must_change and self.permission is not Permission.OWN:
            raise PasswordNeededError
        if not visit.actor.may(cast("Permission", self.permission)) or (self.whole and visit.estates is not None):
            raise HomeError(first_page(visit)) if path == "/" else _FORBIDDEN.get(cast("Permission", self.permission), ForbiddenError)()

    def _look_at(self, request: Request, visit: Visit, door: Door) -> None:
        reached = Reached(paper="", estate="")
        key = "" if self.of is None else next(iter(request.path_params.values()), "")
        if self.of is not None:
            reached = _reached(door, self.of, key, visit.estates)
        present = cast("Present", visit.present)
        if self.purpose and not visit.has_purpose:
            raise PurposeNeededError
        if self.act is not None:
            visit.entry = self._entry(request, present, key, reached)

    def _entry(self, request: Request, present: Present, key: str, reached: Reached) -> Entry | None:
        words = mask_in_text(request.query_params.get("q", "")) if self.act is Act.SEARCH else ""
        if self.act is Act.SEARCH and not words.strip():
            return None
        return Entry(
            at=0.0,
            who=present.actor.name,
            via=present.via,
            act=cast("Act", self.act),
            subject="" if self.of is None else self.of.value,
            key=key,
            paper=reached.paper,
            estate=reached.estate,
            purpose=present.purpose,
            approved_by=present.approved_by,
            address=address(request),
            detail=words or self.what,
        )


_FIRST_PAGES = (
    (Permission.STATUS, "/"),
    (Permission.REVIEW, "/review"),
    (Permission.READ, "/dossiers"),
    (Permission.PEOPLE, "/people"),
    (Permission.OWN, "/account"),
)


def first_page(visit: Visit) -> str:
    """Where somebody begins."""
    return next(path for permission, path in _FIRST_PAGES if visit.may(permission))


def door_of(request: Request) -> Door:
    """What checking takes."""
    return cast("Door", request.app.state.door)


def access(
    permission: Permission,
    *,
    of: Subject | None = None,
    act: Act | None = None,
    purpose: bool = False,
    whole: bool = False,
    quiet: bool = False,
    what: str = "",
) -> params.Depends:
    """Declare what a route asks for.

    `quiet`: asking does not keep the session alive (a page that asks by itself). `what`: the entry's words beside its act, in Chinese.
    """
    return cast(
        "params.Depends", Depends(Access(permission=permission, of=of, act=act, purpose=purpose, whole=whole, quiet=quiet, what=what))
    )


def everybody() -> params.Depends:
    """Declare that a route is open to everybody, signed in or not."""
    return cast("params.Depends", Depends(Access(permission=None)))


def declared(route: APIRoute) -> Access | None:
    """The route's declaration; None where it has none or several."""
    found = [each.dependency for each in route.dependencies if isinstance(each.dependency, Access)]
    return found[0] if len(found) == 1 else None


def declared_routes(routers: Iterable[APIRouter]) -> tuple[APIRoute, ...]:
    """All routes of the routers; RuntimeError names those that do not say who may use them, or whose id in the path is of nothing.

    What is no plain route cannot be seen through (a router within a router, a mounted application) and is refused too.
    """
    routes = [route for router in routers for route in router.routes]
    bad = [_named(route) for route in routes if not (isinstance(route, APIRoute) and _is_declared(route))]
    if bad:
        raise RuntimeError(f"Routes without access(...): {', '.join(bad)}")
    return tuple(route for route in routes if isinstance(route, APIRoute))


def _is_declared(route: APIRoute) -> bool:
    asked = declared(route)
    if asked is None or asked.permission is None:
        return asked is not None
    if asked.of in OF_ALL_ESTATES and not asked.whole:
        return False
    return asked.of is not None or not route.param_convertors


def _named(route: BaseRoute) -> str:
    return f"{'/'.join(sorted(route.methods or ()))} {route.path}" if isinstance(route, APIRoute) else repr(route)


def cookie_name(request: Request) -> str:
    """The session cookie's name on this connection."""
    return f"__Host-{COOKIE}" if request.url.scheme == "https" else COOKIE


def address(request: Request) -> str:
    """Where the request comes from; behind a trusted proxy, what that says."""
    return request.client.host if request.client else ""


def stands(request: Request, permission: Permission, estates: Estates) -> bool:
    """Whether whoever made a request that is answered for long may still do so, for the same estates."""
    visit = Visit(address(request))
    _recognise(request, visit, door_of(request), use=False)
    found = visit.present
    return found is not None and not found.must_change and found.actor.may(permission) and found.actor.estates == estates


def _recognise(request: Request, visit: Visit, door: Door, *, use: bool) -> None:
    if text := of_token(request.headers):
        visit.present = signing_in.by_token(door.place, door.rules, text)
        return
    visit.secret = request.cookies.get(cookie_name(request), "")
    visit.present = signing_in.whose(door.place, door.rules, visit.secret, use=use) if visit.secret else None


async def _refuse_stale(request: Request, visit: Visit) -> None:
    given = request.headers.get(HEADER, "")
    kind = request.headers.get("content-type", "").partition(";")[0]
    if not given and kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        given = str((await request.form()).get(FIELD, ""))
    if not visit.form_token or not hmac.compare_digest(given.encode(errors="replace"), visit.form_token.encode()):
        raise StaleFormError


def _reached(door: Door, subject: Subject, key: str, estates: Estates) -> Reached:
    """The object within these estates; NotFoundError else. An id that is none at all is left to the handler's own check."""
    if subject not in {Subject.SCAN, Subject.REPORT} and not (key.isascii() and key.isdigit() and int(key) <= _LARGEST):
        raise HTTPException(status_code=400)
    found = reach(door.place, subject, key, estates)
    if found is None:
        raise NotFoundError
    return found
