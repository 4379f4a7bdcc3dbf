from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BenefitsConfig(AppConfig):
    name = "portal.benefits"
    label = "benefits"
    verbose_name = _("权益")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        # Registration is the point of these imports: topics, forms and the description of this part of the scheme.
        from portal.benefits import cases, catalogue, handlers, track  # noqa: F401

        post_migrate.connect(catalogue.fill, sender=self, dispatch_uid="benefits.fill")
