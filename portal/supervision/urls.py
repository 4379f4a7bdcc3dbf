"""Under `/supervision/`."""

from django.urls import path

from portal.supervision import owner_views, views
from portal.supervision.complaints import views as complaints

app_name = "supervision"
urlpatterns = [
    path("", views.cases, name="cases"),
    path("new/", views.new, name="new"),
    path("give-up/<int:pk>/", owner_views.give_up, name="give_up"),
    path("reports/", complaints.reports, name="reports"),
    path("reports/new/", complaints.enter, name="enter"),
    path("reports/<int:pk>/begin/", complaints.begin, name="begin"),
    path("reports/<int:pk>/phone/", complaints.phone, name="report_phone"),
    path("complaints/<str:number>/", complaints.complaint, name="complaint"),
    path("<str:number>/", views.case, name="case"),
]
