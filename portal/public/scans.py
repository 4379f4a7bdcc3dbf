"""Keeping count of scans, after the page has gone out."""

from __future__ import annotations

import hashlib
import hmac
import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from engine import clock
from portal.accounts.addresses import client_address
from portal.certification.models import ScanEvent, ScanSalt

logger = logging.getLogger(__name__)

_AGENTS = (
    ("micromessenger", ScanEvent.Agent.WECHAT),
    ("alipay", ScanEvent.Agent.ALIPAY),
    ("bot", ScanEvent.Agent.BOT),
    ("spider", ScanEvent.Agent.BOT),
    ("curl", ScanEvent.Agent.BOT),
    ("python", ScanEvent.Agent.BOT),
    ("iphone", ScanEvent.Agent.IOS),
    ("ipad", ScanEvent.Agent.IOS),
    ("android", ScanEvent.Agent.ANDROID),
    ("windows", ScanEvent.Agent.DESKTOP),
    ("macintosh", ScanEvent.Agent.DESKTOP),
    ("linux", ScanEvent.Agent.DESKTOP),
)


def agent_of(user_agent: str) -> ScanEvent.Agent:
    """The family only."""
    lower = user_agent.lower()
    return next((family for word, family in _AGENTS if word in lower), ScanEvent.Agent.OTHER)


def ip_hash(address: str) -> str:
    salt = ScanSalt.of(clock.today())
    return hmac.digest(salt.encode(), address.encode(), hashlib.sha256).hex()[:32]


def record(qr_code_id: int, request: HttpRequest) -> None:
    """One event; a count that fails is logged and costs nobody the page."""
    try:
        ScanEvent.objects.create(
            qr_code_id=qr_code_id,
            ip_hash=ip_hash(client_address(request)),
            agent=agent_of(request.headers.get("User-Agent", "")),
        )
    except DatabaseError:
        logger.exception("a scan was not counted")


class CountedResponse(HttpResponse):
    """Counts the scan when the server closes the response: the reader has the page by then."""

    _scan: tuple[int, HttpRequest] | None = None

    def count(self, qr_code_id: int, request: HttpRequest) -> None:
        self._scan = (qr_code_id, request)

    def close(self) -> None:
        scan, self._scan = self._scan, None
        if scan is not None:
            record(*scan)
        super().close()
