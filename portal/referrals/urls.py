"""Under `/referrals/`."""

from django.urls import path

from portal.referrals import staff_views, views

app_name = "referrals"
urlpatterns = [
    path("", views.centre, name="centre"),
    path("code.svg", views.code, name="code"),
    path("join/", views.join, name="join"),
    path("invitation/<str:code>/", views.invited, name="invited"),
    path("people/", staff_views.referrers, name="referrers"),
    path("grants/", staff_views.grants, name="grants"),
    path("grants/new/", staff_views.new_grant, name="new_grant"),
    path("grants/<str:number>/", staff_views.grant, name="grant"),
]
