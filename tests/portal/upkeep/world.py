"""Cases of an authorisation as their people work on them."""

from __future__ import annotations

import io

from PIL import Image

from documents import qr, storage
from documents.models import StoredFile
from portal.accounts.models import User
from portal.certification.models import Authorisation
from tests.portal.working import WorkedOn


def package(text: str = "", *, owner: str, user: User, size: tuple[int, int] = (1200, 900)) -> StoredFile:
    """A photo of a package, with a code of this text where there is one."""
    photo = Image.new("RGB", size, "seagreen")
    if text:
        code = Image.open(io.BytesIO(qr.png(text, box=8))).convert("RGB")
        photo.paste(code.rotate(7, expand=True, fillcolor="white"), (200, 120))
    content = io.BytesIO()
    photo.save(content, "JPEG", quality=85)
    return storage.store(content.getvalue(), name="包装.jpg", purpose="test", user=user, owner=owner)


class Case(WorkedOn):
    def __init__(self, number: str) -> None:
        self.number = number


def reference(file: StoredFile) -> list[dict[str, str]]:
    return [{"id": str(file.pk), "name": file.name}]


def group_of(authorisation: Authorisation) -> str:
    return str(authorisation.product.enterprise.group)
