from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models.signals import post_migrate, post_save
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
        from portal.accounts.commands import end_tokens
        from portal.accounts.devices import note_sign_in
        from portal.accounts.groups import memberships
        from portal.accounts.leaving import watch_accounts
        from portal.accounts.roles import grant_roles, name_of
        from portal.accounts.sign_ins import note_failure
        from portal.accounts.sign_ins import note_sign_in as keep_sign_in

        hooks.memberships = memberships
        hooks.group_name = name_of
        post_save.connect(end_tokens, sender="accounts.User", dispatch_uid="accounts.end_tokens")
        user_logged_in.connect(note_sign_in, dispatch_uid="accounts.note_sign_in")
        user_logged_in.connect(keep_sign_in, dispatch_uid="accounts.keep_sign_in")
        user_login_failed.connect(note_failure, dispatch_uid="accounts.note_failure")
        post_migrate.connect(grant_roles, dispatch_uid="accounts.grant_roles")
        watch_accounts()
