"""What the demo does to its database before anybody comes: one process, so that Django is loaded once.

Says each step on standard output; what the commands themselves print goes to standard error, the log.
"""

import sys
from contextlib import redirect_stdout

import django
from django.core.management import call_command

from portal.services.terminal import say

STEPS = (
    ("Bringing the database up to date", ["migrate", "--no-input"]),
    ("Making room for the cache", ["createcachetable"]),
    ("Deploying the processes in bpmn/", ["deploy", "bpmn"]),
    ("Loading the demo cases", ["load_demo"]),
)

if __name__ == "__main__":
    django.setup()
    for what, command in STEPS:
        say(what)
        with redirect_stdout(sys.stderr):
            call_command(*command)
