"""The one place where errors become HTTP: application/problem+json (RFC 9457), in the user's language."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from engine.api.negotiation import PROBLEM_JSON, PROBLEM_TYPE
from engine.errors import EngineError
from engine.etags import DraftChanged
from engine.outages import is_outage

logger = logging.getLogger(__name__)

_STATUS = {
    "unknown-process": HTTPStatus.NOT_FOUND,
    "instance-not-found": HTTPStatus.NOT_FOUND,
    "event-not-found": HTTPStatus.NOT_FOUND,
    "task-not-found": HTTPStatus.NOT_FOUND,
    "incident-not-found": HTTPStatus.NOT_FOUND,
    "unknown-decision": HTTPStatus.NOT_FOUND,
    "message-not-correlated": HTTPStatus.NOT_FOUND,
    "unknown-version": HTTPStatus.NOT_FOUND,
    "task-not-yours": HTTPStatus.FORBIDDEN,
    "separation-of-duties": HTTPStatus.FORBIDDEN,
    "claim-refused": HTTPStatus.FORBIDDEN,
    "assignee-refused": HTTPStatus.FORBIDDEN,
    "already-started": HTTPStatus.CONFLICT,
    "instance-ended": HTTPStatus.CONFLICT,
    "not-startable": HTTPStatus.CONFLICT,
    "instance-suspended": HTTPStatus.CONFLICT,
    "already-suspended": HTTPStatus.CONFLICT,
    "not-suspended": HTTPStatus.CONFLICT,
    "suspended-with-parent": HTTPStatus.CONFLICT,
    "suspended-in-all-versions": HTTPStatus.CONFLICT,
    "process-suspended": HTTPStatus.CONFLICT,
    "message-id-taken": HTTPStatus.CONFLICT,
    "change-not-found": HTTPStatus.NOT_FOUND,
    "change-file-not-found": HTTPStatus.NOT_FOUND,
    "revision-not-found": HTTPStatus.NOT_FOUND,
    "four-eyes": HTTPStatus.FORBIDDEN,
    "change-needed": HTTPStatus.FORBIDDEN,
    "change-in-another-state": HTTPStatus.CONFLICT,
    "change-outdated": HTTPStatus.CONFLICT,
    "replay-running": HTTPStatus.CONFLICT,
    "outcomes-not-accepted": HTTPStatus.CONFLICT,
    "replayed-case-not-found": HTTPStatus.NOT_FOUND,
    "changed-again-since": HTTPStatus.CONFLICT,
    "migration-under-way": HTTPStatus.CONFLICT,
    "file-changed": HTTPStatus.PRECONDITION_FAILED,
    "change-is-another": HTTPStatus.PRECONDITION_FAILED,
    "batch-not-found": HTTPStatus.NOT_FOUND,
    "batch-running": HTTPStatus.CONFLICT,
    "no-undo": HTTPStatus.CONFLICT,
    "task-not-open": HTTPStatus.CONFLICT,
    "task-already-claimed": HTTPStatus.CONFLICT,
    "not-skippable": HTTPStatus.CONFLICT,
    "unreadable-state": HTTPStatus.CONFLICT,
    "unreadable-definition": HTTPStatus.CONFLICT,
    "draft-changed": HTTPStatus.PRECONDITION_FAILED,
    "precondition-required": HTTPStatus.PRECONDITION_REQUIRED,
    "sign-in-refused": HTTPStatus.UNAUTHORIZED,
}
# Whatever else the engine refuses is about the content of the request.
_OTHERWISE = HTTPStatus.UNPROCESSABLE_ENTITY

_TITLES: dict[int, str | Promise] = {
    400: _("请求有误"),
    401: _("需要登录"),
    403: _("没有权限"),
    404: _("没有找到"),
    405: _("不支持的请求方法"),
    406: _("不支持的返回格式"),
    409: _("状态冲突"),
    410: _("已经停用"),
    412: _("内容已在别处更新"),
    413: _("内容过大"),
    415: _("不支持的内容类型"),
    422: _("内容有误"),
    428: _("缺少前提条件"),
    429: _("请求过于频繁"),
    500: _("系统错误"),
    503: _("系统暂时不可用"),
}
_DETAILS: dict[int, str | Promise] = {
    400: _("请求无法读取，请检查格式"),
    401: _("请先登录，或提供有效的令牌"),
    403: _("您没有权限进行这项操作"),
    404: _("没有找到您要的内容"),
    405: _("这个地址不支持所用的请求方法"),
    406: _("无法按要求的格式返回"),
    412: _("内容已在别处更新，请重新载入"),
    413: _("上传的内容超过限制"),
    415: _("不支持所提交内容的类型"),
    429: _("尝试次数过多，请稍后再试"),
    500: _("系统出现错误，已记录，请稍后再试"),
    503: _("系统正在恢复，已保存的内容不受影响，请稍后再试"),
}
# Seconds after which asking again is worth while during an outage.
RETRY_AFTER = 5


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response:
    """DRF's hook (settings.REST_FRAMEWORK["EXCEPTION_HANDLER"])."""
    set_rollback()
    if isinstance(exc, EngineError):
        return _engine(exc)
    if isinstance(exc, RequestDataTooBig | TooManyFilesSent | TooManyFieldsSent):
        return problem(413, code="too-large")
    if isinstance(exc, SuspiciousOperation):
        return problem(400, code="bad-request")
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if isinstance(exc, exceptions.APIException):
        return _rest_framework(exc)
    if is_outage(exc):
        logger.warning("no answer from %s: %s", type(context.get("view")).__name__, exc)
        return problem(503, code="unavailable", headers={"Retry-After": str(RETRY_AFTER)})
    logger.error("unhandled error in %s", type(context.get("view")).__name__, exc_info=exc)
    return problem(500, code="internal-error")


def plain_problem(status: int, *, code: str, detail: str = "") -> JsonResponse:
    """A problem document from outside the framework's views: middleware, ordinary views."""
    return JsonResponse(problem_body(status, code=code, detail=detail), status=status, content_type=PROBLEM_TYPE)


def problem(
    status: int, *, code: str, detail: str = "", headers: dict[str, str] | None = None, **more: Any
) -> Response:
    """A problem document; `more` are the extensions `errors`, `findings` and `current`."""
    response = Response(problem_body(status, code=code, detail=detail) | more, status=status, headers=headers)
    setattr(response, PROBLEM_JSON, True)
    return response


def problem_body(status: int, *, code: str, detail: str = "") -> dict[str, Any]:
    return {
        "type": f"urn:problem:{code}",
        "title": str(_TITLES.get(status, _TITLES[400])),
        "status": status,
        "detail": detail or str(_DETAILS.get(status, _DETAILS[400])),
        "code": code,
    }


def _engine(error: EngineError) -> Response:
    more: dict[str, Any] = {}
    if hasattr(error, "errors"):
        more["errors"] = error.errors
    if hasattr(error, "current"):
        more["current"] = error.current
    if hasattr(error, "findings"):
        more["findings"] = [finding.as_dict() for finding in error.findings]
    headers = {"ETag": error.etag} if isinstance(error, DraftChanged) and error.etag else None
    status = _STATUS.get(error.code, _OTHERWISE)
    return problem(status, code=error.code, detail=str(error), headers=headers, **more)


def _by_path(errors: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """What is wrong deep inside, by the way there: `answers[0].element`, as in the errors of forms."""
    if isinstance(errors, str):
        yield path, [errors]
    elif isinstance(errors, dict):
        for name, inner in errors.items():
            step = f"[{name}]" if isinstance(name, int) else f".{name}" if path else name
            yield from _by_path(inner, f"{path}{step}")
    elif any(isinstance(inner, dict) for inner in errors):
        yield from _by_path({place: inner for place, inner in enumerate(errors) if inner}, path)
    else:
        yield path, [str(sentence) for sentence in errors]


def _rest_framework(error: exceptions.APIException) -> Response:
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if isinstance(error, exceptions.Throttled) and error.wait:
        headers["Retry-After"] = str(int(error.wait))
    if isinstance(error, exceptions.ValidationError):
        errors = error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}
        told = str(_("请求内容有误，请检查所列各项"))
        return problem(400, code="invalid", detail=told, errors=dict(_by_path(errors)))
    code = str(getattr(error, "default_code", "error")).replace("_", "-")
    return problem(error.status_code, code=code, headers=headers)
