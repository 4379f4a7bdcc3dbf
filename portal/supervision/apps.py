from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "portal.supervision"
    label = "supervision"
    verbose_name = _("监督")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from engine.registry import hooks
        from portal.certification import concerns as certification_concerns
        from portal.evaluation import eligibility, incidents, objections
        from portal.registry.commands import withdrawing
        from portal.registry.search import fill

        # Registration is the point of these imports: topics, forms and the description of this part of the scheme.
        from portal.supervision import (
            cases,  # noqa: F401
            concerns,
            disclosure,  # noqa: F401
            duties,
            freezing,
            handlers,  # noqa: F401
            k4,
            referrals,  # noqa: F401
            sanction_handlers,  # noqa: F401
            searching,  # noqa: F401
            task_forms,
            track,  # noqa: F401
        )
        from portal.supervision.complaints import cases as complaint_cases  # noqa: F401
        from portal.supervision.complaints import handlers as complaint_handlers  # noqa: F401
        from portal.supervision.complaints import objections as complaint_objections
        from portal.supervision.complaints import track as complaint_track  # noqa: F401

        hooks.task_rules += [duties.SECOND_PERSON, duties.NOT_IN_THE_EVALUATION]
        set_by_being_there = (duties.OTHER_THAN_OPENER, duties.NOT_EVALUATOR, task_forms.MAY_CONTINUE)
        hooks.task_properties |= dict.fromkeys(set_by_being_there, frozenset({"true"}))
        incidents.provide(k4.dates_of)
        objections.provide(complaint_objections.of_application)
        certification_concerns.provide(concerns.in_force)
        eligibility.provide_bars(freezing.barred_until)
        withdrawing.provide(freezing.keeping)
        # The last part of the scheme whose tables are made, so that all of them are there.
        post_migrate.connect(fill, sender=self, dispatch_uid="search.fill")
