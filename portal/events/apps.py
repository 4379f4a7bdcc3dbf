from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "portal.events"
    label = "events"
    verbose_name = _("活动")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.events import losing

        losing.watch()
