from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image
from pypdf import PdfWriter

from documents.errors import FileRefused, Immutable
from documents.models import StoredFile
from documents.storage import Limits, store
from documents.views import download, preview

pytestmark = pytest.mark.django_db


def pdf(*, pages: int = 1, password: str = "", owner_password: str = "") -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    if password or owner_password:
        writer.encrypt(password, owner_password or None, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


PDF = pdf()
PHONE_PHOTO = Path(__file__).with_name("phone.heic").read_bytes()


def picture(format_: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, format_)
    return out.getvalue()


def office(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


DOCX = office("[Content_Types].xml", "word/document.xml")
XLSX = office("[Content_Types].xml", "xl/workbook.xml")


def bomb() -> bytes:
    """A PNG of a few bytes that claims 60,000 × 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("营业执照.pdf", PDF, "application/pdf"),
        ("厂区.PNG", picture(), "image/png"),
        ("车间.jpeg", picture("JPEG"), "image/jpeg"),
        ("包装.webp", picture("WEBP"), "image/webp"),
        ("授权书.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("产量.xlsx", XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_good_file_is_kept_under_its_digest(name: str, content: bytes, content_type: str) -> None:
    stored = store(content, name=name, purpose="evidence", owner="enterprise:12")

    kept = StoredFile.objects.get(pk=stored.pk)
    assert (kept.name, kept.content_type, kept.size) == (name, content_type, len(content))
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert kept.sha256 in kept.file.name
    assert kept.read() == content


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("图.svg", b"<svg/>", "文件“图.svg”的类型不受支持"),
        ("页.html", b"<html>", "文件“页.html”的类型不受支持"),
        ("程序.exe", b"MZ", "文件“程序.exe”的类型不受支持"),
        ("无扩展名", PDF, "文件“无扩展名”的类型不受支持"),
        ("假.pdf", b"<html>%PDF-</html>", "文件“假.pdf”的内容与扩展名不符"),
        ("断.pdf", PDF[:20], "文件“断.pdf”的内容与扩展名不符"),
        ("假.png", picture("JPEG"), "文件“假.png”的内容与扩展名不符"),
        ("断.png", picture()[:60], "文件“断.png”的内容与扩展名不符"),
        ("假.docx", XLSX, "文件“假.docx”的内容与扩展名不符"),
        (
            "宏.docx",
            office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
            "文件“宏.docx”的内容与扩展名不符",
        ),
        ("炸弹.png", bomb(), "图片“炸弹.png”的像素过大"),
        ("空.pdf", b"", "文件“空.pdf”是空的"),
        ("大.pdf", PDF + b"0" * (21 * 1024 * 1024), "文件“大.pdf”超过 20 MB"),
    ],
)
def test_a_bad_file_is_refused_by_name(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused) as caught:
        store(content, name=name, purpose="evidence")

    assert str(caught.value).startswith(sentence)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (pdf(password="1234"), "设有打开密码，审核人员无法查看。请去掉密码后重新上传"),
        (pdf(pages=0), "里没有任何页面，请重新导出或扫描后再上传"),
        (b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n", "的内容与扩展名不符，或文件已损坏"),
        (PDF[: len(PDF) // 2], "的内容与扩展名不符，或文件已损坏"),
    ],
    ids=["locked", "no pages", "no document", "half"],
)
def test_a_pdf_that_the_reviewer_could_not_open_is_refused_with_what_to_do(content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused, match=f"文件“报告.pdf”{sentence}"):
        store(content, name="报告.pdf", purpose="evidence")


def test_a_report_that_only_forbids_changes_is_taken() -> None:
    assert store(pdf(owner_password="laboratory"), name="检测报告.pdf", purpose="evidence").content_type.endswith("pdf")


@pytest.mark.parametrize("name", ["IMG_0001.HEIC", "微信图片.jpg"])
def test_a_phone_s_heic_photo_is_kept_as_a_jpeg_with_its_date(name: str) -> None:
    stored = store(PHONE_PHOTO, name=name, purpose="evidence")

    assert (stored.name, stored.content_type) == (f"{Path(name).stem}.jpg", "image/jpeg")
    with Image.open(io.BytesIO(stored.read()), formats=["JPEG"]) as photo:
        assert photo.size == (64, 48)
        assert photo.getexif().get_ifd(0x8769)[0x9003] == "2026:03:11 10:00:00"


def test_a_broken_heic_photo_says_what_to_do() -> None:
    with pytest.raises(FileRefused, match=r"照片“IMG_0001\.HEIC”无法读取。请在手机相机设置中选择"):
        store(PHONE_PHOTO[:300], name="IMG_0001.HEIC", purpose="evidence")
    with pytest.raises(FileRefused, match="像素过大"):
        store(PHONE_PHOTO, name="IMG_0001.HEIC", purpose="evidence", limits=Limits(max_pixels=1000))


def test_a_photo_is_no_paper_where_no_pictures_are_taken() -> None:
    with pytest.raises(FileRefused, match="的类型不受支持，请上传 PDF 文件"):
        store(PHONE_PHOTO, name="IMG_0001.HEIC", purpose="evidence", limits=Limits(extensions=(".pdf",)))


def test_limits_are_the_callers(settings: Any) -> None:
    with pytest.raises(FileRefused, match="请上传 PNG、JPG 文件"):
        store(PDF, name="a.pdf", purpose="photo", limits=Limits(extensions=(".png", ".jpg", ".jpeg")))
    with pytest.raises(FileRefused, match="超过 1 MB"):
        store(PDF + b" " * 2**20, name="a.pdf", purpose="photo", limits=Limits(max_bytes=2**20))
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(FileRefused, match="超过"):
        store(PDF, name="a.pdf", purpose="photo")


def test_an_upload_remembers_who_sent_it() -> None:
    user = get_user_model().objects.create(username="reviewer")
    upload = SimpleUploadedFile("a.pdf", PDF, content_type="text/html")

    stored = store(upload, name=upload.name or "", purpose="evidence", user=user)

    assert stored.uploaded_by == user
    assert stored.content_type == "application/pdf"


def test_a_name_never_reaches_the_file_system(media: Path) -> None:
    stored = store(PDF, name="../../\u202eetc\\pass\nwd.pdf", purpose="evidence")

    assert stored.name == "passwd.pdf"
    assert Path(stored.file.path).is_relative_to(media)
    assert "passwd" not in stored.file.name


def test_equal_content_lies_on_the_disk_once(media: Path) -> None:
    first = store(PDF, name="a.pdf", purpose="evidence", owner="enterprise:1")
    second = store(PDF, name="b.pdf", purpose="evidence", owner="enterprise:2")

    assert first.file.name == second.file.name
    assert (first.name, second.owner) == ("a.pdf", "enterprise:2")
    assert len([path for path in media.rglob("*") if path.is_file()]) == 1


def test_a_stored_file_never_changes() -> None:
    stored = store(PDF, name="a.pdf", purpose="evidence")
    stored.name = "b.pdf"
    with pytest.raises(Immutable):
        stored.save()


def test_a_download_cannot_act_as_a_page(rf: RequestFactory) -> None:
    response = download(store(PDF, name="营业 执照.pdf", purpose="evidence"))

    assert b"".join(response.streaming_content) == PDF  # type: ignore[arg-type]
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E8%90%A5")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    response.close()


def test_pictures_may_be_shown_and_office_files_may_not() -> None:
    shown = download(store(picture(), name="a.png", purpose="evidence"), inline=True)
    saved = download(store(DOCX, name="a.docx", purpose="evidence"), inline=True)

    assert shown["Content-Disposition"].startswith("inline")
    assert saved["Content-Disposition"].startswith("attachment")
    shown.close()
    saved.close()


def test_a_pdf_opens_in_the_browser_s_own_viewer_within_our_pages_only() -> None:
    shown = download(store(PDF, name="a.pdf", purpose="evidence"), inline=True)

    assert shown["Content-Disposition"].startswith("inline")
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    assert "sandbox" not in shown["Content-Security-Policy"]
    assert shown["X-Content-Type-Options"] == "nosniff"
    shown.close()


def test_a_picture_has_a_small_one_for_lists() -> None:
    small = preview(store(picture(), name="a.png", purpose="evidence"))

    assert small is not None
    assert small["Content-Type"] == "image/jpeg"
    with Image.open(io.BytesIO(small.content)) as image:
        assert max(image.size) <= 192
    assert preview(store(PDF, name="a.pdf", purpose="evidence")) is None
