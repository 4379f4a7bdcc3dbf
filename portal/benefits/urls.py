"""Under `/benefits/`."""

from django.urls import path

from portal.benefits import offers, views

app_name = "benefits"
urlpatterns = [
    path("", views.benefits, name="list"),
    path("new/<slug:code>/", views.new, name="new"),
    path("requests/", views.requests, name="requests"),
    path("requests/<str:number>/", views.request, name="request"),
    path("offers/", offers.offers, name="offers"),
    path("offers/new/", offers.new, name="new_offer"),
    path("offers/<int:pk>/", offers.offer, name="offer"),
    path("catalogue/", views.catalogue, name="catalogue"),
    path("catalogue/<slug:code>/", views.benefit, name="benefit"),
]
