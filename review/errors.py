"""The one funnel of the web shell: every error becomes a page that says what happened and what to do next, never a stack trace."""

import logging
import secrets

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.errors import HudangError, MissingPartError, StorageFullError, UnreadableError, UsageError
from review.screen import Screen
from review.security import HEADERS

log = logging.getLogger(__name__)

_SENTENCES = {
    404: ("没有找到这个页面或记录。", "它可能已被移走或编号有误，请回到首页重新进入。"),
    405: ("这个地址不支持此操作。", "请从页面中的按钮操作。"),
}

_STATUS = ((UsageError, 400), (UnreadableError, 422), (StorageFullError, 503), (MissingPartError, 503))


class NotFoundError(HTTPException):
    """There is no such record."""

    def __init__(self) -> None:
        super().__init__(status_code=404)


def install(app: FastAPI, screen: Screen) -> None:
    """Give the application its error pages."""

    def known(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HudangError)
        status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
        if status >= 500:
            log.error("Request failed: %s", error.en, extra={"action": "web.failed"})
        return screen.refuse(status, error.message_zh, "请按提示处理后重试；如仍有问题，请联系管理员。")

    def http(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        what, next_step = _SENTENCES.get(error.status_code, ("请求无法处理。", "请返回后重试。"))
        return screen.refuse(error.status_code, what, next_step)

    def malformed(_request: Request, _error: Exception) -> Response:
        return screen.refuse(400, "地址或提交的内容格式有误。", "请从页面中的链接和按钮操作。")

    def defect(request: Request, error: Exception) -> Response:
        number = secrets.token_hex(4)
        log.error("Defect in %s %s", request.method, request.url.path, exc_info=error, extra={"action": "web.defect", "error_id": number})
        answer = screen.refuse(500, "系统内部出错，您的数据没有改变。", f"请重试；如仍出错，请把错误编号 {number} 告诉管理员。")
        answer.headers.update(HEADERS)  # this answer is made outside the guard
        return answer

    app.add_exception_handler(HudangError, known)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(Exception, defect)
