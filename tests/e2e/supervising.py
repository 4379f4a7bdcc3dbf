"""Compliance and passers-by before the case of a product."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from portal.certification.models import Authorisation
from portal.registry.models import Product
from tests.e2e.visitor import Visitor


def open_case(
    officer: Visitor, authorisation: Authorisation, *, trigger: str, severity: str, facts: str, reason: str
) -> str:
    """Answers the number of the case."""
    page = officer.open("/supervision/new/")
    page.get_by_label("标识授权").select_option(str(authorisation.pk))
    page.get_by_label("事由").select_option(trigger)
    page.get_by_label("严重程度").select_option(severity)
    page.locator("[name=facts]").fill(facts)
    page.locator("[name=public_reason]").fill(reason)
    officer.shot("new-case")
    officer.press("立案")
    page.wait_for_url(re.compile("/supervision/W"))
    return page.url.rstrip("/").rsplit("/", 1)[1]


def scan(passer_by: Visitor, product: Product, *, status: str, title: str) -> None:
    """The banner of the product's scan page, before anything else is read."""
    passer_by.open(f"/c/{product.qr_code.token}")
    banner = passer_by.page.locator(".scan-banner")
    expect(banner).to_have_class(re.compile(rf"\bscan-{status}\b"))
    expect(banner.get_by_role("heading", level=1)).to_have_text(title)
