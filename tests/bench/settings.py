"""The portal with two more views, so that all three are served by the same processes."""

from portal.settings import *  # noqa: F403
from portal.settings import INSTALLED_APPS as PORTAL_APPS

INSTALLED_APPS = [*PORTAL_APPS, "tests.bench"]
ROOT_URLCONF = "tests.bench.urls"
