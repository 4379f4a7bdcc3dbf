"""The clock of a case as a page shows it."""

from __future__ import annotations

import html
import re
from typing import Any

from tests.portal.world import signed_in


def shown_clock(person: Any, url: str) -> str:
    """Its words, without what was paused before and what comes next."""
    page = html.unescape(signed_in(person).get(url, follow=True).content.decode())
    found = re.search(r'<div class="case-clock">(.*?)</section>', page, re.S)
    assert found, url
    text = re.sub(r"<[^>]+>", " ", found[1].split("</details>")[0])
    return re.sub(r"接下来.*", "", re.sub(r"\s+", " ", text)).strip()
