from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from engine.errors import EngineError
from portal.demo import loading
from portal.demo.stage import StoryStuck


class Command(BaseCommand):
    stealth_options = ("progress",)
    help = _("载入演示数据；重复执行不会改变已有的数据")

    def handle(self, *args: Any, **options: Any) -> None:
        # Half a minute faster; the worker makes the PDFs afterwards.
        kept, settings.LIBREOFFICE = settings.LIBREOFFICE, ""
        try:
            loading.load(self._say, progress=options.get("progress"))
        except (StoryStuck, EngineError) as stuck:
            raise CommandError(_("演示数据未能载入：%(reason)s") % {"reason": stuck}) from stuck
        finally:
            settings.LIBREOFFICE = kept

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
