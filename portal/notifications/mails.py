"""E-mail: what a notice says, with its day and a link to what it is about."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from portal.notifications.backends import Refused
from portal.notifications.models import Post


def is_local() -> bool:
    """Whether no service is named: what would be sent is read on a page."""
    return not settings.OTOP_EMAIL_FROM


def send(post: Post) -> None:
    """The same message has the same id, however often it is handed over."""
    if is_local():
        return
    words = {"text": post.text, "url": post.url}
    body = _("%(text)s\n\n查看：%(url)s\n\n本邮件由系统发出。通知方式可以在“个人中心 → 通知方式”中修改。") % words
    name = settings.OTOP_EMAIL_FROM.rpartition("@")[2].rstrip(">")
    mail = EmailMessage(
        post.subject,
        body,
        settings.OTOP_EMAIL_FROM,
        [post.address],
        headers={"Message-ID": f"<{post.key.replace(':', '.')}@{name}>"},
    )
    try:
        mail.send()
    except SMTPRecipientsRefused as error:
        raise Refused("the address was refused") from error
