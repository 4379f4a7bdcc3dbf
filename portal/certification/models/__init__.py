from portal.certification.models.authorisations import Authorisation, OfAuthorisation
from portal.certification.models.certificates import Certificate, CertificateProof
from portal.certification.models.marks import Badge, QrCode, ReplacedCode
from portal.certification.models.scans import ScanEvent, ScanSalt

__all__ = [
    "Authorisation",
    "Badge",
    "Certificate",
    "CertificateProof",
    "OfAuthorisation",
    "QrCode",
    "ReplacedCode",
    "ScanEvent",
    "ScanSalt",
]
