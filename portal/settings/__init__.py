"""All settings, each from the environment with a working default. The table: docs/settings.md."""

from portal.settings.applications import *  # noqa: F403
from portal.settings.browser import *  # noqa: F403
from portal.settings.database import *  # noqa: F403
from portal.settings.environment import *  # noqa: F403
from portal.settings.files import *  # noqa: F403
from portal.settings.jobs import *  # noqa: F403
from portal.settings.limits import *  # noqa: F403
from portal.settings.logs import *  # noqa: F403
from portal.settings.messages import *  # noqa: F403
from portal.settings.people import *  # noqa: F403
from portal.settings.rest import *  # noqa: F403
from portal.settings.scheme import *  # noqa: F403
from portal.settings.site import *  # noqa: F403
