"""manage.py bpmn_coverage: what of BPMN runs, from the gate's own table."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from engine.bpmn.constructs.document import PAGE, page, refused_types


class Command(BaseCommand):
    help = _("列出哪些 BPMN 元素会执行，哪些被拒绝")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help=_("写入 docs/bpmn-coverage.md"))
        parser.add_argument("--refused", action="store_true", help=_("以 JSON 列出编辑器不必提供的元素类型"))

    def handle(self, *args: Any, **options: Any) -> None:
        if options["refused"]:
            self.stdout.write(json.dumps(refused_types(), ensure_ascii=False, indent=2))
        elif options["write"]:
            PAGE.write_text(page(), encoding="utf-8")
        else:
            self.stdout.write(page(), ending="")
