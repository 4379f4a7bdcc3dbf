"""Under `/exchange/`."""

from django.urls import path

from portal.exchange import views

app_name = "exchange"
urlpatterns = [
    path("", views.postings, name="postings"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.posting, name="posting"),
    path("<int:pk>/close/", views.close, name="close"),
    path("approaches/<int:pk>/", views.answer, name="answer"),
]
