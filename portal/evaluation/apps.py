from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "portal.evaluation"
    label = "evaluation"
    verbose_name = _("星级评价")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.accounts.groups import GroupProvider, provide
        from portal.accounts.leaving import watch

        # Registration is the point of these imports: topics, forms and the description of this part of the scheme.
        from portal.evaluation import access, agencies, cases, disclosure, eligibility, handlers, searching, track  # noqa: F401
        from portal.evaluation.models import Agency, AgencyMember, Expert
        from portal.registry import files
        from portal.registry.commands import filings

        provide(GroupProvider(prefix="agency:", rows=agencies.members, field="agency"))
        files.provide(access.files)
        filings.provide(eligibility.refusal_to_change)
        watch(Expert, lambda expert: (expert.user,))
        watch(AgencyMember, lambda member: (member.user,))
        watch(Agency, lambda agency: (member.user for member in agency.members.select_related("user")))
