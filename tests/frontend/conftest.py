"""The built islands on a loopback server."""

import http.server
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.frontend.islands import DIST, IslandHandler, Islands
from tests.frontend.modeler import FINDING, OPENED, Server


@pytest.fixture(scope="session")
def island_server() -> Iterator[tuple[str, dict[str, bytes]]]:
    if not (DIST / "manifest.json").exists():
        pytest.fail("The front end is not built: run `npm ci && npm run build` in portal/frontend.", pytrace=False)
    pages: dict[str, bytes] = {}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(IslandHandler, pages=pages))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", pages
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def islands(island_server: tuple[str, dict[str, bytes]], page: Page) -> Islands:
    """Opens an island on a page of its own."""
    return Islands(*island_server, page)


@pytest.fixture(scope="session")
def node() -> str:
    """Node of the project's own environment."""
    beside = Path(sys.executable).parent / "node"
    return str(beside) if beside.exists() else "node"


@pytest.fixture
def server(page: Page) -> Server:
    return Server(page)


@pytest.fixture
def modeler(islands: Islands, server: Server) -> Page:
    server.findings = [FINDING]
    return islands.open("modeler", OPENED)
