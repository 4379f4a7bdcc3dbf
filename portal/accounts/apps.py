from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("账户")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from engine.registry import hooks

        # Registration is the point of this import: topics that every diagram may use.
        from portal.accounts import handlers  # noqa: F401
        from portal.accounts.groups import groups_of, members_of
        from portal.accounts.leaving import watch_accounts
        from portal.accounts.roles import grant_roles

        hooks.groups_of = groups_of
        hooks.members_of = members_of
        post_migrate.connect(grant_roles, dispatch_uid="accounts.grant_roles")
        watch_accounts()
