from engine.models.batches import Batch, BatchItem
from engine.models.calendar import CalendarDay
from engine.models.definitions import (
    DecisionDefinition,
    DefinitionSuspension,
    Delivery,
    Deployment,
    Draft,
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
    "DecisionDefinition",
    "DefinitionSuspension",
    "Delivery",
    "Deployment",
    "Draft",
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
    "Subscription",
    "TaskCandidate",
    "TaskDraft",
    "UserTask",
]
