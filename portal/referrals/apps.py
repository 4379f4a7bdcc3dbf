from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralsConfig(AppConfig):
    name = "portal.referrals"
    label = "referrals"
    verbose_name = _("推荐人")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth import get_user_model
        from django.db.models.signals import post_save

        # Registration is the point of these imports: topics, forms and the description of this part of the scheme.
        from portal.referrals import cases, commands, handlers, track  # noqa: F401
        from portal.registry import referrers
        from portal.registry.commands import withdrawing

        referrers.provide(commands.keep_named)
        withdrawing.let_go(commands.MATCHING)
        post_save.connect(commands.number_changed, sender=get_user_model(), dispatch_uid="referrals.number_changed")
