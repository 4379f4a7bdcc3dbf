"""Under `/benefits/`."""

from django.urls import path

from portal.benefits import views

app_name = "benefits"
urlpatterns = [
    path("", views.benefits, name="list"),
    path("new/<slug:code>/", views.new, name="new"),
    path("requests/", views.requests, name="requests"),
    path("requests/<str:number>/", views.request, name="request"),
    path("catalogue/", views.catalogue, name="catalogue"),
    path("catalogue/<slug:code>/", views.benefit, name="benefit"),
]
