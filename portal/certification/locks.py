"""Whether mark and code may be downloaded: the one place that says why not."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from portal.certification import renewals
from portal.certification.models import Authorisation

Status = Authorisation.Status


def why_not(authorisation: Authorisation, sell_through: timedelta | None = None) -> str:
    """Why mark and code may not be downloaded; empty where they may. `sell_through`: where it was read for the page."""
    if authorisation.is_usable:
        return ""
    status = authorisation.status_now
    if status == Status.CANCELLED:
        return _cancelled(authorisation)
    return {
        Status.PENDING: _("证书尚未签发"),
        Status.VOID: _("证书没有签发，编号已作废"),
        Status.RED: _("红色警示期间停止下载标识与二维码，不得用于新生产的产品"),
        Status.SUSPENDED: _("授权已暂停，不得将标识与二维码用于新生产的产品"),
        Status.REVOKED: _("授权已撤销，标识与二维码已失效"),
        # Under a yellow warning only the calendar can forbid it.
        Status.YELLOW: _expired(authorisation, sell_through),
        Status.EXPIRED: _expired(authorisation, sell_through),
    }[status]


def _cancelled(authorisation: Authorisation) -> str:
    if successor := authorisation.successor:
        return _("授权已由新的证书 %(number)s 取代") % {"number": successor.number}
    return _("授权已注销")


def _expired(authorisation: Authorisation, sell_through: timedelta | None) -> str:
    if not authorisation.is_past and authorisation.status != Status.EXPIRED:
        return ""
    until = authorisation.valid_to + (renewals.sell_through() if sell_through is None else sell_through)
    words = {"end": authorisation.valid_to.isoformat(), "until": until.isoformat()}
    return _("授权已于%(end)s期满，此前生产的产品可以销售到%(until)s；继续使用请重新申请评价") % words
