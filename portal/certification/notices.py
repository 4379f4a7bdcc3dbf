"""What the enterprise is told when its certificate or mark is there: the bell and a text message."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.certification.models import Authorisation
from portal.registry.telling import tell


def tell_published(authorisation: Authorisation, *, job_id: UUID) -> None:
    """Once for a job: the rows commit with the step that the job completes."""
    text = _("%(product)s已获%(star)s，编号%(number)s，有效期至%(until)s，可下载标识与二维码") % {
        "product": authorisation.product.name,
        "star": authorisation.star_name,
        "number": authorisation.number,
        "until": authorisation.valid_to.isoformat(),
    }
    url = reverse("certification:list")
    tell(authorisation.product.enterprise, text=text, url=url, sms_key=f"certification:{job_id}")
