from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.demo.background import loading


class Command(BaseCommand):
    # Told how many are missing before the first of them is loaded.
    stealth_options = ("began",)
    help = _("在平台运行时载入更多演示产品；中断后再次执行从中断处继续")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, default=loading.COUNT, help=_("演示产品的总数"))
        parser.add_argument("--rest", type=float, default=1.0, help=_("每办完一个产品后休息的时间，为办理时间的倍数"))

    def handle(self, *args: Any, **options: Any) -> None:
        # The worker makes the PDFs afterwards.
        kept, settings.LIBREOFFICE = settings.LIBREOFFICE, ""
        try:
            missing = loading.missing(options["count"])
            if missing and (began := options.get("began")):
                began(len(missing))
            told = loading.load(missing, self._say, rest=options["rest"])
        finally:
            settings.LIBREOFFICE = kept
        self._say(_("已载入%(told)s个演示产品") % {"told": told})
        if left := loading.missing(options["count"]):
            raise CommandError(_("还有%(n)s个演示产品未能载入") % {"n": len(left)})

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
