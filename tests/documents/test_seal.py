"""The electronic seal on PDFs, with a key of the test's own."""

from __future__ import annotations

import asyncio
import io
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.checks import run_checks
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from documents import pdf, signing
from documents.models import Document
from tests.documents.world import assert_archivable, issued

pytestmark = pytest.mark.django_db

PASSPHRASE = "opens it"
DAY = timedelta(days=1)


@pytest.fixture
def make_key(tmp_path: Path, settings: Any) -> Any:
    """Sets a key whose certificate is valid from and until days from now; gives the certificate."""

    def made(since: timedelta = -DAY, until: timedelta = DAY) -> asn1.Certificate:
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "演示签章单位")])
        now = datetime.now(tz=UTC)
        certificate = (
            x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
            .not_valid_before(now + since)
            .not_valid_after(now + until)
            .add_extension(
                x509.KeyUsage(True, True, False, False, False, False, False, False, False),
                critical=True,
            )
            .sign(private, hashes.SHA256())
        )
        kept = serialization.BestAvailableEncryption(PASSPHRASE.encode())
        file = tmp_path / "seal.p12"
        file.write_bytes(pkcs12.serialize_key_and_certificates(b"seal", private, certificate, None, kept))
        settings.SEAL_KEY, settings.SEAL_PASSPHRASE = str(file), PASSPHRASE
        return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))

    return made


@pytest.fixture(autouse=True)
def wherever_libreoffice_is(settings: Any) -> None:
    settings.LIBREOFFICE = None
    if pdf.program() is None:
        pytest.skip("LibreOffice is not installed")


def made() -> Document:
    document = issued("certificate")
    pdf.make(document.pk)
    return Document.objects.get(pk=document.pk)


def looked_at(content: bytes, trusted: asn1.Certificate) -> Any:
    (signature,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    with ThreadPoolExecutor(max_workers=1) as apart:  # a browser of another test may have this thread's event loop
        return apart.submit(validate_pdf_signature, signature, ValidationContext(trust_roots=[trusted])).result()


@pytest.mark.slow
def test_a_sealed_certificate_proves_who_issued_it_and_that_nothing_was_changed(make_key: Any):
    certificate = make_key()
    content = made().pdf.read()
    found = looked_at(content, certificate)
    assert found.bottom_line
    assert found.signing_cert.subject.native["organization_name"] == "演示签章单位"
    assert_archivable(PdfReader(io.BytesIO(content)))
    changed = bytearray(content)
    changed[content.index(b"stream") + 40] ^= 1
    assert not looked_at(bytes(changed), certificate).intact


def wrong_passphrase(make_key: Any, settings: Any) -> None:
    make_key()
    settings.SEAL_PASSPHRASE = "another"


def no_file(make_key: Any, settings: Any) -> None:
    settings.SEAL_KEY = "/nowhere/seal.p12"


def expired(make_key: Any, settings: Any) -> None:
    make_key(since=-2 * DAY, until=-DAY)


def not_yet(make_key: Any, settings: Any) -> None:
    make_key(since=DAY, until=2 * DAY)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("happened", "told"),
    [
        (wrong_passphrase, "请检查路径和口令"),
        (no_file, "请检查路径和口令"),
        (expired, "过期，请更换"),
        (not_yet, "请检查时钟"),
    ],
)
def test_while_the_key_is_of_no_use_pdfs_wait_and_every_start_says_why(
    happened: Any, told: str, make_key: Any, settings: Any, caplog: pytest.LogCaptureFixture
):
    happened(make_key, settings)
    (warned,) = [message for message in run_checks() if message.id == "documents.W001"]
    assert told in warned.msg
    with caplog.at_level(logging.ERROR):
        document = made()
    assert told in caplog.text
    assert pdf.is_awaited(document)
    assert document.pdf_failures == 0
    make_key()
    pdf.make(document.pk)
    assert Document.objects.get(pk=document.pk).pdf is not None
    assert not [message for message in run_checks() if message.id == "documents.W001"]


@pytest.mark.slow
def test_whoever_has_an_event_loop_gets_a_seal_as_well(make_key: Any):
    certificate = make_key()
    content, signer = pdf.to_pdf(issued("certificate").docx.read()), signing.key()
    assert signer is not None

    async def sealed() -> bytes:
        return signing.seal(content, signer, issuer="演示签章单位")

    with ThreadPoolExecutor(max_workers=1) as apart:
        assert looked_at(apart.submit(asyncio.run, sealed()).result(), certificate).bottom_line


def test_without_a_key_nothing_is_said(settings: Any):
    assert settings.SEAL_KEY == ""
    assert not [message for message in run_checks() if message.id == "documents.W001"]
