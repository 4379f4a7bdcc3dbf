from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificationConfig(AppConfig):
    name = "portal.certification"
    label = "certification"
    verbose_name = _("证书与标识")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Registration is the point of importing the handlers: topics and forms of this part of the scheme.
        from portal.certification import handlers, searching, standings  # noqa: F401
        from portal.evaluation import eligibility
        from portal.registry import standing

        standing.provide(standings.of_products)
        eligibility.provide(standings.awaiting_issue)
