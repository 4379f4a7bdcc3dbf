"""Under `/administration/`: what the platform's administrators keep."""

from django.urls import path

from portal.administration import calendar, people
from portal.administration.pages import start

app_name = "administration"
urlpatterns = [
    path("", start, name="start"),
    path("people/", people.People.as_view(), name="people"),
    path("people/add/", people.Add.as_view(), name="add_person"),
    path("people/<int:pk>/", people.Person.as_view(), name="person"),
    path("calendar/", calendar.Calendar.as_view(), name="calendar"),
    path("calendar/<int:year>/", calendar.Calendar.as_view(), name="calendar_year"),
]
