from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PublicConfig(AppConfig):
    name = "portal.public"
    label = "public"
    verbose_name = _("公众查询")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.public import listing

        listing.watch()
        post_migrate.connect(listing.fill, sender=self, dispatch_uid="listing.fill")
