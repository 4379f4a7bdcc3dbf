"""What an enterprise enters of its products; what is reviewed of it is sent by `commands.filings`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from documents.models import StoredFile
from portal.accounts.models import User
from portal.registry.errors import EnterpriseNotActive, FieldsRefused, NotEditable
from portal.registry.models import Enterprise, Filing, Product, ProductPicture


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
    check(product)
    product.save()
    return product


def check(product: Product) -> None:
    """Raises `FieldsRefused` for what the product may not say."""
    try:
        product.full_clean()
    except ValidationError as error:
        raise FieldsRefused(error.message_dict) from None


@transaction.atomic
def set_pictures(product: Product, *, files: Iterable[StoredFile]) -> None:
    """These and no others, in this order; the stored files of those that go stay."""
    product = Product.objects.select_for_update().get(pk=product.pk)
    if not product.is_editable:
        raise NotEditable
    put_pictures(product, files)


def put_pictures(product: Product, files: Iterable[StoredFile]) -> None:
    product.pictures.all().delete()
    rows = [ProductPicture(product=product, file=file, position=n) for n, file in enumerate(dict.fromkeys(files))]
    ProductPicture.objects.bulk_create(rows)


@transaction.atomic
def amend(product: Product, *, specification: str, trademark: str) -> None:
    """What the certificate's proof put right is right in the version too that the certificate is issued for."""
    product.specification, product.trademark = specification, trademark
    product.save(update_fields=["specification", "trademark"])
    for filing in Filing.objects.select_for_update(no_key=True).filter(product=product.pk, version=product.version):
        filing.content |= {"specification": specification, "trademark": trademark}
        filing.save(update_fields=["content"])
