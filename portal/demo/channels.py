"""The channel of the demo, and `DATA_DIR/channels.json` with its key; only its owner may read the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from django.conf import settings

from portal.accounts.models import User
from portal.channels.commands import key_of, register, rotate
from portal.channels.models import Channel
from portal.demo.people import MARK
from portal.services.places import write_private

FILE = "channels.json"
NAME = f"山货集采平台{MARK}"


def make_channel(*, by: User) -> bool:
    """Register it, or give it another key where the file with the key is lost; False: there was nothing to do."""
    channel = Channel.objects.filter(name=NAME).first()
    if channel is not None and _has_valid_key():
        return False
    if channel is None:
        key = register(
            Channel(
                name=NAME,
                kind=Channel.Kind.PLATFORM,
                contact="接口负责人 15400000068",
                purpose="在商品页显示产品的星级和实时状态，警示、暂停与撤销的产品随即下架。",
            ),
            by=by,
        )
    else:
        key = rotate(channel, keep_days=0, by=by)
    write_private(FILE, cast(Any, [{"channel": NAME, "key": key}]), folder=_folder())
    return True


def _has_valid_key() -> bool:
    try:
        kept = json.loads((_folder() / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    key = key_of(kept[0]["key"])
    return key is not None and key.is_valid


def _folder() -> Path:
    return Path(settings.DATA_DIR)
