from django.urls import path

from portal.cockpit import deliveries, diagrams, incidents, instances, operations, past, processes, tasks

app_name = "cockpit"
urlpatterns = [
    path("", processes.Processes.as_view(), name="processes"),
    path("new-process/", diagrams.New.as_view(), name="new_process"),
    path("processes/<str:key>/", processes.Process.as_view(), name="process"),
    path("processes/<str:key>/versions/<int:version>/diagram.xml", processes.diagram, name="version_diagram"),
    path("processes/<str:key>/state.json", processes.counts, name="process_state"),
    path("processes/<str:key>/edit/", diagrams.Editor.as_view(), name="edit"),
    path("processes/<str:key>/draft.xml", diagrams.draft_diagram, name="draft_diagram"),
    path("processes/<str:key>/draft/", diagrams.DraftAction.as_view(), name="draft"),
    path("processes/<str:key>/check/", diagrams.Check.as_view(), name="check"),
    path("processes/<str:key>/deploy/", diagrams.Deploy.as_view(), name="deploy"),
    path("forms/<str:key>/schema.json", diagrams.form_schema, name="form_schema"),
    path("deliveries/process/<str:key>/edit/", deliveries.edit, name="edit_delivery"),
    path("deliveries/<str:kind>/<str:key>/", deliveries.Compared.as_view(), name="delivery"),
    path("deliveries/<str:kind>/<str:key>/file", deliveries.download, name="delivery_file"),
    path("deliveries/<str:kind>/<str:key>/take-over/", deliveries.take_over, name="take_over_delivery"),
    path("decisions/<str:key>/", processes.Decision.as_view(), name="decision"),
    path("decisions/<str:key>/source.xml", processes.decision_source, name="decision_source"),
    path("instances/", instances.Instances.as_view(), name="instances"),
    path("instances/<uuid:pk>/", instances.Instance.as_view(), name="instance"),
    path("instances/<uuid:pk>/events/<int:event>/", past.Past.as_view(), name="past"),
    path("instances/<uuid:pk>/cancel/", instances.cancel, name="cancel"),
    path("instances/<uuid:pk>/correct/", instances.correct, name="correct"),
    path("instances/<uuid:pk>/move/", operations.Move.as_view(), name="move"),
    path("instances/<uuid:pk>/migrate/", operations.Migrate.as_view(), name="migrate"),
    path("instances/tasks/<uuid:pk>/", tasks.Task.as_view(), name="task"),
    path("incidents/", incidents.Incidents.as_view(), name="incidents"),
    path("incidents/<int:pk>/retry/", incidents.retry, name="retry"),
    path("incidents/<int:pk>/skip/", incidents.skip, name="skip"),
]
