"""Under `/showcase/`."""

from django.urls import path

from portal.showcase import buyer_views, views
from portal.showcase.models import Scope

app_name = "showcase"
_BUYERS = {"scope": Scope.BUYERS}
urlpatterns = [
    path("", views.own, name="own"),
    path("<int:pk>/agree/", views.agree, name="agree"),
    path("<int:pk>/take-back/", views.take_back, name="take_back"),
    path("manage/", views.manage, name="manage"),
    path("manage/<int:pk>/", views.feature, name="feature"),
    path("manage/<int:pk>/end/", views.end, name="end"),
    path("buyers/", buyer_views.to_buyers, name="to_buyers"),
    path("buyers/<int:pk>/agree/", views.agree, _BUYERS, name="agree_buyers"),
    path("buyers/<int:pk>/take-back/", views.take_back, _BUYERS, name="take_back_buyers"),
    path("buyers/manage/", buyer_views.manage, name="buyers"),
    path("buyers/manage/new/", buyer_views.new, name="new_buyer"),
    path("buyers/manage/<int:pk>/", buyer_views.buyer, name="buyer"),
    path("buyers/manage/<int:pk>/edit/", buyer_views.edit, name="edit_buyer"),
    path("buyers/recommendations/<int:pk>/end/", buyer_views.end, name="end_recommendation"),
    path("for/<str:code>/", buyer_views.for_buyer, name="for_buyer"),
    path("for/<str:code>/<int:pk>/", buyer_views.answer, name="answer"),
]
