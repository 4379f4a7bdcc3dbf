"""A person at a browser, in the words of what people do: open, press, fill in, take a task."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, FilePayload, Locator, Page, expect

from tests.portal.world import picture

PASSWORD = "correct horse"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
# The machine may be busy with other tests.
PATIENCE = 30_000

File = FilePayload


def png(name: str = "照片.png") -> File:
    return {"name": name, "mimeType": "image/png", "buffer": picture()}


class Visitor:
    """Collects what the page complains of; `close` hands it out."""

    def __init__(self, browser: Browser, address: str, *, phone: bool, shots: Path | None) -> None:
        self._context = browser.new_context(
            base_url=address,
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
            is_mobile=phone,
            has_touch=phone,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        self._context.set_default_timeout(PATIENCE)
        self._shots = shots
        self._problems: list[str] = []
        self.page: Page = self._context.new_page()
        self.page.on("pageerror", lambda error: self._problems.append(str(error)))
        self.page.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        # Chromium also reports answers that a test asks for on purpose: 404, 409, 422.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self._problems.append(message.text)

    def close(self) -> list[str]:
        self._context.close()
        return self._problems

    # -- moving about

    def open(self, path: str) -> Page:
        self.page.goto(path)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the islands of the page stand."""
        for island in self.page.locator("[data-island]").all():
            expect(island).to_have_attribute("data-ready", "true", timeout=PATIENCE)

    def sign_in(self, username: str) -> None:
        self.page.goto("/accounts/sign-in/")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录", exact=True).click()
        expect(self.page).not_to_have_url(re.compile("sign-in"))

    def press(self, name: str, *, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("link", name=name).first.click()
        self.settle()

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text, timeout=PATIENCE)

    def until(self, seen: Callable[[], Any], *, patience: float = 60) -> None:
        """Reload the page until it shows what a job brings."""
        deadline = time.monotonic() + patience
        while not seen():
            assert time.monotonic() < deadline, f"Not seen at {self.page.url}:\n{self.text()}"
            self.page.wait_for_timeout(300)
            self.page.reload()

    def text(self) -> str:
        return self.page.locator("body").inner_text()

    def shot(self, name: str) -> None:
        """Look at the page on a desk and on a phone: nothing sticks out. Kept if somebody wants to see it."""
        before = self.page.viewport_size
        for label, size in (("desktop", DESKTOP), ("phone", PHONE)):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            width = self.page.evaluate("document.documentElement.scrollWidth")
            if width > size["width"]:
                self._problems.append(f"“{name}” is {width} wide on a {label}")
            if self._shots is not None:
                self._shots.mkdir(parents=True, exist_ok=True)
                self.page.wait_for_timeout(300)
                self.page.screenshot(path=self._shots / f"{name}-{label}.png", full_page=True)
        if before:
            self.page.set_viewport_size(before)

    # -- forms of form-js

    def field(self, label: str) -> Locator:
        """The field of this label, whatever its kind."""
        named = re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$")
        title = self.page.locator(".fjs-form-field-label, label").filter(has_text=named)
        return self.page.locator(".fjs-form-field").filter(has=title).last

    def fill(self, **answers: str) -> None:
        """Text fields by their label."""
        for label, text in answers.items():
            self.field(label).locator("input[type=text], input[type=number], textarea").first.fill(text)

    def choose(self, label: str, option: str) -> None:
        """A radio button."""
        self.field(label).get_by_label(option, exact=True).check()

    def pick(self, label: str, option: str) -> None:
        """An entry of a drop-down list."""
        field = self.field(label)
        entry = field.locator(".fjs-dropdownlist-item").get_by_text(option, exact=True)
        for _press in range(5):
            field.locator(".fjs-input-group, .fjs-select-display, input").first.click()
            # A list that is opened while the form is drawn anew closes again.
            with suppress(AssertionError):
                expect(entry).to_be_visible()
                break
        entry.click()

    def tick(self, *labels: str) -> None:
        for label in labels:
            self.page.locator(".fjs-form-field-checkbox").filter(has_text=label).locator("input").check()

    def date(self, label: str, day: str) -> None:
        # The calendar comes to the field a moment after the field itself, and empties it; on a busy machine twice.
        typed = self.field(label).locator("input.flatpickr-input").first
        for _try in range(5):
            typed.fill(day)
            self.page.keyboard.press("Enter")
            self.page.keyboard.press("Tab")
            self.page.wait_for_timeout(500)
            if typed.input_value():
                return

    def time(self, label: str, clock: str) -> None:
        typed = self.field(label).locator(".fjs-timepicker input")
        typed.fill(clock)
        typed.press("Tab")
        expect(typed).to_have_value(clock)

    def upload(self, label: str, *files: File) -> None:
        field = self.field(label)
        field.locator("input[type=file]").set_input_files(list(files))
        for file in files:
            expect(field.locator(".file-list")).to_contain_text(file["name"])

    def submit(self, *, button: str = "提交", then: bool = True) -> None:
        """Send the form; the page moves on when it was taken."""
        form = self.page.locator(".form-island-footer").get_by_role("button", name=button)
        self._wait_until_it_stands(form)
        if not then:
            form.click()
            return
        before = self.page.url
        form.click()
        try:
            self.page.wait_for_url(lambda url: url != before, timeout=PATIENCE)
        except Exception as late:
            complaints = self.page.locator(".form-island-messages").inner_text()
            raise AssertionError(f"Not taken: {complaints}") from late
        self.settle()

    def _wait_until_it_stands(self, element: Locator) -> None:
        """Nobody aims at a button that a field just left is still pushing away."""
        place, still = element.bounding_box(), 0
        while still < 4:
            self.page.wait_for_timeout(100)
            place, still = (now := element.bounding_box()), still + 1 if now == place else 0

    # -- tasks

    def take(self, task: str, *, case: str = "") -> None:
        """Claim a task from the inbox and open it."""
        self.page.goto("/inbox/?tab=offered")
        row = self.page.locator(".list-group-item").filter(has_text=task)
        if case:
            row = row.filter(has_text=case)
        self.until(lambda: row.count() > 0)
        row.first.get_by_role("button").click()
        expect(self.page.get_by_role("heading", name=task, level=1)).to_be_visible()
        self.settle()
