"""The portal's settings for tests, on services of their own.

pytest-django reads the settings before any conftest, so the services start here: PostgreSQL and Valkey
in a temporary folder, unless DATABASE_URL and CELERY_BROKER_URL name others. The workers of pytest-xdist
inherit the addresses.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from portal.services.embedded import EmbeddedServices


def start_services() -> None:
    services = EmbeddedServices(
        Path(tempfile.mkdtemp(prefix="otop-test-")),
        # The data need not outlive the machine's next crash; whoever waits for a lock for minutes waits for ever.
        postgres_options={
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "lock_timeout": "150s",
        },
    )
    atexit.register(shutil.rmtree, services.folder, ignore_errors=True)
    services.start()
    atexit.register(services.stop)
    os.environ.update(
        DATABASE_URL=services.database_url,
        CELERY_BROKER_URL=services.broker_url,
        DATA_DIR=str(services.folder),
        OTOP_TEST_SERVICES=str(os.getpid()),
    )


if "OTOP_TEST_SERVICES" not in os.environ:
    start_services()
# A queue for each process, also where several test runs share one broker.
os.environ["OTOP_BROKER_PREFIX"] = f"test-{os.getpid()}:"

from portal.settings import *  # noqa: E402, F403
from portal.settings import DATA_DIR, STORAGES  # noqa: E402

# PDFs take seconds; the tests that look at them set this to None, which means: wherever it is.
LIBREOFFICE = ""
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Pages take their files from where they lie; whitenoise still wants its folder to exist.
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
