"""What the verification page says of a document: that it is ours, what it says, and how that stands today."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents import verification
from documents.kinds import kind_of
from documents.models import Document
from portal.certification import concerns
from portal.certification.concerns import Concern
from portal.certification.models import Authorisation, Certificate
from portal.public.page import BANNERS

Status = Authorisation.Status


@dataclass(frozen=True)
class Verified:
    """`face` comes from the data that the document was issued with, never from today's tables."""

    document: Document
    face: list[tuple[str, str]]
    authorisation: Authorisation | None

    @cached_property
    def concerns(self) -> list[Concern]:
        authorisation = self.authorisation
        if authorisation is None or authorisation.status not in Authorisation.IN_FORCE:
            return []
        return concerns.of_products([authorisation.product_id])[authorisation.product_id]

    @property
    def tone(self) -> str:
        """The banner's colour and picture: a public status."""
        if self.correction is not None:
            return Status.YELLOW
        return self.authorisation.status_now if self.authorisation else Status.VALID

    @property
    def title(self) -> str | Promise:
        if self.correction is not None:
            return _("已更正")
        if self.authorisation is None:
            return _("文书有效")
        if self.authorisation.status_now == Status.VALID:
            return _("证书有效")
        return _("已被取代") if self.successor is not None else BANNERS[self.authorisation.status_now][0]

    @property
    def advice(self) -> str | Promise:
        if self.authorisation is None:
            return _("该文书由本平台签发，内容以下列登记为准。")
        if self.successor is not None:
            return _("该证书由本平台签发，已由新的证书取代。")
        return BANNERS[self.authorisation.status_now][1]

    @property
    def correction(self) -> Document | None:
        return getattr(self.document, "corrected_by", None)

    @property
    def successor(self) -> Authorisation | None:
        return self.authorisation.successor if self.authorisation else None

    @property
    def token(self) -> str:
        """Of the scan page of the product."""
        return self.authorisation.product.qr_code.token if self.authorisation else ""

    @property
    def code(self) -> str:
        return verification.grouped(self.document.verification_code)

    @property
    def digests(self) -> list[tuple[str, str]]:
        return self.document.digests


def verified(code: str) -> Verified | None:
    """The document with that code. A certificate counts from its issue; proofs that were sent back never do."""
    document = verification.find(code)
    if document is None:
        return None
    certificate = None
    if document.kind == "certificate":
        issued = Certificate.objects.filter(document=document).exclude(issued_at=None)
        related = (
            "authorisation__replaced_by",
            "authorisation__product__enterprise",
            "authorisation__product__qr_code",
        )
        certificate = issued.select_related(*related).first()
        if certificate is None:
            return None
    authorisation = certificate.authorisation if certificate else None
    return Verified(
        document=document,
        face=kind_of(document.kind).read(document.data["data"]).face(),
        authorisation=authorisation,
    )
