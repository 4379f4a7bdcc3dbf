"""Products, until a star is applied for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from documents.models import StoredFile
from engine import clock
from portal.accounts.models import User
from portal.registry.errors import EnterpriseNotActive, FieldsRefused, Incomplete, NotEditable
from portal.registry.models import Enterprise, Product, ProductPicture
from portal.registry.numbers import filing_number


@transaction.atomic
def create_product(enterprise: Enterprise, *, fields: dict[str, Any], by: User) -> Product:
    """A draft of the enterprise."""
    if not enterprise.is_active:
        raise EnterpriseNotActive
    product = Product(enterprise=enterprise, created_by=by, **fields)
    return _cleaned(product)


@transaction.atomic
def update_product(product: Product, *, fields: dict[str, Any]) -> Product:
    """Only while it is a draft or was returned: what is filed is what is evaluated."""
    product = Product.objects.select_for_update().get(pk=product.pk)
    if not product.is_editable:
        raise NotEditable
    for name, value in fields.items():
        setattr(product, name, value)
    return _cleaned(product)


def _cleaned(product: Product) -> Product:
    try:
        product.full_clean()
    except ValidationError as error:
        raise FieldsRefused(error.message_dict) from None
    product.save()
    return product


@transaction.atomic
def add_pictures(product: Product, *, files: Iterable[StoredFile]) -> list[ProductPicture]:
    """Add what is not there yet, after what is."""
    if not product.is_editable:
        raise NotEditable
    first = product.pictures.count()
    return [
        ProductPicture.objects.get_or_create(product=product, file=file, defaults={"position": first + number})[0]
        for number, file in enumerate(files)
    ]


def missing_for_filing(product: Product) -> list[str]:
    """What the filing still lacks, by the names people see (the completeness check by category of P02)."""
    missing = []
    if not product.pictures.exists():
        missing.append(_("产品图片"))
    if product.is_food and not product.permit_number and not product.compliance_file_id:
        missing.append(_("生产许可证号或承诺达标合格证"))
    if product.trace_level and not product.trace_note:
        missing.append(_("溯源说明"))
    if product.public_contact and not product.contact_consent:
        missing.append(_("公开联系电话的同意"))
    return missing


@transaction.atomic
def file_product(product: Product) -> Product:
    """File a complete product and number it; filing a filed product changes nothing."""
    product = Product.objects.select_for_update().select_related("enterprise").get(pk=product.pk)
    if product.status == Product.Status.FILED:
        return product
    if not product.is_editable:
        raise NotEditable
    if not product.enterprise.is_active:
        raise EnterpriseNotActive
    if missing := missing_for_filing(product):
        raise Incomplete(missing)
    number = product.filing_number or filing_number()
    product.move(Product.Status.FILED, filing_number=number, filed_at=clock.now())
    return product
