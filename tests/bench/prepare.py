"""Tables and deployments, in a process of its own: the one that measures must meet the gate with cold caches."""

import django
from django.core.management import call_command

from portal.services.places import PROJECT
from tests.bench.process import DIAGRAM, JOBS_DIAGRAM

if __name__ == "__main__":
    django.setup()
    call_command("migrate", "--run-syncdb", verbosity=0, interactive=False)
    call_command("deploy", str(PROJECT / "bpmn"), str(DIAGRAM), str(JOBS_DIAGRAM))
