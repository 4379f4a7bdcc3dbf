from engine.models.batches import Batch, BatchItem
from engine.models.calendar import CalendarDay
from engine.models.changes import Change, ChangeEvent, Proof, ReplayedCase, ReplayRun, Revision
from engine.models.definitions import (
    DecisionDefinition,
    DefinitionSuspension,
    Delivery,
    Deployment,
    FormDefinition,
    ProcessDefinition,
)
from engine.models.heartbeats import Heartbeat
from engine.models.history import HistoryEvent
from engine.models.inbox import Inbox
from engine.models.instances import Message, MessageReceipt, ProcessInstance, Subscription
from engine.models.memberships import Membership
from engine.models.tasks import TaskCandidate, TaskDraft, UserTask
from engine.models.tokens import ApiToken
from engine.models.work import Incident, Job

__all__ = [
    "ApiToken",
    "Batch",
    "BatchItem",
    "CalendarDay",
    "Change",
    "ChangeEvent",
    "DecisionDefinition",
    "DefinitionSuspension",
    "Delivery",
    "Deployment",
    "FormDefinition",
    "Heartbeat",
    "HistoryEvent",
    "Inbox",
    "Incident",
    "Job",
    "Membership",
    "Message",
    "MessageReceipt",
    "ProcessDefinition",
    "ProcessInstance",
    "Proof",
    "ReplayRun",
    "ReplayedCase",
    "Revision",
    "Subscription",
    "TaskCandidate",
    "TaskDraft",
    "UserTask",
]
