"""Under `/administration/`: what the platform's administrators keep."""

from django.urls import path

from portal.administration import agencies, calendar, experts, letter_templates, people, scheme_settings, texts
from portal.administration.pages import start

app_name = "administration"
urlpatterns = [
    path("", start, name="start"),
    path("people/", people.People.as_view(), name="people"),
    path("people/add/", people.Add.as_view(), name="add_person"),
    path("people/<int:pk>/", people.Person.as_view(), name="person"),
    path("calendar/", calendar.Calendar.as_view(), name="calendar"),
    path("calendar/<int:year>/", calendar.Calendar.as_view(), name="calendar_year"),
    path("experts/", experts.Experts.as_view(), name="experts"),
    path("experts/add/", experts.Add.as_view(), name="add_expert"),
    path("experts/<int:pk>/", experts.Edit.as_view(), name="expert"),
    path("agencies/", agencies.Agencies.as_view(), name="agencies"),
    path("agencies/add/", agencies.Add.as_view(), name="add_agency"),
    path("agencies/<int:pk>/", agencies.Edit.as_view(), name="agency"),
    path("texts/", texts.Texts.as_view(), name="texts"),
    path("texts/<int:pk>/retry/", texts.Retry.as_view(), name="retry_text"),
    path("templates/", letter_templates.Templates.as_view(), name="templates"),
    path("templates/<slug:kind>/", letter_templates.Template.as_view(), name="template"),
    path("templates/<slug:kind>/file/", letter_templates.InForce.as_view(), name="template_file"),
    path("templates/<slug:kind>/<int:pk>/", letter_templates.Decide.as_view(), name="decide_template"),
    path("settings/", scheme_settings.Settings.as_view(), name="settings"),
]
