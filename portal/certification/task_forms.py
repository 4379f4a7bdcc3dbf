"""The forms of P08, as they meet the scheme's tables."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from documents import glyphs, pdf
from documents.models import Document
from documents.tasks import ask_for_pdf
from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.certification.commands import latest_certificate
from portal.certification.models import Authorisation, CertificateProof
from portal.registry.commands.products import amend
from portal.registry.models import Product

Answers = dict[str, Any]


@takes("certificate_proof", gives=["outcome"])
class Proof:
    """What will be printed and shown, for the officer to compare and to issue."""

    def initial(self, task: UserTask) -> Answers:
        authorisation = _authorisation(task)
        product = authorisation.product_shown
        document = latest_certificate(authorisation).document
        return {
            "number": authorisation.number,
            "star_text": f"{authorisation.star_name}（{authorisation.star_class}）",
            "holder": product.enterprise.name,
            "uscc": product.enterprise.uscc,
            "address": product.enterprise.address,
            "product_name": product.name,
            "product_type": product.get_category_display(),
            "specification": product.specification,
            "trademark": product.trademark or "—",
            "standard": product.standard,
            "valid_from": authorisation.valid_from.isoformat(),
            "valid_to": authorisation.valid_to.isoformat(),
            "certificate_url": reverse("files:document", args=[document.pk]) if document else "",
            "mark_url": reverse("certification:mark", args=[authorisation.pk, "png"]),
            "qr_url": reverse("certification:qr", args=[authorisation.pk, "png"]),
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        certificate = latest_certificate(_authorisation(task))
        if answers["outcome"] == CertificateProof.Outcome.ISSUE and certificate.document is not None:
            _require_print(certificate.document)
        CertificateProof.objects.create(
            certificate=certificate,
            task_id=task.pk,
            outcome=answers["outcome"],
            opinion=answers.get("opinion") or "",
            officer=user,
        )
        return {"outcome": answers["outcome"]}


@takes("certificate_correction", gives=[])
class Correction:
    """The enterprise corrects what is printed; name, standard and origin would be another version (P02)."""

    def initial(self, task: UserTask) -> Answers:
        authorisation = _authorisation(task)
        product = authorisation.product
        proof = CertificateProof.objects.filter(certificate__authorisation=authorisation).last()
        return {
            "number": authorisation.number,
            "product_name": product.name,
            "opinion_text": proof.opinion if proof else "",
            "specification": product.specification,
            "trademark": product.trademark,
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        product, specification = _authorisation(task).product, answers["specification"]
        others = Product.objects.filter(enterprise=product.enterprise_id, name=product.name).exclude(pk=product.pk)
        if others.filter(specification=specification).exclude(status=Product.Status.CANCELLED).exists():
            raise AnswersRefused({"specification": [_("贵企业已有同名同规格的产品")]})
        trademark = answers.get("trademark") or ""
        for field, text in (("specification", specification), ("trademark", trademark)):
            if characters := glyphs.unprintable([text]):
                words = {"characters": " ".join(characters)}
                raise AnswersRefused({field: [_("下列字印不到证书上，请换用其他写法：%(characters)s") % words]})
        amend(product, specification=specification, trademark=trademark)
        return {}


def _require_print(document: Document) -> None:
    """What is issued has been looked at as it will be printed; where no PDFs are made, only its data."""
    if pdf.is_awaited(document):
        ask_for_pdf(document)
        raise AnswersRefused({"outcome": [_("证书的 PDF 正在生成，请过几秒再签发")]})
    if fault := pdf.fault_of(document):
        raise AnswersRefused({"outcome": [_("证书不能签发：%(fault)s") % {"fault": fault}]})


def _authorisation(task: UserTask) -> Authorisation:
    return Authorisation.objects.select_related("product__enterprise").get(pk=task.inputs["authorisation_id"])
