"""`make manual` in small: pictures of a running site, and pages that show them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.e2e.visitor import PASSWORD
from tests.manual.platform import Platform
from tests.manual.rendering import render
from tests.manual.taking import PHONE, Shot, follow, take

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SOURCE = """\
# 手册

## 一、登录

见[另一本](other.md)。

![手机](pictures/sign-in-phone.png)

| 甲 | 乙 |
|---|---|
| 1 | 2 |
"""


def test_pictures_are_taken_and_stand_on_the_pages(
    site: Any, processes: None, people: Any, tea: Any, browser: Browser, tmp_path: Path
) -> None:
    shots = [
        Shot("sign-in-phone", "", "/accounts/sign-in/phone/", width=PHONE, height=560),
        Shot("product", people.owner.username, "/enterprise/products/", (follow(tea.name),), height=700),
        Shot("nothing", "", "/no-such-page/"),
    ]
    platform = Platform(site.url, {people.owner.username: PASSWORD})
    faults = take(shots, platform, tmp_path / "pictures", browser)
    assert faults == ["nothing: /no-such-page/ answers 404"]
    assert _sizes(tmp_path / "pictures") == {"sign-in-phone": (780, 1120), "product": (1280, 700)}
    (tmp_path / "first.md").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "other.md").write_text("# 另一本\n", encoding="utf-8")
    written = render(tmp_path, browser)
    assert [path.name for path in written] == ["first.html", "other.html", "first.pdf", "other.pdf"]
    page = browser.new_page()
    page.goto(written[0].as_uri())
    assert page.locator("figure.phone img").evaluate("e => e.naturalWidth") == 780
    assert page.locator("figcaption").inner_text() == "手机"
    assert page.locator("nav a").inner_text() == "一、登录"
    assert page.locator("td").all_inner_texts() == ["1", "2"]
    page.get_by_role("link", name="另一本").click()
    assert page.get_by_role("heading", level=1).inner_text() == "另一本"
    page.close()
    assert written[2].read_bytes().startswith(b"%PDF-")


def _sizes(folder: Path) -> dict[str, tuple[int, int]]:
    found = {}
    for path in folder.iterdir():
        with Image.open(path) as picture:
            found[path.stem] = picture.size
    return found
