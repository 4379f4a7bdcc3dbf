"""``make manual``: takes the pictures of docs/manual and makes pages and PDF of it."""

import argparse
import os
import sys
from contextlib import ExitStack, closing

from playwright.sync_api import Browser, sync_playwright

from portal.services.places import PROJECT
from portal.services.terminal import complain, say
from tests.conftest import CHROMIUM, CHROMIUM_ARGS
from tests.manual import platform
from tests.manual.rendering import render
from tests.manual.shots import SHOTS
from tests.manual.taking import take

MANUAL = PROJECT / "docs" / "manual"
PICTURES = MANUAL / "pictures"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make manual", description=__doc__)
    parser.add_argument("--only", help="names of pictures, comma-separated; the others stay as they are")
    parser.add_argument("--running", action="store_true", help="of the demo that runs already (PORT, DATA_DIR)")
    parser.add_argument("--pages", action="store_true", help="no pictures, only the pages")
    parser.add_argument("--port", type=int, default=8098, help="of the platform that is started for the pictures")
    chosen = parser.parse_args()
    names = chosen.only.split(",") if chosen.only else [shot.name for shot in SHOTS]
    if unknown := set(names) - {shot.name for shot in SHOTS}:
        parser.error(f"no such picture in tests/manual/shots.py: {', '.join(sorted(unknown))}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        with closing(browser):
            faults = [] if chosen.pages else _pictures(chosen, names, browser)
            for page in render(MANUAL, browser):
                say(f"Written: {page.relative_to(PROJECT)}")
    for fault in faults:
        complain(f"Not taken: {fault}")
    return 1 if faults else 0


def _pictures(chosen: argparse.Namespace, names: list[str], browser: Browser) -> list[str]:
    shots = [shot for shot in SHOTS if shot.name in names]
    with ExitStack() as stack:
        if chosen.running:
            where = platform.running(port=int(os.environ.get("PORT") or 8000))
        else:
            where = stack.enter_context(platform.started(port=chosen.port))
        say(f"Taking {len(shots)} pictures")
        return take(shots, where, PICTURES, browser)


if __name__ == "__main__":
    sys.exit(main())
