from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdministrationConfig(AppConfig):
    name = "portal.administration"
    label = "administration"
    verbose_name = _("平台管理")
    default_auto_field = "django.db.models.BigAutoField"
