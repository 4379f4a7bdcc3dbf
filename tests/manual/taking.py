"""Takes the pictures: one browser for each account, at the width that the manual asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from portal.services.terminal import progress
from tests.manual.platform import Platform

PATIENCE = 30_000  # milliseconds; the machine may be busy
DESKTOP, PHONE = 1280, 390
SCALE = {DESKTOP: 1.0, PHONE: 2.0}  # small ones are shown as large as a phone is

Step = Callable[[Page], None]


@dataclass(frozen=True)
class Shot:
    """A picture: whose page (nobody's: ""), its address, how wide and high, and what to do before it is taken."""

    name: str
    by: str
    at: str
    before: tuple[Step, ...] = ()
    width: int = DESKTOP
    height: int = 800


# -- what people do before


def follow(text: str) -> Step:
    """A link of the page."""
    return lambda page: _visit(page, page.locator("main").get_by_role("link", name=text).first)


def press(name: str) -> Step:
    """A button that stays on the page."""

    def act(page: Page) -> None:
        page.get_by_role("button", name=name, exact=True).first.click()
        _settle(page)

    return act


def send(name: str, *, then: str) -> Step:
    """A button that hands something in; then another page is opened."""

    def act(page: Page) -> None:
        _visit(page, page.get_by_role("button", name=name, exact=True).first)
        _open(page, then)

    return act


def go(name: str) -> Step:
    """A button that leads to another page, or to the same one anew."""
    return lambda page: _visit(page, page.get_by_role("button", name=name, exact=True).first)


def fill(label: str, text: str) -> Step:
    """Type into a field in place of what stands there."""
    return lambda page: page.get_by_label(label, exact=True).first.fill(text)


def change_of(process: str, key: str) -> Step:
    """The change of a process, from the list; begun if no earlier picture did so."""

    def act(page: Page) -> None:
        link = page.locator("main").get_by_role("link", name=f"修改：{process}")
        if not link.count():
            _open(page, f"/cockpit/processes/{key}/")
            go("修改流程")(page)
            _open(page, "/workbench/")
        _visit(page, link.first)

    return act


def row(text: str, name: str) -> Step:
    """The link or button of this name in the section, card or line that says `text`."""

    def act(page: Page) -> None:
        places = page.locator("section.card, .list-group-item, tr").filter(has_text=text)
        _visit(page, places.locator("a, button").filter(has_text=re.compile(rf"^\s*{re.escape(name)}\s*$")).first)

    return act


def task(name: str, *, about: str = "") -> Step:
    """Open a task from the list; one that is on offer is claimed, unless an earlier picture did so."""

    def act(page: Page) -> None:
        if not page.locator(".list-group-item").filter(has_text=name).count():
            _open(page, "/inbox/")
        lines = page.locator(".list-group-item").filter(has_text=name).filter(has_text=about)
        button = lines.first.get_by_role("button", name="领取")
        _visit(page, button if button.count() else lines.first.get_by_role("link").first)

    return act


def decide(option: str) -> Step:
    """One of the choices in the bar below a form."""

    def act(page: Page) -> None:
        page.locator(".decision-choice").filter(has_text=re.compile(f"^{re.escape(option)}$")).first.click()
        _settle(page)

    return act


def element(identifier: str, *, remove: bool = False) -> Step:
    """Point at an element of the diagram in the editor, or take it away."""

    def act(page: Page) -> None:
        page.locator(f'[data-element-id="{identifier}"] > .djs-visual').first.click(force=True)
        page.wait_for_timeout(500)
        if remove:
            page.keyboard.press("Delete")
        _settle(page)

    return act


def look_at(text: str) -> Step:
    """Scroll until this heading is at the top."""

    def act(page: Page) -> None:
        place = page.get_by_text(text).first
        place.evaluate("e => window.scrollTo(0, e.getBoundingClientRect().top + window.scrollY - 24)")

    return act


def wait_for(text: str) -> Step:
    return lambda page: expect(page.locator("body")).to_contain_text(text, timeout=PATIENCE)


# -- the browser


def take(shots: list[Shot], platform: Platform, folder: Path, browser: Browser) -> list[str]:
    """Write `folder/NAME.png` for each; what could not be taken is told."""
    folder.mkdir(parents=True, exist_ok=True)
    pages: dict[tuple[str, int], Page] = {}
    faults = []
    for number, shot in enumerate(shots):
        progress(number, len(shots), shot.name)
        try:
            key = (shot.by, shot.width)
            page = pages.get(key) or pages.setdefault(key, _sign_in(browser, platform, *key))
            _picture(page, shot, folder / f"{shot.name}.png")
        except Exception as error:
            faults.append(f"{shot.name}: {str(error).splitlines()[0]}")
    progress(len(shots), len(shots), "")
    for page in pages.values():
        page.context.close()
    return faults


def _sign_in(browser: Browser, platform: Platform, username: str, width: int) -> Page:
    context = browser.new_context(
        base_url=platform.address,
        viewport={"width": width, "height": 800},
        device_scale_factor=SCALE[width],
        is_mobile=width == PHONE,
        has_touch=width == PHONE,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    if username:
        page.goto("/accounts/sign-in/")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(platform.passwords[username])
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page).not_to_have_url(re.compile("sign-in"))
    return page


def _picture(page: Page, shot: Shot, path: Path) -> None:
    page.set_viewport_size({"width": shot.width, "height": shot.height})
    _open(page, shot.at)
    for step in shot.before:
        step(page)
    page.wait_for_timeout(400)
    page.screenshot(path=path, animations="disabled")


def _open(page: Page, address: str) -> None:
    answer = page.goto(address)
    if answer is None or answer.status >= 400:
        raise ValueError(f"{address} answers {answer and answer.status}")
    _settle(page)


def _visit(page: Page, place: Locator) -> None:
    with page.expect_navigation():
        place.click()
    _settle(page)


def _settle(page: Page) -> None:
    """Until the islands of the page stand and nothing is asked for any more."""
    for island in page.locator("[data-island]").all():
        expect(island).to_have_attribute("data-ready", "true", timeout=PATIENCE)
    page.wait_for_timeout(250)
