"""What a notice is about: people choose by that where else than at the bell they want it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    TASKS = "tasks", _("新任务")
    PROGRESS = "progress", _("办理进展")
    DEADLINES = "deadlines", _("期限提醒")
    RULINGS = "rulings", _("监督警示与处理决定")
    ACCOUNT = "account", _("账户与成员")
    OFFERS = "offers", _("权益、推荐与供需对接")


#: Go out by e-mail whatever was chosen: a right or a period hangs on them.
IMPORTANT = {
    Kind.DEADLINES: _("错过期限会失去权利或产生警示"),
    Kind.RULINGS: _("陈述申辩和申诉的期限从送达起算"),
    Kind.ACCOUNT: _("关系到谁能代您或您的企业办事"),
}
