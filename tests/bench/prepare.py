"""Tables and deployments, in a process of its own: the one that measures must meet the gate with cold caches."""

from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

from portal.services.places import PROJECT
from tests.bench.process import written

if __name__ == "__main__":
    django.setup()
    call_command("migrate", "--run-syncdb", verbosity=0, interactive=False)
    call_command("deploy", str(PROJECT / "bpmn"), *map(str, written(Path(settings.DATA_DIR) / "bench")))
