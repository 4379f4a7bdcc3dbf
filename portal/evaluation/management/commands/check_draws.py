"""manage.py check_draws [NUMBER ...]: makes draws of experts once more. Ends with 1 where one comes out otherwise."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.evaluation.models import PanelDraw
from portal.evaluation.redrawing import agrees


class Command(BaseCommand):
    help = _("用保存的随机种子和候选名单重算专家抽取，列出结果不一致的")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("numbers", nargs="*", metavar=_("申请编号"), help=_("不写则检查全部"))

    def handle(self, *args: Any, numbers: list[str], **options: Any) -> None:
        found = PanelDraw.objects.select_related("panel__application").order_by("drawn_at", "id")
        if numbers:
            found = found.filter(panel__application__number__in=numbers)
            if unknown := set(numbers) - set(found.values_list("panel__application__number", flat=True)):
                raise CommandError(_("没有专家抽取记录：%(numbers)s") % {"numbers": "、".join(sorted(unknown))})
        count = wrong = 0
        for record in found.iterator():
            count += 1
            is_right = agrees(record)
            wrong += not is_right
            if numbers or not is_right:
                self.stdout.write(_line(record, is_right))
        if wrong:
            raise CommandError(
                _("%(wrong)d 次抽取与记录不一致，共检查 %(count)d 次") % {"wrong": wrong, "count": count}
            )
        self.stdout.write(_("%(count)d 次抽取全部一致") % {"count": count})


def _line(record: PanelDraw, is_right: bool) -> str:
    cells = [
        record.panel.application.number,
        _("第 %(round)s 次") % {"round": record.round},
        timezone.localtime(record.drawn_at).strftime("%Y-%m-%d %H:%M"),
        record.seed,
        "、".join(map(str, record.drawn)),
        _("重算一致") if is_right else _("重算不一致"),
    ]
    return " | ".join(cells)
