from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from forms import typed
from portal.notifications.models import SmsMessage

_SHOWN = 5


class Command(BaseCommand):
    help = "The last text messages to a number, from the local outbox: for whoever runs the demo and has no phone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("phone")

    def handle(self, *args: Any, **options: Any) -> None:
        for message in SmsMessage.objects.filter(phone=typed.phone(options["phone"]))[:_SHOWN]:
            self.stdout.write(f"{message.created_at:%Y-%m-%d %H:%M} {message.text}")
