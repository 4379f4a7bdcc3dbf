from __future__ import annotations

import io
from pathlib import Path

import pytest
import zxingcpp
from pypdf import PdfReader

from documents import pdf
from documents.errors import PdfFailed
from documents.models import StoredFile
from tests.documents.world import DATA, issued

pytestmark = pytest.mark.django_db


def test_the_certificate_becomes_one_landscape_page_that_scans() -> None:
    document = issued("certificate", is_sample=True)

    stored = pdf.convert(document)

    if pdf.program() is None:
        assert stored is None
        return
    assert stored is not None
    assert document.pdf == stored
    (page,) = PdfReader(io.BytesIO(stored.read())).pages
    assert page.mediabox.width > page.mediabox.height
    assert "OTOP-5-2024-433126-00003-4" in page.extract_text()
    seen = [code.text for picture in page.images for code in zxingcpp.read_barcodes(picture.image)]
    assert seen == [DATA["certificate"]["scan_url"]]
    assert pdf.convert(document) == stored
    assert StoredFile.objects.filter(content_type="application/pdf").count() == 1


def test_without_libreoffice_the_document_stays_docx(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    document = issued()

    assert pdf.program() is None
    assert pdf.convert(document) is None
    assert document.pdf is None


def test_a_broken_libreoffice_is_a_clear_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "soffice"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    document = issued()

    with pytest.raises(PdfFailed, match="生成 PDF 失败"):
        pdf.convert(document)
    document.refresh_from_db()
    assert document.pdf is None
