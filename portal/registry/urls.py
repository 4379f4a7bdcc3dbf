"""Under `/enterprise/`."""

from django.urls import path

from portal.registry import instances
from portal.registry.views import enterprises, filings, members, phones, products, registration, withdrawing

app_name = "registry"
urlpatterns = [
    path("", enterprises.dashboard, name="dashboard"),
    path("documents/", enterprises.documents, name="documents"),
    path("switch/<int:pk>/", enterprises.switch, name="switch"),
    path("register/", registration.register, name="register"),
    path("register/regions/", registration.regions, name="regions"),
    path("register/<str:county>/submit/", registration.submit, name="submit"),
    path("register/<str:county>/draft/", registration.draft, name="draft"),
    path("registrations/<int:pk>/", registration.registration, name="registration"),
    path("<int:pk>/contact-phone/", phones.contact, name="contact_phone"),
    path("join/<int:pk>/", members.join, name="join"),
    path("withdraw/", withdrawing.withdraw, name="withdraw"),
    path("members/", members.members, name="members"),
    path("members/add/", members.add, name="add_member"),
    path("members/<int:pk>/", members.change, name="member"),
    path("members/requests/<int:pk>/", members.decide, name="join_request"),
    path("products/", products.products, name="products"),
    path("products/new/", products.create, name="new_product"),
    path("products/<int:pk>/", products.product, name="product"),
    path("products/<int:pk>/edit/", products.edit, name="edit_product"),
    path("products/<int:pk>/file/", products.submit_filing, name="file_product"),
    path("products/<int:pk>/certifications/", filings.certifications, name="certifications"),
    path(
        "products/<int:pk>/certifications/<int:certification>/remove/",
        filings.remove_certification,
        name="remove_certification",
    ),
    path("filings/<str:number>/", filings.filing, name="filing"),
    path("instances/<uuid:pk>/", instances.case, name="case"),
    path("instances/<uuid:pk>/diagrams/", instances.diagrams, name="diagrams"),
    path("instances/<uuid:pk>/diagram.xml", instances.diagram, name="diagram"),
    path("instances/<uuid:pk>/state.json", instances.state, name="state"),
]
