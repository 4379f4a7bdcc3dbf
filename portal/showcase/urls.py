"""Under `/showcase/`."""

from django.urls import path

from portal.showcase import views

app_name = "showcase"
urlpatterns = [
    path("", views.own, name="own"),
    path("<int:pk>/agree/", views.agree, name="agree"),
    path("<int:pk>/take-back/", views.take_back, name="take_back"),
    path("manage/", views.manage, name="manage"),
    path("manage/<int:pk>/", views.feature, name="feature"),
    path("manage/<int:pk>/end/", views.end, name="end"),
]
