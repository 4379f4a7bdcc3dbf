from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "portal.evaluation"
    label = "evaluation"
    verbose_name = _("星级评价")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Registration is the point of this import: topics and forms of this part of the scheme.
        from portal.evaluation import handlers  # noqa: F401
