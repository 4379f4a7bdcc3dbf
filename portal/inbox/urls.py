from django.urls import path

from portal.inbox import actions, live, pulse, views

app_name = "inbox"
urlpatterns = [
    path("", views.Inbox.as_view(), name="list"),
    path("pulse/", pulse.pulse, name="pulse"),
    path("tasks/<uuid:pk>/", views.TaskPage.as_view(), name="task"),
    path("tasks/<uuid:pk>/live/", live.live, name="live"),
    path("tasks/<uuid:pk>/claim/", actions.claim, name="claim"),
    path("tasks/<uuid:pk>/unclaim/", actions.unclaim, name="unclaim"),
    path("tasks/<uuid:pk>/complete/", actions.Complete.as_view(), name="complete"),
    path("tasks/<uuid:pk>/draft/", actions.Draft.as_view(), name="draft"),
]
