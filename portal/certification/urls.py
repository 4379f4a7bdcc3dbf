"""Under `/enterprise/certificates/`."""

from django.urls import path

from portal.certification import views

app_name = "certification"
urlpatterns = [
    path("", views.certificates, name="list"),
    path("<int:pk>/mark.<str:format>", views.mark, name="mark"),
    path("<int:pk>/qr.<str:format>", views.qr, name="qr"),
    path("<int:pk>/kit.zip", views.mark_kit, name="kit"),
    path("<int:pk>/rules/", views.accept_rules, name="accept"),
]
