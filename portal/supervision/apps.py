from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "portal.supervision"
    label = "supervision"
    verbose_name = _("监督")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Registration is the point of this import: topics and forms of this part of the scheme.
        from portal.supervision import handlers  # noqa: F401
