"""manage.py check_process PATH…: what the gate says, without deploying."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from engine.deployments import check, read_folders
from engine.errors import EngineError
from engine.gate.findings import has_errors
from engine.management.listing import listed


class Command(BaseCommand):
    help = _("检查流程图、决策表和表单，不部署")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help=_("文件或文件夹"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            findings = check(read_folders(options["paths"]))
        except EngineError as refused:
            raise CommandError(str(refused)) from None
        for line in listed(findings):
            self.stdout.write(line)
        if has_errors(findings):
            raise CommandError(_("检查没有通过"))
        self.stdout.write(_("检查通过"))
