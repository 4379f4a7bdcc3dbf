from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = _("文件与文书")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from documents.checks import seal_can_be_set

        register(seal_can_be_set)
