from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppealsConfig(AppConfig):
    name = "portal.appeals"
    label = "appeals"
    verbose_name = _("申诉")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from engine.registry import hooks

        # Registration is the point of these imports: topics, forms and the description of this part of the scheme.
        from portal.appeals import cases, duties, handlers, track  # noqa: F401

        hooks.task_rules += [duties.NOT_INVOLVED, duties.AFRESH]
        hooks.task_properties[duties.NOT_INVOLVED_IN] = frozenset({"true"})
