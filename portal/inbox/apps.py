from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InboxConfig(AppConfig):
    name = "portal.inbox"
    label = "inbox"
    verbose_name = _("工作台")

    def ready(self) -> None:
        from engine.registry import hooks
        from portal.inbox import answers

        hooks.clean_answers = answers.clean
        hooks.check_form = answers.check_form
        hooks.answer_names = answers.answer_names
