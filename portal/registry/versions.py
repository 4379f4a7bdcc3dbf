"""What of a product is reviewed when it is filed: the content of a version, as plain data.

Capacity, introduction, purchase link and public contact only inform people; the enterprise changes them at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from django.utils.translation import gettext as _

from documents.models import StoredFile
from portal.registry.models import Filing, Product, Region
from portal.registry.step_answers import Change

PLAIN = (
    "name",
    "category",
    "specification",
    "trademark",
    "standard",
    "barcode",
    "permit_number",
    "trace_level",
    "trace_note",
)
REVIEWED = (*PLAIN, "origin", "compliance_file", "pictures")
AT_ONCE = ("capacity", "description", "purchase_url", "public_contact", "contact_consent")

Content = dict[str, Any]


def content_of(product: Product, pictures: Iterable[StoredFile] | None = None) -> Content:
    """As the product stands; `pictures`: those it is to have instead of its own."""
    if pictures is None:
        pictures = [picture.file for picture in product.pictures.select_related("file")]
    content: Content = {name: getattr(product, name) for name in PLAIN}
    return content | {
        "origin": product.origin_id,
        "compliance_file": _reference(product.compliance_file) if product.compliance_file else None,
        "pictures": [_reference(file) for file in pictures],
    }


def with_content(product: Product, content: Mapping[str, Any]) -> Product:
    """A copy of the product that says what the content says; not to be saved."""
    shown = copy(product)
    fill(shown, content)
    return shown


def fill(product: Product, content: Mapping[str, Any]) -> None:
    """Give the product what the content says, apart from the pictures."""
    for name in PLAIN:
        setattr(product, name, content[name])
    product.origin_id = content["origin"]
    file = content["compliance_file"]
    product.compliance_file_id = file["id"] if file else None


def as_of(product: Product, version: int) -> Product:
    """As it was filed in a version: what a certificate of that version stands for, whatever was filed since."""
    content = _content_as_of(product, version)
    return with_content(product, content) if content else product


def pictures_as_of(product: Product, version: int) -> list[Any]:
    """Ids of the pictures' files."""
    if content := _content_as_of(product, version):
        return [picture["id"] for picture in content["pictures"]]
    return list(product.pictures.values_list("file_id", flat=True))


def _content_as_of(product: Product, version: int) -> Content | None:
    """None where the product itself says it."""
    if version == product.version:
        return None
    return Filing.objects.filter(product=product.pk, version=version).values_list("content", flat=True).first()


def pictures_of(content: Mapping[str, Any]) -> list[StoredFile]:
    """In their order; those that are no more are left out."""
    ids = [picture["id"] for picture in content["pictures"]]
    found = {str(pk): file for pk, file in StoredFile.objects.in_bulk(ids).items()}
    return [found[id_] for id_ in ids if id_ in found]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What one content says otherwise than another, in the order of the form and in its words."""
    changed = [name for name in REVIEWED if before.get(name) != after.get(name)]
    return [Change(label(name), _shown(name, before.get(name)), _shown(name, after.get(name))) for name in changed]


def label(name: str) -> str:
    if name == "pictures":
        return _("产品图片")
    return str(Product._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _shown(name: str, value: Any) -> str:
    if name == "pictures":
        return "、".join(picture["name"] for picture in value or ())
    if name == "compliance_file":
        return value["name"] if value else ""
    if name == "origin":
        region = Region.objects.filter(pk=value).first()
        return region.full_name if region else str(value or "")
    choices = dict(Product._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(value, value if value is not None else ""))


def _reference(file: StoredFile) -> dict[str, str]:
    return {"id": str(file.pk), "name": file.name}
