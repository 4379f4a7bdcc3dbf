from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "portal.registry"
    label = "registry"
    verbose_name = _("企业与产品登记")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from engine.models import ProcessInstance
        from engine.registry import hooks
        from portal.accounts.groups import GroupProvider, provide
        from portal.accounts.leaving import watch
        from portal.accounts.roles import ENTERPRISE_PREFIX

        # Registration is the point of this import: topics and forms of this part of the scheme.
        from portal.registry import (  # noqa: F401
            cases,
            filing_case,
            filing_handlers,
            filing_track,
            handlers,
            registration_case,
            registration_track,
            search,
        )
        from portal.registry.case_clock import DELAYS, PAUSES
        from portal.registry.commands.enterprises import PROCESS
        from portal.registry.membership import NOT_ONES_OWN
        from portal.registry.models import Enterprise, EnterpriseMember
        from portal.registry.search import case_started

        provide(GroupProvider(prefix=ENTERPRISE_PREFIX, rows=EnterpriseMember.objects.all, field="enterprise"))
        post_save.connect(case_started, sender=ProcessInstance, dispatch_uid="search.case_started")
        search.watch(Enterprise, lambda enterprise: [(PROCESS, enterprise.number)])
        hooks.task_rules.append(NOT_ONES_OWN)
        hooks.task_properties |= dict.fromkeys((PAUSES, DELAYS), frozenset())  # the reason, in any words
        # Whatever a part of the scheme describes belongs to the scheme.
        hooks.scheme_processes = cases.describers.keys
        watch(EnterpriseMember, lambda member: (member.user,))
