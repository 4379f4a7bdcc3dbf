"""What the portal's tests build their world from."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from documents import storage
from documents.models import StoredFile
from engine import deployments
from portal.accounts.models import User
from portal.registry.commands import filings
from portal.registry.models import Enterprise, Product, Region

BPMN = Path(__file__).parents[2] / "bpmn"

# A Wednesday in a week without holidays, 10:00 in Shanghai.
WEDNESDAY = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)

USCC = "91433126MAY0P0A179"
OTHER_USCC = "91522634MAY0P0B210"
THIRD_USCC = "91433126MAY0P0K29K"


def deploy(*folders: str, changes: Mapping[str, str] | None = None) -> None:
    """Deploy process folders of bpmn/ as they are, or with other words in them."""

    def content(path: Path) -> bytes:
        text = path.read_text(encoding="utf-8")
        for old, new in (changes or {}).items():
            text = text.replace(old, new)
        return text.encode()

    files = {
        path.relative_to(BPMN).as_posix(): content(path)
        for folder in folders
        for path in sorted((BPMN / folder).iterdir())
        if path.is_file()
    }
    deployments.deploy(files)


def signed_in(user: User) -> Client:
    """A browser of this person's."""
    client = Client()
    client.force_login(user)
    return client


def picture(*, size: tuple[int, int] = (320, 240), colour: str = "seagreen") -> bytes:
    """A PNG."""
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, "PNG")
    return content.getvalue()


def photo(name: str = "照片.png") -> SimpleUploadedFile:
    """A picture, sent with a form."""
    return SimpleUploadedFile(name, picture(), content_type="image/png")


def stored_picture(*, owner: str, user: User | None = None, name: str = "照片.png") -> StoredFile:
    return storage.store(picture(), name=name, purpose="test", user=user, owner=owner)


def enterprise_fields(township: Region, **changes: Any) -> dict[str, Any]:
    """Attributes of a complete registration."""
    fields: dict[str, Any] = {
        "name": "默戎苗家食品有限公司",
        "uscc": THIRD_USCC,
        "kind": Enterprise.Kind.COMPANY,
        "legal_representative": "龙梅",
        "founded_on": date(2019, 5, 6),
        "address": "古丈县默戎镇牛角山村1组",
        "business_scope": "茶叶、食品的生产与销售",
        "term_ends_on": None,
        "township": township,
        "production_address": "牛角山村",
        "contact_name": "龙梅",
        "contact_phone": "15400000001",
        "category": Enterprise.Category.TEA,
    }
    return fields | changes


def product_fields(origin: Region, **changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": "高山绿茶",
        "category": Product.Category.TEA,
        "specification": "250克/罐",
        "standard": "GB/T 14456.1",
        "permit_number": "SC11443312600001",
        "origin": origin,
        "capacity": "年产20吨",
        "trace_level": Product.Trace.PRODUCT,
        "trace_note": "每批次有独立追溯码",
    }
    return fields | changes


def filed(product: Product, *, by: User) -> Product:
    """As the product is after P02."""
    filing = filings.open_first(product, by=by)
    return filings.grant(filing.pk).product


def another(product: Product, name: str) -> Product:
    """A filed product of the same enterprise."""
    other = Product.objects.get(pk=product.pk)
    other.pk, other.name, other.filing_number = None, name, None
    other.status = Product.Status.FILED
    other.save()
    return other
