"""Pages that hold one island each, served on loopback without Django."""

import http.server
import json
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page

DIST = Path(__file__).resolve().parents[2] / "portal" / "frontend" / "dist"

PAGE = """<!doctype html>
<html lang="{language}" data-bs-theme="light">
<head>
<meta charset="utf-8"><meta name="signed-in-as" content="{user}"><title>islands</title><link rel="icon" href="data:,">
{styles}<script type="module" src="/static/{script}"></script>
</head>
<body>
<div id="messages"></div>
<div data-island="{island}"><script type="application/json">{config}</script></div>
</body>
</html>"""


class IslandHandler(http.server.SimpleHTTPRequestHandler):
    """Serves the built files under /static/ and the pages that a test has put into `pages`."""

    pages: dict[str, bytes]

    def __init__(self, *args: object, pages: dict[str, bytes], **kwargs: object) -> None:
        self.pages = pages
        super().__init__(*args, directory=str(DIST), **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if self.path in self.pages:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", "script-src 'self'; object-src 'none'")
            self.end_headers()
            self.wfile.write(self.pages[self.path])
            return
        if not self.path.startswith("/static/"):
            self.send_error(404)
            return
        self.path = self.path.removeprefix("/static")
        super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        return


class Islands:
    """Opens an island on a page of its own."""

    def __init__(self, address: str, pages: dict[str, bytes], page: Page) -> None:
        self.address = address
        self.pages = pages
        self.page = page
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self.note)

    def note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(message.text)

    def open(
        self,
        island: str,
        config: dict[str, object],
        language: str = "zh-hans",
        expect_failure: bool = False,
        user: str = "",
    ) -> Page:
        entry = json.loads((DIST / "manifest.json").read_text())["src/main.js"]
        styles = "".join(f'<link rel="stylesheet" href="/static/{name}">' for name in entry.get("css", []))
        html = PAGE.format(
            language=language,
            user=user,
            styles=styles,
            script=entry["file"],
            island=island,
            config=json.dumps(config).replace("<", "\\u003c"),
        )
        self.pages["/page"] = html.encode()
        self.page.goto(f"{self.address}/page")
        self.page.wait_for_selector(".alert" if expect_failure else "[data-island][data-ready]", timeout=20_000)
        return self.page


def select(page: Page, element: str) -> None:
    """Selects an element of the diagram that is being edited."""
    page.evaluate(
        """id => {
            const { modeler } = document.querySelector('[data-island]');
            modeler.get('selection').select(modeler.get('elementRegistry').get(id));
        }""",
        element,
    )
