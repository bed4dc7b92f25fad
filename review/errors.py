"""The one funnel of the web shell: every error becomes a page that says what happened and what to do next, never a stack trace."""

import logging
import secrets
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from domain.errors import HudangError, MissingPartError, StorageFullError, StoreBusyError, UnreadableError, UsageError
from review.saying import refusal, say
from review.screen import Screen
from review.security import HEADERS

log = logging.getLogger(__name__)

_SENTENCES = {
    404: ("没有找到这个页面或记录。", "它可能已被移走或编号有误，请回到首页重新进入。"),
    401: ("请先登录。", "登录已过期或尚未登录，请登录后重试。"),
    403: ("您的账号没有此项权限。", "如工作需要，请联系系统管理员调整角色或项目范围。"),
    405: ("这个地址不支持此操作。", "请从页面中的按钮操作。"),
}

_STATUS = ((UsageError, 400), (UnreadableError, 422), (StorageFullError, 503), (StoreBusyError, 503), (MissingPartError, 503))


class NotFoundError(HTTPException):
    """There is no such record."""

    def __init__(self) -> None:
        super().__init__(status_code=404)


class RefusedError(HTTPException):
    """Somebody may not do this now, and why; `leads_to`, where it is not "", is the page that mends it, with the place to return to."""

    what = "请求无法处理。"
    next_step = "请返回后重试。"
    leads_to = ""

    def __init__(self, status_code: int = 403) -> None:
        super().__init__(status_code=status_code)


def elsewhere(request: Request, error: HTTPException) -> str | None:
    """Where a browser that opens a page is led instead of being refused; None where it must be refused."""
    opens = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    if not isinstance(error, RefusedError) or not error.leads_to or not opens:
        return None
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return error.leads_to if back in {"/", error.leads_to} else f"{error.leads_to}?{urlencode({'next': back})}"


def install(app: FastAPI, screen: Screen) -> None:
    """Give the application its error pages."""

    def known(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HudangError)
        status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
        if status >= 500:
            log.error("Request failed: %s", error.en, extra={"action": "web.failed"})
        return screen.refuse(status, refusal(error), "请按提示处理后重试；如仍有问题，请联系管理员。")

    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if (address := elsewhere(request, error)) is not None:
            return RedirectResponse(address, status_code=303)
        if isinstance(error, RefusedError):
            return screen.refuse(error.status_code, error.what, error.next_step)
        what, next_step = _SENTENCES.get(error.status_code, ("请求无法处理。", "请返回后重试。"))
        return screen.refuse(error.status_code, what, next_step)

    def malformed(_request: Request, _error: Exception) -> Response:
        return screen.refuse(400, "地址或提交的内容格式有误。", "请从页面中的链接和按钮操作。")

    def defect(request: Request, error: Exception) -> Response:
        number = secrets.token_hex(4)
        log.error("Defect in %s %s", request.method, request.url.path, exc_info=error, extra={"action": "web.defect", "error_id": number})
        answer = screen.refuse(
            500, "系统内部出错，您的数据没有改变。", say("请重试；如仍出错，请把错误编号 %(number)s 告诉管理员。", number=number)
        )
        answer.headers.update(HEADERS)  # this answer is made outside the guard
        return answer

    def gone(_request: Request, _error: Exception) -> Response:
        return Response(status_code=400)  # the browser closed while it sent something: nobody reads this, and it is no defect

    app.add_exception_handler(ClientDisconnect, gone)
    app.add_exception_handler(HudangError, known)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(Exception, defect)
