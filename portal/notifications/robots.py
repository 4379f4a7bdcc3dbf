"""Robots of group chats: how 企业微信, 钉钉 and 飞书 want to be talked to, and what their answers mean.

Only known hosts are asked (`OTOP_ROBOT_HOSTS`), by https, without following redirects: nobody makes this server ask
a machine of the house by entering its address as a robot's.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from functools import cache
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.parse import quote_plus, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from engine import clock
from portal.notifications.backends import TIMEOUT, Refused
from portal.notifications.models import Post, Robot

logger = logging.getLogger(__name__)
Service = Robot.Service
_PATHS = {
    Service.WECOM: "/cgi-bin/webhook/send",
    Service.DINGTALK: "/robot/send",
    Service.FEISHU: "/open-apis/bot/v2/hook/",
}
#: Answers that mean: too much at once.
_BUSY = {45009, 45033, 130101, 660026, 9499, 11232, -1}
_MOST_BYTES = 100_000


class Said(Exception):
    """Carries a sentence for whoever set the robot up."""


class Unanswered(Said):
    """To be tried again."""


class Declined(Said, Refused):
    """Trying again would only say the same."""


class Transport(Protocol):
    def post(self, url: str, body: bytes) -> bytes:
        """The answer's body. Raises whatever came in between."""


class Https:
    """No redirects: an allowed host must not lead elsewhere."""

    def post(self, url: str, body: bytes) -> bytes:
        request = Request(url, body, {"Content-Type": "application/json; charset=utf-8"})  # noqa: S310 - checked
        with build_opener(_NoRedirects).open(request, timeout=TIMEOUT) as answer:
            return bytes(answer.read(_MOST_BYTES))


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def check_address(service: str, url: str) -> None:
    """`ValidationError` unless it is an address of this service's robots."""
    try:
        parts = urlsplit(url)
        is_plain = parts.port in (None, 443) and not parts.username and not parts.password
    except ValueError:
        raise ValidationError(_("请填写完整的机器人地址")) from None
    if parts.scheme != "https" or not is_plain:
        raise ValidationError(_("机器人地址须以 https:// 开头，不能带端口和用户名"))
    hosts = settings.OTOP_ROBOT_HOSTS.get(service, [])
    if parts.hostname not in hosts or not parts.path.startswith(_PATHS[Service(service)]):
        words = {"service": Service(service).label, "host": _("、").join(hosts)}
        raise ValidationError(_("这不是%(service)s群机器人的地址，应在 %(host)s 上") % words)


def say(post: Post) -> None:
    """Raises `Said`, or whatever came in between."""
    robot = post.robot
    assert robot is not None
    try:
        check_address(robot.service, robot.url)
    except ValidationError as error:
        raise Declined(error.messages[0]) from None
    try:
        answer = transport().post(*message(robot, post))
    except HTTPError as error:
        raise Unanswered(_("服务答复了错误 %(code)s，稍后再试") % {"code": error.code}) from None
    except OSError as error:
        raise Unanswered(_("服务没有应答，稍后再试")) from error
    _judge(answer)


def message(robot: Robot, post: Post) -> tuple[str, bytes]:
    """The address, signed where the service wants it there, and the body in its own format."""
    now, url = int(clock.now().timestamp()), robot.url
    markdown = f"**{post.subject}**\n\n{post.text}\n\n[{_('打开平台查看')}]({post.url})"
    if robot.service == Service.WECOM:
        body: dict[str, Any] = {"msgtype": "markdown", "markdown": {"content": markdown}}
    elif robot.service == Service.DINGTALK:
        body = {"msgtype": "markdown", "markdown": {"title": post.subject, "text": markdown}}
        if robot.secret:
            milliseconds = now * 1000
            sign = _digest(robot.secret, f"{milliseconds}\n{robot.secret}")
            url = f"{url}&timestamp={milliseconds}&sign={quote_plus(sign)}"
    else:
        body = {"msg_type": "text", "content": {"text": f"{post.subject}\n{post.text}\n{post.url}"}}
        if robot.secret:
            body |= {"timestamp": str(now), "sign": _digest(f"{now}\n{robot.secret}", "")}
    return url, json.dumps(body, ensure_ascii=False).encode()


def transport() -> Transport:
    return _made(settings.OTOP_ROBOT_TRANSPORT)


@cache
def _made(name: str) -> Transport:
    return import_string(name)()


def _digest(key: str, words: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), words.encode(), hashlib.sha256).digest()).decode()


def _judge(answer: bytes) -> None:
    """`{"errcode": 0}` says 企业微信 and 钉钉, `{"code": 0}` or `{"StatusCode": 0}` 飞书."""
    try:
        said = json.loads(answer)
        code = next(int(said[name]) for name in ("errcode", "code", "StatusCode") if name in said)
    except (ValueError, TypeError, StopIteration):
        raise Unanswered(_("服务的答复无法识别，稍后再试")) from None
    if code == 0:
        return
    if code in _BUSY:
        raise Unanswered(_("发送过于频繁，服务要求稍后再试（代码 %(code)s）") % {"code": code})
    # The service's own words are often English, and for its makers.
    logger.warning("a robot's service declined: %s", str(said.get("errmsg") or said.get("msg") or "")[:200])
    raise Declined(_("被拒绝（代码 %(code)s），请核对机器人地址、加签密钥和关键词设置") % {"code": code})
