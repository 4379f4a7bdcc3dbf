from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkbenchConfig(AppConfig):
    name = "portal.workbench"
    label = "workbench"
    verbose_name = _("流程变更")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from engine.models import ChangeEvent
        from portal.workbench.notices import event_happened

        post_save.connect(event_happened, sender=ChangeEvent, dispatch_uid="workbench.event_happened")
