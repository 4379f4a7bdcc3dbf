"""The electronic seal on every PDF (PAdES baseline, ETSI EN 319 142), where the operator has set a key."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from documents.errors import SealFailed

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

# pyHanko is loaded by whoever seals, which is a worker: web processes keep neither its memory nor its drawn numbers.
FIELD = "Seal"


def key() -> SimpleSigner | None:
    """The key with its certificates, of a PKCS #12 file; None where none is set. Raises SealFailed."""
    if not settings.SEAL_KEY:
        return None
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415

    # The library writes the path and the cause into the log itself.
    signer = SimpleSigner.load_pkcs12(settings.SEAL_KEY, passphrase=settings.SEAL_PASSPHRASE.encode() or None)
    if signer is None or signer.signing_cert is None:
        raise SealFailed(reason=_("电子签章的密钥文件无法读取，请检查路径和口令"))
    certificate = signer.signing_cert
    # The time of the signature is the machine's, whatever clock the scheme goes by.
    now = datetime.now(tz=UTC)  # noqa: TID251
    if now > certificate.not_valid_after:
        day = certificate.not_valid_after.date().isoformat()
        raise SealFailed(reason=_("电子签章的证书已于%(day)s过期，请更换") % {"day": day})
    if now < certificate.not_valid_before:
        day = certificate.not_valid_before.date().isoformat()
        raise SealFailed(reason=_("电子签章的证书自%(day)s起有效，请检查时钟") % {"day": day})
    return signer


def seal(pdf: bytes, signer: SimpleSigner, *, issuer: str) -> bytes:
    """The PDF with an invisible signature over all of it."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.sign.fields import SigSeedSubFilter  # noqa: PLC0415
    from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf  # noqa: PLC0415

    told = PdfSignatureMetadata(field_name=FIELD, name=issuer, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    # The library begins an event loop, which a thread can have one of: whoever calls may have theirs.
    with ThreadPoolExecutor(max_workers=1) as apart:
        signed: Any = apart.submit(sign_pdf, IncrementalPdfFileWriter(io.BytesIO(pdf)), told, signer=signer).result()
    return bytes(signed.getvalue())
