"""Mounted at /api/v1/."""

from django.urls import path

from engine.api.batches import BatchesView, BatchItemsView, BatchView, StopBatchView, UndoBatchView
from engine.api.change_files import (
    ChangeFilesView,
    ChangeFileView,
    LabelRevisionView,
    RestoreRevisionView,
    RevisionsView,
)
from engine.api.changes import (
    ApproveChangeView,
    ChangesView,
    CheckChangeView,
    DiscardChangeView,
    OneChangeView,
    RecallChangeView,
    ReverseChangeView,
    SendChangeBackView,
    SubmitChangeView,
)
from engine.api.decisions import EvaluateView
from engine.api.definitions import DefinitionsView, ResumeDefinitionView, StartView, SuspendDefinitionView
from engine.api.deployments import CheckView, DeploymentsView
from engine.api.incidents import IncidentsView, RetryView, SkipView
from engine.api.instances import HistoryView, InstancesView, InstanceView
from engine.api.messages import MessagesView
from engine.api.operations import CancelView, MigrateView, MoveView, ResumeView, SetVariablesView, SuspendView
from engine.api.past import PastView
from engine.api.replays import AcceptOutcomeView, ReplayView, StopReplayView
from engine.api.simulations import SimulateView
from engine.api.tasks import AssignView, ClaimView, CompleteView, RescheduleView, TasksView, TaskView, UnclaimView
from engine.api.tokens import TokenView

app_name = "api"
urlpatterns = [
    # Tried in turn: what is asked for most often comes first.
    path("tasks/", TasksView.as_view(), name="tasks"),
    path("tasks/<str:task_id>/", TaskView.as_view(), name="task"),
    path("tasks/<str:task_id>/claim/", ClaimView.as_view(), name="claim"),
    path("tasks/<str:task_id>/unclaim/", UnclaimView.as_view(), name="unclaim"),
    path("tasks/<str:task_id>/assign/", AssignView.as_view(), name="assign"),
    path("tasks/<str:task_id>/reschedule/", RescheduleView.as_view(), name="reschedule"),
    path("tasks/<str:task_id>/complete/", CompleteView.as_view(), name="complete"),
    path("token/", TokenView.as_view(), name="token"),
    path("deployments/", DeploymentsView.as_view(), name="deployments"),
    path("deployments/check/", CheckView.as_view(), name="check"),
    path("definitions/", DefinitionsView.as_view(), name="definitions"),
    path("definitions/<str:key>/start/", StartView.as_view(), name="start"),
    path("definitions/<str:key>/suspend/", SuspendDefinitionView.as_view(), name="suspend_definition"),
    path("definitions/<str:key>/resume/", ResumeDefinitionView.as_view(), name="resume_definition"),
    path("definitions/<str:key>/simulate/", SimulateView.as_view(), name="simulate"),
    path("instances/", InstancesView.as_view(), name="instances"),
    path("instances/<str:instance_id>/", InstanceView.as_view(), name="instance"),
    path("instances/<str:instance_id>/history/", HistoryView.as_view(), name="history"),
    path("instances/<str:instance_id>/history/<int:event>/", PastView.as_view(), name="past"),
    path("instances/<str:instance_id>/cancel/", CancelView.as_view(), name="cancel"),
    path("instances/<str:instance_id>/suspend/", SuspendView.as_view(), name="suspend"),
    path("instances/<str:instance_id>/resume/", ResumeView.as_view(), name="resume"),
    path("instances/<str:instance_id>/variables/", SetVariablesView.as_view(), name="variables"),
    path("instances/<str:instance_id>/move/", MoveView.as_view(), name="move"),
    path("instances/<str:instance_id>/migrate/", MigrateView.as_view(), name="migrate"),
    path("incidents/", IncidentsView.as_view(), name="incidents"),
    path("incidents/<int:incident_id>/retry/", RetryView.as_view(), name="retry"),
    path("incidents/<int:incident_id>/skip/", SkipView.as_view(), name="skip"),
    path("batches/", BatchesView.as_view(), name="batches"),
    path("batches/<str:batch_id>/", BatchView.as_view(), name="batch"),
    path("batches/<str:batch_id>/items/", BatchItemsView.as_view(), name="batch_items"),
    path("batches/<str:batch_id>/stop/", StopBatchView.as_view(), name="stop_batch"),
    path("batches/<str:batch_id>/undo/", UndoBatchView.as_view(), name="undo_batch"),
    path("changes/", ChangesView.as_view(), name="changes"),
    path("changes/<int:change_id>/", OneChangeView.as_view(), name="change"),
    path("changes/<int:change_id>/check/", CheckChangeView.as_view(), name="check_change"),
    path("changes/<int:change_id>/submit/", SubmitChangeView.as_view(), name="submit_change"),
    path("changes/<int:change_id>/recall/", RecallChangeView.as_view(), name="recall_change"),
    path("changes/<int:change_id>/send-back/", SendChangeBackView.as_view(), name="send_change_back"),
    path("changes/<int:change_id>/approve/", ApproveChangeView.as_view(), name="approve_change"),
    path("changes/<int:change_id>/discard/", DiscardChangeView.as_view(), name="discard_change"),
    path("changes/<int:change_id>/reverse/", ReverseChangeView.as_view(), name="reverse_change"),
    path("changes/<int:change_id>/replay/", ReplayView.as_view(), name="replay_change"),
    path("changes/<int:change_id>/replay/stop/", StopReplayView.as_view(), name="stop_replay"),
    path("changes/<int:change_id>/replay/<int:case_id>/accept/", AcceptOutcomeView.as_view(), name="accept_outcome"),
    path("changes/<int:change_id>/files/", ChangeFilesView.as_view(), name="change_files"),
    path("changes/<int:change_id>/files/<str:file>/", ChangeFileView.as_view(), name="change_file"),
    path("changes/<int:change_id>/files/<str:file>/revisions/", RevisionsView.as_view(), name="revisions"),
    path("changes/<int:change_id>/files/<str:file>/restore/", RestoreRevisionView.as_view(), name="restore_revision"),
    path("changes/<int:change_id>/files/<str:file>/label/", LabelRevisionView.as_view(), name="label_revision"),
    path("messages/", MessagesView.as_view(), name="messages"),
    path("decisions/<str:key>/evaluate/", EvaluateView.as_view(), name="evaluate"),
]
