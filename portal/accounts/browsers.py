"""Which browser on which system: enough for a person to know the own one, too little to follow anybody."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# What a browser says of itself → its key, the more particular first: most say that they are Safari, too.
_BROWSERS = (
    ("MicroMessenger", "wechat"),
    ("DingTalk", "dingtalk"),
    ("Lark", "feishu"),
    ("Feishu", "feishu"),
    ("Edg", "edge"),
    ("OPR/", "opera"),
    ("Firefox/", "firefox"),
    ("Chrome/", "chrome"),
    ("Safari/", "safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "harmony"),
    ("OpenHarmony", "harmony"),
    ("Android", "android"),
    ("iPhone", "iphone"),
    ("iPad", "ipad"),
    ("Windows", "windows"),
    ("Mac OS X", "mac"),
    ("Linux", "linux"),
)
_NAMES: dict[str, str | Promise] = {
    "wechat": gettext_lazy("微信"),
    "dingtalk": gettext_lazy("钉钉"),
    "feishu": gettext_lazy("飞书"),
    "edge": "Edge",
    "opera": "Opera",
    "firefox": "Firefox",
    "chrome": "Chrome",
    "safari": "Safari",
    "harmony": gettext_lazy("鸿蒙"),
    "android": "Android",
    "iphone": "iPhone",
    "ipad": "iPad",
    "windows": "Windows",
    "mac": "macOS",
    "linux": "Linux",
}


def told(user_agent: str) -> tuple[str, str]:
    """Keys of browser and system, empty where it says neither."""
    return _first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)


def named(browser: str, system: str) -> str:
    parts = [str(_NAMES[key]) for key in (browser, system) if key in _NAMES]
    return " · ".join(parts) or _("未知浏览器")


def _first(known: tuple[tuple[str, str], ...], said: str) -> str:
    return next((key for sign, key in known if sign in said), "")
