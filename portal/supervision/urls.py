"""Under `/supervision/`."""

from django.urls import path

from portal.supervision import views

app_name = "supervision"
urlpatterns = [
    path("", views.cases, name="cases"),
    path("new/", views.new, name="new"),
    path("reports/", views.reports, name="reports"),
    path("reports/<int:pk>/phone/", views.report_phone, name="report_phone"),
    path("<str:number>/", views.case, name="case"),
]
