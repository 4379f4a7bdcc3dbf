"""How long the modeler takes to stand, from the address to a thread with nothing to do, where a browser knows nothing
of the site yet; beside a page without an island."""

from __future__ import annotations

import shutil
from statistics import median

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, sync_playwright

from engine.changes import editing
from portal.accounts.models import User
from portal.services.terminal import say, table
from tests.bench.load import Site

ALLOWED = 1.5  # seconds until it is idle
TIMES = 7
CHROMIUM = "chromium"
FILE = "star_application.bpmn"
# Since the address was asked for; what is shown then is drawn, and no script waits to run.
IDLE = """ready => new Promise(done => {
  const quiet = () => requestIdleCallback(() => done(performance.now()));
  const look = () => !ready || document.querySelector('[data-island][data-ready]') ? quiet() : setTimeout(look, 5);
  look();
})"""


def say_modeler(site: Site) -> None:
    executable = shutil.which(CHROMIUM)
    say("")
    if executable is None:
        say(f"The modeler was not opened: {CHROMIUM} is missing.")
        return
    manager = User.objects.create_superuser("bench-manager")
    cookie, pages = signed_in(manager), {"the modeler, 80 elements": editor(manager), "a list": "/cockpit/instances/"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        times = {name: [seconds(browser, site, path, cookie) for _ in range(TIMES)] for name, path in pages.items()}
        browser.close()
    rows = [
        [name, f"{median(took):.2f}", f"{min(took):.2f}", f"{max(took):.2f}", f"{median(took) / ALLOWED:.2f}"]
        for name, took in times.items()
    ]
    say("The modeler in a browser that knows nothing of it yet, until it is idle")
    say(table(["", "seconds", "fastest", "slowest", "of those allowed"], rows))


def seconds(browser: Browser, site: Site, path: str, cookie: str) -> float:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    address = f"http://localhost:{site.port}"
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
    page = context.new_page()
    answer = page.goto(f"{address}{path}")
    assert answer is not None
    assert answer.ok
    found: float = page.evaluate(IDLE, path.endswith("/edit/"))
    page.wait_for_load_state("networkidle")
    context.close()
    return found / 1000


def editor(manager: User) -> str:
    """The address of the editor on a change of the diagram."""
    change = editing.begin("bench", by=manager)
    editing.take_up(change.pk, FILE, by=manager)
    return reverse("workbench:edit", args=[change.pk, FILE])


def signed_in(manager: User) -> str:
    """The session of a manager."""
    client = Client()
    client.force_login(manager)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
