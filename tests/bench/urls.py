from django.urls import include, path

from tests.bench.empty import EmptyCompleteView
from tests.bench.naive import NaiveCompleteView

urlpatterns = [
    path("bench/naive/<int:pk>/complete/", NaiveCompleteView.as_view()),
    path("bench/empty/<int:pk>/complete/", EmptyCompleteView.as_view()),
    path("", include("portal.urls")),
]
