from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    name = "portal.channels"
    label = "channels"
    verbose_name = _("开放接口")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.administration import pages

        # Registration is the point of this import: how the contract says who may ask.
        from portal.channels import contract  # noqa: F401

        pages.provide("channels:list", _("接口渠道"), "channels.view_channel")
