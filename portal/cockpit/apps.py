from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CockpitConfig(AppConfig):
    name = "portal.cockpit"
    label = "cockpit"
    verbose_name = _("流程管理")
    default_auto_field = "django.db.models.BigAutoField"
