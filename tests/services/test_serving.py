"""The site is loaded before the processes that answer are born: what must be each one's own may not exist by then."""

from __future__ import annotations

import subprocess
import sys
import textwrap

from portal.services.places import PROJECT
from tests.services.launching import clean_environment

LOADED = """
    import gc, os, random, stat, sys, threading
    from portal.wsgi import application
    from portal.services import serving

    def is_socket(number):
        try:
            return stat.S_ISSOCK(os.fstat(number).st_mode)
        except OSError:
            return False
"""
LOOK = """
    serving.when_ready(None)
    gc.unfreeze()
    drawing = [found for found in gc.get_objects() if type(found) is random.Random and found is not random._inst]
    assert not [number for number in range(3, 100) if is_socket(number)]
    assert not drawing, drawing  # every process would draw the same; `random` itself begins anew in each
    assert "portal.inbox.views" in sys.modules  # no request has to wait for it
"""


def loaded(then: str) -> subprocess.CompletedProcess[str]:
    program = textwrap.dedent(LOADED) + textwrap.dedent(then)
    environment = clean_environment(DJANGO_SETTINGS_MODULE="portal.settings")
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], cwd=PROJECT, env=environment, capture_output=True, text=True
    )


def test_what_is_loaded_before_has_no_connection_thread_or_drawn_number():
    found = loaded(LOOK)
    assert found.returncode == 0, found.stderr


def test_a_thread_that_loading_began_keeps_the_site_from_being_served():
    found = loaded("""
        threading.Thread(target=threading.Event().wait, name="reader", daemon=True).start()
        serving.when_ready(None)
    """)
    assert "RuntimeError: loading the site began what its processes would share: ['reader']" in found.stderr


def test_a_connection_that_loading_opened_keeps_the_site_from_being_served():
    found = loaded("""
        from django.db import connection
        connection.connection = object()
        serving.when_ready(None)
    """)
    assert "would share: ['default']" in found.stderr
