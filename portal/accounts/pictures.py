"""Digits in a picture, asked of whoever wants one text message after the other: a program reads them with effort.

A picture belongs to the browser that it was drawn for and serves one text. Whoever cannot see it waits for the hour
to end: a picture is asked only after many texts.
"""

from __future__ import annotations

import base64
import secrets

from captcha.image import ImageCaptcha
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from forms import typed

_KEY = "picture"
# Without 1 and 7, which people confuse.
_DIGITS = "02345689"
_LENGTH = 4
_WHITE, _BLUE = (255, 255, 255), (100, 110, 150)


class PictureWanted(ValidationError):
    """The digits are missing or wrong; `picture` is the address (`data:`) of a new one."""

    def __init__(self, sentence: str, *, picture: str) -> None:
        super().__init__(sentence, code="picture")
        self.picture = picture


def require(request: HttpRequest, answer: str) -> None:
    """`PictureWanted` unless `answer` is what the picture shows. A wrong answer uses the picture up."""
    drawn = request.session.pop(_KEY, "")
    answer = typed.code(answer)
    if drawn and constant_time_compare(drawn, answer):
        request.session[_KEY] = drawn
        return
    sentence = _("图片中的数字不对，请看新的图片") if drawn and answer else _("请填写图片中的数字，再发送验证码")
    raise PictureWanted(sentence, picture=_draw(request))


def use_up(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)


def _draw(request: HttpRequest) -> str:
    digits = "".join(secrets.choice(_DIGITS) for _place in range(_LENGTH))
    request.session[_KEY] = digits
    png = ImageCaptcha().generate(digits, bg_color=_WHITE, fg_color=_BLUE).getvalue()
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"
