from __future__ import annotations

import io
import threading
import uuid
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
import zxingcpp
from django.db import connection

from documents import render, templates, token, verification
from documents.errors import DocumentDataMissing, Immutable, UnknownKind
from documents.issue import issue
from documents.kinds import KINDS
from documents.models import Document, StoredFile
from tests.documents.data import DATA, KEYS
from tests.documents.world import issued, pictures_in, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_is_filled_and_nothing_is_left_over(kind: str) -> None:
    document = issued(kind, handler="登记审核岗", signer="流程管理岗")

    text = text_of(document.docx.read())

    assert "{" not in text
    assert "认证" not in text
    assert document.title in text
    whose = next(name for name in ("uscc", "complaint_number") if name in DATA[kind])  # a reporter is not named
    assert DATA[kind][whose] in text
    assert "2026年11月23日" in text
    assert "印章处" in text
    assert "经办：登记审核岗" in text
    assert verification.grouped(document.verification_code) in text


def test_the_certificates_face_holds_what_it_must() -> None:
    document = issued("certificate", title="产品评价证书")
    content = document.docx.read()
    text = text_of(content)

    for value in ("certificate_number", "holder", "address", "product_name", "product_type", "specification"):
        assert DATA["certificate"][value] in text
    for shown in (
        "★★★★★",
        "臻选",
        "五星级",
        "GB/T 14456.1-2017",
        "2024年12月20日",
        "2027年12月19日",
        "本证书为评价结果",
    ):
        assert shown in text
    decoded = [code.text for picture in pictures_in(content) for code in zxingcpp.read_barcodes(picture)]
    assert decoded == [DATA["certificate"]["scan_url"]]
    assert token.verify(decoded[0].rsplit("/", 1)[1], KEYS) == "23456789ABCD"


def test_a_letters_qr_code_leads_to_its_verification() -> None:
    document = issued("warning_notice")

    decoded = [code.text for p in pictures_in(document.docx.read()) for code in zxingcpp.read_barcodes(p)]

    assert decoded == [f"https://otop.example/verify/{document.verification_code}"]


def test_a_letter_says_only_what_its_outcome_needs() -> None:
    corrected = text_of(issued().docx.read())
    passed = text_of(issued(data={"outcome": "pass", "corrections": []}).docx.read())

    assert "需要补正" in corrected
    assert "2. 补充生产地址。" in corrected
    assert "2026年12月14日前" in corrected
    assert "予以登记" in passed
    assert "补正" not in passed


def test_a_repeated_call_returns_the_document_of_the_first_one() -> None:
    id_ = uuid.uuid4()
    first = issued(id=id_)
    second = issued(id=id_, number="一乡一品登〔2026〕13号", data={"opinion": "另一意见"})

    assert second == first
    assert second.number == "一乡一品登〔2026〕12号"
    assert StoredFile.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_issue_one_document() -> None:
    id_, results, gate = uuid.uuid4(), [], threading.Barrier(2)

    def work() -> None:
        gate.wait()
        try:
            results.append(issued(id=id_))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _worker in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(results) == 2
    assert results[0].verification_code == results[1].verification_code
    assert Document.objects.count() == 1
    assert StoredFile.objects.count() == 1


def test_an_issued_document_never_changes() -> None:
    document = issued()
    document.title = "另一标题"
    with pytest.raises(Immutable):
        document.save()


def test_a_correction_is_a_new_version_that_names_the_old_one() -> None:
    first = issued()
    second = issued(number="一乡一品登〔2026〕15号", corrects=first)

    assert (second.version, second.corrects) == (2, first)
    assert first.corrected_by == second
    assert "本文书为第 2 版，更正并替代“一乡一品登〔2026〕12号”" in text_of(second.docx.read())


def test_issuing_again_from_the_snapshot_gives_the_same_bytes() -> None:
    for kind in KINDS:
        document = issued(kind)
        assert document.template_version == templates.in_force(kind)
        assert render.render(document.data) == document.docx.read()


def test_missing_data_is_named_as_people_call_it() -> None:
    with pytest.raises(DocumentDataMissing) as caught:
        issued("certificate", data={"holder": "", "valid_to": None})

    assert caught.value.fields == ["holder", "valid_to"]
    assert str(caught.value) == "文书“产品评价证书”缺少内容：持证单位、有效期至"
    assert not Document.objects.exists()


def test_an_unknown_kind_is_refused() -> None:
    words: dict[str, Any] = {
        "number": "1",
        "addressee": "甲",
        "subject": "R1",
        "issued_at": datetime(2026, 11, 23, tzinfo=UTC),
    }
    with pytest.raises(UnknownKind):
        issue(id=uuid.uuid4(), kind="licence", data={}, **words)


def test_what_people_wrote_stays_text() -> None:
    opinion = '<w:br/> & {{ issuer.__class__ }} {% raw %} "引号"\x00\x0b\ud800 尾'
    text = text_of(issued(data={"opinion": opinion}).docx.read())

    assert '&lt;w:br/&gt; &amp; {{ issuer.__class__ }} {% raw %} "引号" 尾' in text.replace("&#34;", '"')


def test_sample_output_bears_a_watermark() -> None:
    sample, real = (issued("certificate", is_sample=flag).docx.read() for flag in (True, False))

    assert _drawings(sample) == _drawings(real) + 1


def _drawings(docx: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return sum(archive.read(n).count(b"<wp:anchor") for n in archive.namelist() if "header" in n)


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}".lower()])
def test_a_document_is_found_by_its_code_however_it_is_typed(typed: str) -> None:
    document = issued()
    code = document.verification_code

    assert verification.find(typed.format(code)) == document
    assert verification.find(verification.grouped(code).lower()) == document
    assert verification.grouped("ABCDEFGHJKMNPQRS") == "ABCD-EFGH-JKMN-PQRS"


@pytest.mark.parametrize("code", ["", "2" * 15, "2" * 17, "0" * 16, "A" * 16, "'; --", "A" * 10_000, "甲" * 16])
def test_an_unknown_code_finds_nothing(code: str) -> None:
    issued()
    assert verification.find(code) is None
