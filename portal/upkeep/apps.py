from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    name = "portal.upkeep"
    label = "upkeep"
    verbose_name = _("授权存续")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.certification import proofs, publishing
        from portal.registry import next_steps
        from portal.registry.commands import withdrawing

        # Registration is the point of these imports: topics, forms and the description of this part of the scheme.
        from portal.upkeep import (  # noqa: F401
            cases,
            change_cases,
            change_handlers,
            code_cases,
            code_handlers,
            coming,
            handlers,
            searching,
            track,
        )
        from portal.upkeep.commands import terms
        from portal.upkeep.commands.proofs import is_accepted

        publishing.provide(terms.begin)
        withdrawing.let_go(terms.PROCESS)
        proofs.provide(is_accepted)
        next_steps.provide(coming.of_products)
