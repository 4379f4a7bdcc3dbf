"""Documents that were issued, and readers of what came out."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from datetime import UTC, datetime
from typing import Any

from PIL import Image
from pypdf import PdfReader

from documents.issue import issue
from documents.models import Document
from tests.documents.data import DATA


def issued(kind: str = "registration_result", *, data: dict[str, Any] | None = None, **more: Any) -> Document:
    """A document of the kind, as a handler would issue it."""
    arguments: dict[str, Any] = {
        "id": uuid.uuid4(),
        "number": "一乡一品登〔2026〕12号",
        "addressee": "古丈默戎云岭茶业有限公司（演示）",
        "subject": "R2026000012",
        "issued_at": datetime(2026, 11, 22, 17, 0, tzinfo=UTC),
    }
    return issue(kind=kind, data=DATA[kind] | (data or {}), **(arguments | more))


def text_of(docx: bytes) -> str:
    """All that a docx says, on its pages, in headers and footers."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        parts = [n for n in archive.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", n)]
        xml = "".join(archive.read(name).decode() for name in parts)
    return re.sub(r"<[^>]+>", "", re.sub(r"</w:p>", "\n", xml))


def pictures_in(docx: bytes) -> list[Image.Image]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        media = sorted(name for name in archive.namelist() if name.startswith("word/media/"))
        return [Image.open(io.BytesIO(archive.read(name))) for name in media]


def assert_archivable(reader: PdfReader) -> None:
    """What PDF/A-2b says of itself, and what of it can be seen: colours and fonts come along, parts are named."""
    root = reader.trailer["/Root"]
    said = root["/Metadata"].get_object().get_data().decode()
    assert dict(re.findall(r'pdfaid:(part|conformance)(?:>|=")(\w)', said)) == {"part": "2", "conformance": "B"}
    (intent,) = root["/OutputIntents"]
    assert intent.get_object()["/S"] == "/GTS_PDFA1"
    assert intent.get_object()["/DestOutputProfile"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert not reader.is_encrypted
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            font = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & font["/FontDescriptor"].keys(), font["/BaseFont"]
