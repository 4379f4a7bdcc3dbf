"""manage.py check_process PATH…: what the gate says, without deploying. Ends with 1 when there are errors."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from engine.deployments import check, read_folders
from engine.errors import EngineError
from engine.gate.findings import Finding, has_errors
from engine.management.listing import counted, listed


class Command(BaseCommand):
    help = _("检查流程图、决策表和表单，不部署")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help=_("文件或文件夹"))
        parser.add_argument("--json", action="store_true", help=_("输出 JSON，供程序读取"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            findings = check(read_folders(options["paths"]))
        except EngineError as refused:
            raise CommandError(str(refused)) from None
        if options["json"]:
            self._as_json(findings)
        else:
            self._as_text(findings)
        if has_errors(findings):
            raise CommandError(_("检查没有通过"))

    def _as_json(self, findings: list[Finding]) -> None:
        body = {"passed": not has_errors(findings), "findings": [finding.as_dict() for finding in findings]}
        self.stdout.write(json.dumps(body, ensure_ascii=False, indent=2))

    def _as_text(self, findings: list[Finding]) -> None:
        for line in listed(findings):
            self.stdout.write(line)
        if findings:
            self.stdout.write(counted(findings))
        if not has_errors(findings):
            self.stdout.write(_("检查通过"))
