import os
from typing import Any

from celery import Celery, signals
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("otop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.task_prerun.connect
def _look_at_the_connection(task: Any, **_kwargs: Any) -> None:
    """As Django does before each request: one that is old or broken is closed, any other is asked before its first
    use."""
    if not task.request.is_eager:
        close_old_connections()
