"""What the scan page says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.certification import concerns
from portal.certification.concerns import Concern
from portal.certification.models import Authorisation
from portal.evaluation.models import Application, Sample
from portal.registry.models import Enterprise, Product
from portal.registry.versions import as_of, pictures_as_of
from portal.supervision.concerns import taken_back
from portal.supervision.models import Warning

Status = Authorisation.Status

# Title and advice of the banner, in plain words.
BANNERS: dict[str, tuple[Promise, Promise]] = {
    Status.VALID: (_("有效"), _("该产品通过星级评价，授权在有效期内。")),
    Status.YELLOW: (_("黄色警示"), _("该产品有事项正在整改，购买前请留意下列原因。")),
    Status.RED: (_("红色警示"), _("该产品存在质量风险，建议停止购买；已购买的请停止使用，并联系卖家或生产企业。")),
    Status.SUSPENDED: (_("已暂停"), _("该产品的星级授权已暂停，请勿以星级标识作为购买依据。")),
    Status.REVOKED: (_("已撤销"), _("该产品的星级授权已撤销，不再具有星级。")),
    Status.CANCELLED: (_("已注销"), _("该产品的星级授权已注销，不再具有星级。")),
    Status.EXPIRED: (_("已过期"), _("该产品的星级授权已过有效期。")),
}
# The product itself has no fault.
_FROZEN = _("生产企业有其他产品被暂停或撤销，企业已被冻结，该产品的星级授权随之暂停。")
_BUYABLE = (Status.VALID, Status.YELLOW)
_STRUCK = (Status.RED, Status.SUSPENDED, Status.REVOKED, Status.CANCELLED)
_PASSED_SAMPLES = (Sample.Status.PASSED, Sample.Status.RETAINED, Sample.Status.DISPLAYED)


@dataclass(frozen=True)
class ScanPage:
    authorisation: Authorisation
    status: str
    concerns: list[Concern]
    pictures: range
    sample_passed: bool
    taken_back: list[Warning]

    @property
    def title(self) -> Promise:
        return BANNERS[self.status][0]

    @property
    def advice(self) -> Promise:
        has_reason = any(concern.level == self.status for concern in self.concerns)
        if self.status == Status.SUSPENDED and not has_reason and self.enterprise.status == Enterprise.Status.FROZEN:
            return _FROZEN
        return BANNERS[self.status][1]

    @property
    def product(self) -> Product:
        return self.authorisation.product

    @property
    def enterprise(self) -> Enterprise:
        return self.product.enterprise

    @property
    def application(self) -> Application:
        return self.authorisation.application

    @property
    def is_struck(self) -> bool:
        """The certificate may not be relied on now, whatever its dates say."""
        return self.status in _STRUCK

    @property
    def since(self) -> datetime | None:
        """When what is said of it today began, where that is known."""
        return min((concern.since for concern in self.concerns if concern.level == self.status), default=None)

    @property
    def purchase_url(self) -> str:
        """Hidden as soon as people are advised not to buy."""
        url = self.product.purchase_url
        is_web = url.startswith(("https://", "http://"))
        return url if is_web and self.status in _BUYABLE else ""

    @property
    def contact(self) -> str:
        """With consent only: the number that was given for it, else the contact's, masked."""
        if not self.product.contact_consent:
            return ""
        return self.product.public_contact or self.enterprise.masked_contact_phone

    @property
    def is_dialable(self) -> bool:
        return bool(self.contact) and self.contact == self.product.public_contact


def scan_page(authorisation: Authorisation, product: Product) -> ScanPage:
    # One row for both, with the enterprise and the region that came with the code; as it was evaluated.
    authorisation.product = as_of(product, authorisation.product_version)
    return ScanPage(
        authorisation=authorisation,
        status=authorisation.status_now,
        concerns=concerns_of(authorisation),
        pictures=range(min(len(pictures_as_of(product, authorisation.product_version)), 4)),
        taken_back=taken_back(product.pk),
        sample_passed=authorisation.application.samples.filter(status__in=_PASSED_SAMPLES).exists(),
    )


def concerns_of(authorisation: Authorisation) -> list[Concern]:
    """Why it is not simply valid, as far as everybody may read it."""
    has_reasons = authorisation.status in (*Authorisation.IN_FORCE, Status.REVOKED)
    product = authorisation.product_id
    return concerns.of_products([product])[product] if has_reasons else []
