from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "portal.evaluation"
    label = "evaluation"
    verbose_name = _("星级评价")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from engine.registry import hooks
        from portal.accounts.groups import GroupProvider, provide

        # Registration is the point of these imports: topics, forms and the description of this part of the scheme.
        from portal.evaluation import agencies, cases, handlers  # noqa: F401
        from portal.evaluation.claim_rules import own_place

        provide(GroupProvider(prefix="agency:", groups_of=agencies.groups_of, members_of=agencies.members_of))
        hooks.claim_rules.append(own_place)
