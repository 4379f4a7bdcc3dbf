from portal.registry.models.enterprises import Enterprise, EnterpriseMember, JoinRequest
from portal.registry.models.products import Product, ProductPicture
from portal.registry.models.regions import Region
from portal.registry.models.reviews import RegistrationDraft, RegistrationReview

__all__ = [
    "Enterprise",
    "EnterpriseMember",
    "JoinRequest",
    "Product",
    "ProductPicture",
    "Region",
    "RegistrationDraft",
    "RegistrationReview",
]
