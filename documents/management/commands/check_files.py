"""manage.py check_files: reads every stored file and names those that are broken. Ends with 1 when there are any."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.checking import Broken, broken_files
from documents.models import StoredFile


class Command(BaseCommand):
    help = _("检查所有已存档的文件是否完好，列出丢失和损坏的")

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for broken in broken_files():
            if not count:
                self.stdout.write(" | ".join([_("问题"), _("文件名"), _("归属"), _("上传时间"), _("文号"), _("位置")]))
            count += 1
            self.stdout.write(" | ".join(_cells(broken)))
        if count:
            raise CommandError(_("有%(count)d份文件丢失或损坏。可从备份恢复，或重新上传同一文件") % {"count": count})
        self.stdout.write(_("%(count)d份文件全部完好") % {"count": StoredFile.objects.count()})


def _cells(broken: Broken) -> list[str]:
    file = broken.file
    return [
        str(broken.fault),
        file.name,
        file.owner or "—",
        timezone.localtime(file.created_at).strftime("%Y-%m-%d %H:%M"),
        "、".join(broken.documents) or "—",
        str(file.file.name),
    ]
