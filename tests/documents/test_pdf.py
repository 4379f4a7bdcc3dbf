from __future__ import annotations

import io
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import zxingcpp
from django.db import connection, transaction
from docx import Document as Docx
from docx.oxml.ns import qn
from pypdf import PdfReader

from documents import glyphs, pdf, tasks
from documents.errors import PdfFailed
from documents.kinds import KINDS
from documents.models import Document, StoredFile
from tests.documents.data import DATA
from tests.documents.world import assert_archivable, issued

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

RARE = {"holder": "𠮷㛃𬮿𠀀𪚥䶮有限公司", "product_name": "㵘𰻞𰻞面"}
SCRIPTS = {
    "holder": "བོད་ལྗོངས་མགོ་ལོག",
    "address": "ꆈꌠꁱꂷ ꉢꌦ",
    "product_name": "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ",
    "specification": "ئۇيغۇرچە قوغۇن",
}
LONG = {
    "holder": "湖南省湘西土家族苗族自治州古丈县默戎镇牛角山村高山有机茶叶种植加工农民专业合作社联合社有限责任公司",
    "address": "湖南省湘西土家族苗族自治州古丈县默戎镇牛角山村第三村民小组二百一十八号（原茶叶加工厂旧址内综合楼）",
    "product_name": "湘西土家族苗族自治州古丈县高山云雾有机明前特级毛尖绿茶礼盒装（手工炒制非遗工艺系列）",
    "specification": "特级 250 g/罐×2罐/盒（马口铁罐内衬食品级铝箔袋，外附手提礼盒）",
    "standard": "GB/T 14456.1-2017、GB 2762-2022、GB 2763-2021、NY/T 288-2018 绿色食品 茶叶",
}
# As long as the columns of the tables let them be.
LONGEST = {
    "holder": "湘" * 120,
    "address": "州" * 200,
    "product_name": "GREEN TEA " * 10,
    "specification": "W" * 100,
    "standard": "标" * 100,
    "trade_mark": "商" * 100,
}


@pytest.fixture(autouse=True)
def wherever_libreoffice_is(settings: Any) -> None:
    settings.LIBREOFFICE = None


def made(document: Document) -> Document:
    if pdf.program() is None:
        pytest.skip("LibreOffice is not installed")
    pdf.make(document.pk)
    return Document.objects.get(pk=document.pk)


def test_the_certificate_becomes_one_landscape_page_that_scans() -> None:
    document = made(issued("certificate", is_sample=True))

    assert document.pdf is not None
    (page,) = PdfReader(io.BytesIO(document.pdf.read())).pages
    assert page.mediabox.width > page.mediabox.height
    assert "OTOP-5-2024-433126-00003-4" in page.extract_text()
    seen = [code.text for picture in page.images for code in zxingcpp.read_barcodes(picture.image)]
    assert seen == [DATA["certificate"]["scan_url"]]
    assert not pdf.is_awaited(document)


def test_a_pdf_is_made_once() -> None:
    document = made(issued())
    assert made(document).pdf == document.pdf
    assert StoredFile.objects.filter(content_type="application/pdf").count() == 1


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"evaluation_report"}))  # a report takes what it needs
def test_a_usual_document_takes_one_sheet_and_its_seal_stands_under_its_text(kind: str) -> None:
    reader = PdfReader(io.BytesIO(made(issued(kind)).pdf.read()))
    assert len(reader.pages) == 1
    assert_archivable(reader)


def test_a_long_letter_takes_its_last_lines_along_to_the_seal() -> None:
    many = [f"第{n}批台账缺少检测记录，请补充并说明原因；" for n in range(1, 14)]
    document = made(issued("correction_notice", data={"corrections": many}))
    pages = PdfReader(io.BytesIO(document.pdf.read())).pages
    assert len(pages) == 2
    assert "特此通知" in pages[1].extract_text()


@pytest.mark.parametrize("face", [RARE, SCRIPTS], ids=["rare Han", "scripts of minorities"])
def test_rare_characters_and_the_scripts_of_minorities_are_printed(face: dict[str, str]) -> None:
    if glyphs.unprintable(face.values()):
        pytest.skip("the fonts of `make test-packages` are not installed")
    document = made(issued("certificate", data=face))
    assert document.pdf_fault == {}
    assert document.pdf is not None


@pytest.mark.parametrize("face", [LONG, LONGEST], ids=["ordinary", "longest"])
def test_long_texts_stay_on_the_one_page(face: dict[str, str]) -> None:
    document = made(issued("certificate", data=face))
    assert document.pdf_fault == {}
    assert document.pdf is not None


def test_a_certificate_with_boxes_is_not_given_out_and_the_characters_are_named() -> None:
    document = made(issued("certificate", data={"holder": "蜂蜜👨\u200d👩\u200d👧🍯有限公司"}))

    assert document.pdf is None
    assert not pdf.is_awaited(document)
    sentence = pdf.fault_of(document)
    assert "没有可用的字体，打印出来是方框" in sentence
    for char in "👨👩👧🍯":
        assert char in sentence
    assert "蜂" not in sentence


@pytest.mark.parametrize("font", ["Noto Serif CJK SC", "DejaVu Sans", "BabelStone Han"])
def test_boxes_are_seen_in_fonts_of_either_kind(font: str) -> None:
    """Type 1 and TrueType keep the box in different places."""
    if pdf.program() is None:
        pytest.skip("LibreOffice is not installed")
    assert glyphs.missing(PdfReader(io.BytesIO(pdf.to_pdf(line("abc👩中", font))))) == "👩"
    assert glyphs.missing(PdfReader(io.BytesIO(pdf.to_pdf(line("abc中", font))))) == ""


def line(text: str, font: str) -> bytes:
    docx = Docx()
    run = docx.add_paragraph().add_run(text)
    run.font.name = font
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        run._r.rPr.rFonts.set(qn(f"w:{kind}"), font)
    out = io.BytesIO()
    docx.save(out)
    return out.getvalue()


def test_what_no_font_has_is_known_before_anything_is_made() -> None:
    if not glyphs.unprintable("👩"):
        pytest.skip("fontconfig is not installed")
    assert glyphs.unprintable(["古丈·茶（250 g）", "蜂蜜👨\u200d👩🍯❤\ufe0f", "茶\u3000e\u0301"]) == "👨👩🍯"


def test_without_libreoffice_the_document_stays_docx(settings: Any) -> None:
    settings.LIBREOFFICE = ""
    document = issued()

    pdf.make(document.pk)

    document.refresh_from_db()
    assert document.pdf is None
    assert not pdf.is_awaited(document)
    assert pdf.fault_of(document) == ""


def broken_libreoffice(folder: Path) -> str:
    broken = folder / "soffice"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    return str(broken)


def test_a_broken_libreoffice_is_given_up_after_a_few_tries(tmp_path: Path, settings: Any) -> None:
    settings.LIBREOFFICE = broken_libreoffice(tmp_path)
    document = issued()

    with pytest.raises(PdfFailed, match="生成 PDF 失败"):
        pdf.to_pdf(document.docx.read())
    for _try in range(pdf.MOST_TRIES):
        document.refresh_from_db()
        assert pdf.is_awaited(document)
        tasks.make_missing_pdfs()

    document.refresh_from_db()
    assert document.pdf is None
    assert not pdf.is_awaited(document)
    assert pdf.fault_of(document).startswith("生成 PDF 失败")


def test_one_broken_document_does_not_keep_others_from_their_pdf() -> None:
    good, broken = issued(), issued(issued_at=issued().issued_at.replace(year=2027))
    Path(broken.docx.file.path).unlink()
    if pdf.program() is None:
        pytest.skip("LibreOffice is not installed")

    tasks.make_missing_pdfs()

    assert Document.objects.get(pk=good.pk).pdf is not None
    assert Document.objects.get(pk=broken.pk).pdf_failures == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_make_the_same_pdf() -> None:
    if pdf.program() is None:
        pytest.skip("LibreOffice is not installed")
    document = issued()

    def other() -> None:
        pdf.make(document.pk)
        connection.close()

    with transaction.atomic():
        Document.objects.select_for_update(no_key=True).get(pk=document.pk)
        thread = Thread(target=other)
        thread.start()
        thread.join(30)
        assert not thread.is_alive()
    assert Document.objects.get(pk=document.pk).pdf is None
