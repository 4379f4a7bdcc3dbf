"""Under `/events/`."""

from django.urls import path

from portal.events import staff_views, views

app_name = "events"
urlpatterns = [
    path("", views.events, name="list"),
    path("manage/", staff_views.manage, name="manage"),
    path("manage/new/", staff_views.new, name="new"),
    path("manage/signups/<int:pk>/", staff_views.decide, name="decide"),
    path("manage/<str:number>/", staff_views.managed, name="managed"),
    path("manage/<str:number>/edit/", staff_views.edit, name="edit"),
    path("manage/<str:number>/publish/", staff_views.publish, name="publish"),
    path("manage/<str:number>/cancel/", staff_views.cancel, name="cancel"),
    path("manage/<str:number>/record/", staff_views.record, name="record"),
    path("<str:number>/", views.event, name="event"),
    path("<str:number>/withdraw/", views.withdraw, name="withdraw"),
]
