"""The interface, the page that tells of it, and the administration's pages of who may use it."""

from django.urls import path

from portal.channels import pages
from portal.channels.views import FeedView, ProductView, SamplesView, VerifyView

app_name = "channels"
urlpatterns = [
    path("api/channels/products/", FeedView.as_view(), name="products"),
    path("api/channels/products/<str:number>/", ProductView.as_view(), name="product"),
    path("api/channels/samples/", SamplesView.as_view(), name="samples"),
    path("api/channels/verify/", VerifyView.as_view(), name="verify"),
    path("channels/", pages.about, name="about"),
    path("administration/channels/", pages.Channels.as_view(), name="list"),
    path("administration/channels/add/", pages.Add.as_view(), name="add"),
    path("administration/channels/<int:pk>/", pages.Edit.as_view(), name="channel"),
]
