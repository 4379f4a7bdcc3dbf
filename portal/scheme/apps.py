from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchemeConfig(AppConfig):
    name = "portal.scheme"
    label = "scheme"
    verbose_name = _("平台参数")
    default_auto_field = "django.db.models.BigAutoField"
