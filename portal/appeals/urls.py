"""Under `/enterprise/appeals/`."""

from django.urls import path, re_path

from portal.appeals import views

app_name = "appeals"
urlpatterns = [
    path("", views.appeals, name="list"),
    re_path(r"^(?P<kind>warning|application)/(?P<pk>[0-9]{1,9})/$", views.new, name="new"),
]
