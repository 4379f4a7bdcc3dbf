from portal.registry.models.acceptances import Acceptance
from portal.registry.models.certifications import ProductCertification
from portal.registry.models.enterprises import Enterprise, EnterpriseMember, JoinRequest
from portal.registry.models.filings import Filing
from portal.registry.models.phones import PhoneReveal
from portal.registry.models.products import Product, ProductPicture
from portal.registry.models.regions import Region
from portal.registry.models.reviews import FilingReview, RegistrationDraft, RegistrationReview
from portal.registry.models.search import CaseText

__all__ = [
    "Acceptance",
    "CaseText",
    "Enterprise",
    "EnterpriseMember",
    "Filing",
    "FilingReview",
    "JoinRequest",
    "PhoneReveal",
    "Product",
    "ProductCertification",
    "ProductPicture",
    "Region",
    "RegistrationDraft",
    "RegistrationReview",
]
