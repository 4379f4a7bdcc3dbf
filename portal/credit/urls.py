"""Under `/credit/`."""

from django.urls import path

from portal.credit import views

app_name = "credit"
urlpatterns = [
    path("", views.own, name="own"),
    path("enterprises/<int:pk>/", views.of_enterprise, name="enterprise"),
    path("formula/", views.formula, name="formula"),
]
