"""What happens to authorisations; P08's diagram decides the order. Each may be repeated without harm."""

from __future__ import annotations

from datetime import datetime, time
from functools import lru_cache
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction

from documents import badge, glyphs, qr, storage, token
from documents.issue import issue
from documents.models import Document, StoredFile
from engine import business_time, clock
from portal.accounts import roles
from portal.accounts.models import User
from portal.certification.errors import LowerStar, NotPrintable
from portal.certification.models import Authorisation, Badge, Certificate, QrCode, ReplacedCode
from portal.certification.models.marks import scan_url
from portal.certification.numbers import next_certificate_number
from portal.evaluation.models import Application
from portal.registry.models import Product
from portal.scheme import values

DOCUMENT_FROM_STAR = 3
# Until the officer has issued it, the certificate is the officers' paper.
DRAFTS_OWNER = roles.CERTIFICATE_OFFICER

Status = Authorisation.Status


@transaction.atomic
def authorise(application: Application, *, star: int) -> Authorisation:
    """Give the application its number. A second call, by whatever job, answers the first one's authorisation."""
    # Two calls at the same moment: the second waits here.
    application = Application.objects.select_for_update(of=["self"]).get(pk=application.pk)
    existing = Authorisation.objects.filter(application=application).first()
    if existing is not None:
        return existing
    product = Product.objects.select_related("origin", "enterprise").get(pk=application.product_id)
    if star >= DOCUMENT_FROM_STAR and (characters := unprintable(product)):
        raise NotPrintable(characters=" ".join(characters))
    former = Authorisation.objects.in_force().filter(product=product).first()
    authorisation = Authorisation.objects.create(
        number=next_certificate_number(product, star=star),
        product=product,
        product_version=product.version,
        application=application,
        star=star,
        replaces=former,
        **_period(application, former),
    )
    Certificate.objects.create(authorisation=authorisation)
    return authorisation


@transaction.atomic
def void(application: Application) -> bool:
    """The number of an application that is not to be issued is used up; False where it was issued already."""
    found = Authorisation.objects.select_for_update(of=["self"]).filter(application=application).first()
    if found is None:
        return True
    if found.status not in Authorisation.UNISSUED:
        return False
    # What it would have taken the place of may be upgraded or renewed by another.
    found.move(Status.VOID, replaces=None)
    return True


def unprintable(product: Product) -> str:
    """The characters of what is printed of a product and its enterprise that no font has."""
    enterprise = product.enterprise
    return glyphs.unprintable(
        [
            enterprise.name,
            enterprise.address,
            product.name,
            product.specification,
            product.trademark,
            product.standard,
        ]
    )


def _period(application: Application, former: Authorisation | None) -> dict[str, object]:
    """Three years from today, unless set otherwise, by the month rule; a renewal loses nothing of the former's."""
    months = values.whole("OTOP_VALIDITY_MONTHS")
    start = clock.now()
    if application.kind == Application.Kind.RENEWAL and former is not None and not former.is_past:
        start = datetime.combine(former.valid_to, time(12), clock.LOCAL_ZONE)
    end = clock.day_of(business_time.add_months(start, months))
    return {"valid_from": clock.today(), "valid_to": end}


def is_sample() -> bool:
    """Whether what is issued bears 样本."""
    return settings.OTOP_SAMPLE_OUTPUT


@transaction.atomic
def make_marks(authorisation: Authorisation) -> None:
    """The mark of this authorisation; the product's code only if it has none yet."""
    if not Badge.objects.filter(authorisation=authorisation).exists():
        star, number, sample = authorisation.star, authorisation.number, is_sample()
        Badge.objects.create(
            authorisation=authorisation,
            svg=_kept(
                badge.svg(star=star, number=number, is_sample=sample).encode(),
                name=f"{number}.svg",
                content_type="image/svg+xml",
            ),
            png=_kept(
                _drawn(star, number, sample),
                name=f"{number}.png",
                content_type="image/png",
            ),
        )
    if not QrCode.objects.filter(product=authorisation.product_id).exists():
        kid, code = newest_key(), token.new_code()
        QrCode.objects.create(product_id=authorisation.product_id, code=code, kid=kid, **_pictures(code, kid))


@transaction.atomic
def replace_code(product: Product, *, code: str, by: User | None, id: UUID) -> bool:
    """Another code under the newest key in the place of `code`, and certificates that bear it; a second call does
    nothing. False where it is not the product's code (any more)."""
    qr_code = QrCode.objects.select_for_update(of=["self"]).get(product=product)
    if qr_code.code != code:
        return False
    ReplacedCode.objects.create(product=product, code=code)
    qr_code.code, qr_code.kid, qr_code.created_at = token.new_code(), newest_key(), clock.now()
    for name, picture in _pictures(qr_code.code, qr_code.kid).items():
        setattr(qr_code, name, picture)
    qr_code.save()
    for authorisation in Authorisation.objects.in_force().filter(product=product, star__gte=DOCUMENT_FROM_STAR):
        reissue(authorisation, id=uuid5(id, authorisation.number), by=by)
    return True


@lru_cache(maxsize=16)
def _drawn(star: int, number: str, is_sample: bool) -> bytes:
    """Drawing takes a second; a job that is tried again need not draw again."""
    return badge.png(star=star, number=number, is_sample=is_sample)


def newest_key() -> str:
    return list(settings.QR_KEYS)[-1]


def _pictures(code: str, kid: str) -> dict[str, StoredFile]:
    url = scan_url(token.sign(code, {kid: settings.QR_KEYS[kid]}))
    return {
        "svg": _kept(qr.svg(url), name=f"QR-{code}.svg", content_type="image/svg+xml"),
        "png": _kept(qr.png(url, box=16), name=f"QR-{code}.png", content_type="image/png"),
    }


def _kept(content: bytes, *, name: str, content_type: str) -> StoredFile:
    """Not owned by the enterprise: it gets mark and code by the page that looks at the status first."""
    return storage.keep(
        content,
        name=name,
        content_type=content_type,
        purpose="mark",
        owner=roles.CERTIFICATE_OFFICER,
        at=clock.now(),
    )


@transaction.atomic
def draw_certificate(authorisation: Authorisation, *, job_id: UUID) -> Document | None:
    """产品评价证书 for proofreading; dated today. None below three stars, and once it is issued."""
    certificate = latest_certificate(authorisation)
    if authorisation.star < DOCUMENT_FROM_STAR or certificate.issued_at is not None:
        return certificate.document
    for name, value in _period(authorisation.application, authorisation.replaces).items():
        setattr(authorisation, name, value)
    authorisation.save(update_fields=["valid_from", "valid_to"])
    document = issue(
        id=job_id,
        kind="certificate",
        data=_face(authorisation),
        number=authorisation.number,
        addressee=authorisation.product.enterprise.name,
        # Found under its own number until it is issued, then under the application's.
        subject=authorisation.number,
        issued_at=clock.now(),
        owner=DRAFTS_OWNER,
        is_sample=is_sample(),
    )
    if certificate.document_id != document.pk:
        certificate.document = document
        certificate.save(update_fields=["document"])
    return document


def _face(authorisation: Authorisation) -> dict[str, object]:
    product = authorisation.product_shown
    enterprise = product.enterprise
    return {
        "issuer": values.text("OTOP_ISSUER"),
        "certificate_number": authorisation.number,
        "holder": enterprise.name,
        "uscc": enterprise.uscc,
        "address": enterprise.address,
        "product_name": product.name,
        "product_type": product.get_category_display(),
        "specification": product.specification,
        "trade_mark": product.trademark or "—",
        "standard": product.standard,
        "star": authorisation.star,
        "star_name": authorisation.star_name,
        "star_class": authorisation.star_class,
        "valid_from": authorisation.valid_from,
        "valid_to": authorisation.valid_to,
        "scan_url": product.qr_code.url,
    }


def latest_certificate(authorisation: Authorisation) -> Certificate:
    return authorisation.certificates.select_related("document").latest("version")


@transaction.atomic
def publish(authorisation: Authorisation, *, officer: User | None) -> bool:
    """Put it in force, the former one out; False if that was done before.

    An open warning belongs to the product: the new authorisation takes it over. A star never ends one that is as
    high and still valid, unless it was asked to be renewed: raises `LowerStar`.
    """
    rows = Authorisation.objects.select_for_update().filter(product=authorisation.product_id).order_by("pk")
    by_pk = {row.pk: row for row in rows}
    mine = by_pk.pop(authorisation.pk)
    if mine.status != Status.PENDING:
        return False
    former = next((row for row in by_pk.values() if row.status in Authorisation.IN_FORCE), None)
    status: str = Status.VALID
    if former is not None:
        renews = mine.application.kind == Application.Kind.RENEWAL
        if former.star >= mine.star and not former.is_past and not renews:
            raise LowerStar(number=former.number)
        status = former.status
        former.move(Status.CANCELLED)
    period = _period(mine.application, former) if mine.star < DOCUMENT_FROM_STAR else {}
    mine.move(status, replaces=former, published_at=clock.now(), **period)
    certificate = latest_certificate(mine)
    certificate.issued_at, certificate.issued_by = clock.now(), officer
    certificate.save(update_fields=["issued_at", "issued_by"])
    _hand_over(certificate)
    Product.objects.get(pk=mine.product_id).move(Product.Status.STARRED)
    return True


def _hand_over(certificate: Certificate) -> None:
    """The document becomes the enterprise's, and part of the application's case."""
    document = certificate.document
    if document is None:
        return
    authorisation = certificate.authorisation
    files = [document.docx_id, *([document.pdf_id] if document.pdf_id else [])]
    StoredFile.objects.filter(pk__in=files).update(owner=authorisation.product.enterprise.group)
    Document.objects.filter(pk=document.pk).update(subject=authorisation.application.number)


@transaction.atomic
def reissue(authorisation: Authorisation, *, id: UUID, by: User | None) -> Certificate:
    """The same number once more, as the enterprise is called now: the next version; code and mark stay.

    A second call with the same id answers the first one's.
    """
    former = latest_certificate(authorisation)
    if former.document is None or former.document_id == id or former.issued_at is None:
        return former
    document = issue(
        id=id,
        kind="certificate",
        data=_face(authorisation),
        number=authorisation.number,
        addressee=authorisation.product.enterprise.name,
        subject=authorisation.application.number,
        issued_at=clock.now(),
        owner=authorisation.product.enterprise.group,
        is_sample=is_sample(),
        corrects=former.document,
    )
    return Certificate.objects.create(
        authorisation=authorisation,
        version=former.version + 1,
        document=document,
        issued_at=clock.now(),
        issued_by=by,
    )
