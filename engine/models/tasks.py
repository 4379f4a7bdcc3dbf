"""Work for people."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.models import rights
from engine.models.definitions import FormDefinition
from engine.models.instances import ProcessInstance
from engine.models.order import DUE_FIRST

_NAMES = """
WITH RECURSIVE known AS (
    SELECT min(name) AS name FROM engine_usertask
    UNION ALL
    SELECT (SELECT min(name) FROM engine_usertask WHERE name > known.name) FROM known WHERE known.name IS NOT NULL
)
SELECT name FROM known WHERE name IS NOT NULL
"""


class UserTaskQuerySet(models.QuerySet):
    def open(self) -> UserTaskQuerySet:
        return self.filter(status=UserTask.Status.OPEN)

    def assigned_to(self, user: Any) -> UserTaskQuerySet:
        """Open tasks that this user took and may still have."""
        return self.open().filter(rights.may_have(user), assignee=user)

    def offered_to(self, user: Any) -> UserTaskQuerySet:
        """Open tasks that nobody took and that this user may take."""
        return self.open().filter(rights.may_have(user), assignee=None)

    def inbox_of(self, user: Any) -> UserTaskQuerySet:
        """What the user took or may take."""
        return self.open().filter(Q(assignee=user) | Q(assignee=None), rights.may_have(user))

    def visible_to(self, user: Any) -> UserTaskQuerySet:
        """Tasks the user may open, also taken and ended ones: what the user's groups are offered."""
        return self.filter(rights.may_see(user))

    def done_by(self, user: Any) -> UserTaskQuerySet:
        """What the user handed in, and may still look at."""
        return self.filter(rights.stands_above(user) | rights.is_candidate(user), completed_by=user)

    def with_groups(self) -> UserTaskQuerySet:
        """Each read with its `candidate_groups`, in the diagram's order."""
        groups = TaskCandidate.objects.filter(task=OuterRef("pk")).order_by("id").values("group")
        return self.annotate(offered_to=ArraySubquery(groups))

    def with_sight_of(self, user: Any) -> UserTaskQuerySet:
        """Each read with `is_visible`: whether this user may open it."""
        return self.annotate(is_visible=rights.flag(rights.may_see(user)))

    def names(self) -> list[str]:
        """The different names of all tasks, few as they are: each found from the one before it in the index."""
        with connection.cursor() as cursor:
            cursor.execute(_NAMES)
            return [name for (name,) in cursor.fetchall()]

    def due_first(self) -> UserTaskQuerySet:
        """Emergencies before all else."""
        return DUE_FIRST.sort(self)


class UserTask(models.Model):
    """A step that waits for a person. `id` is the id of the task in the workflow."""

    class Status(models.TextChoices):
        OPEN = "open", _("待办")
        COMPLETED = "completed", _("已办")
        CANCELLED = "cancelled", _("已取消")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    instance = models.ForeignKey(ProcessInstance, on_delete=models.CASCADE, related_name="user_tasks")
    case = models.ForeignKey(
        ProcessInstance,
        on_delete=models.CASCADE,
        related_name="case_tasks",
        db_index=False,
        help_text="the outermost instance",
    )
    element_id = models.CharField(max_length=200)
    name = models.CharField(_("任务"), max_length=300)
    lane = models.CharField(_("角色"), max_length=200, blank=True)
    form = models.ForeignKey(FormDefinition, on_delete=models.PROTECT, null=True)
    form_key = models.CharField(max_length=200, blank=True)
    inputs = models.JSONField(default=dict, help_text="variables as the task sees them, after input mapping")
    properties = models.JSONField(default=dict, help_text="zeebe:properties of the element")
    answers = models.JSONField(null=True, help_text="as handed in, checked against the form")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="assigned_tasks"
    )
    priority = models.PositiveSmallIntegerField(_("优先级"), default=50, help_text="0 to 100")
    due_at = models.DateTimeField(_("到期时间"), null=True)
    follow_up_at = models.DateTimeField(_("跟进时间"), null=True)
    created_at = models.DateTimeField(default=clock.now)
    completed_at = models.DateTimeField(null=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="completed_tasks", db_index=False
    )

    objects = UserTaskQuerySet.as_manager()

    # Where the row was read with them: the candidate groups, and whether a certain user may open the task.
    offered_to: list[str] | None = None
    is_visible: bool

    class Meta:
        indexes = [
            models.Index(F("assignee"), *DUE_FIRST.columns("id"), condition=Q(status="open"), name="inbox_mine"),
            models.Index(*DUE_FIRST.columns("id"), condition=Q(status="open", assignee=None), name="inbox_free"),
            models.Index(
                fields=["completed_by", "completed_at", "id"],
                condition=Q(completed_by__isnull=False),
                name="inbox_done",
            ),
            models.Index(fields=["case", "status"], name="tasks_of_case"),
            models.Index(fields=["name"], name="task_names"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def candidate_groups(self) -> list[str]:
        """Whom it is offered to, by name."""
        if self.offered_to is None:
            self.offered_to = sorted(self.candidates.values_list("group", flat=True))
        return self.offered_to

    @property
    def suspended(self) -> ProcessInstance | None:
        """Whose suspension keeps the task from being taken and completed."""
        return next((one for one in (self.instance, self.case) if one.suspension), None)


class TaskCandidate(models.Model):
    """A group that is offered a task; `user:<username>` stands for one person. Kept after the task has ended.

    All but the group is the task's, for the index; a trigger of the database writes it, whoever changes the task.
    """

    task = models.ForeignKey(UserTask, on_delete=models.CASCADE, related_name="candidates", db_index=False)
    group = models.CharField(max_length=200)
    is_open = models.BooleanField(default=True, db_default=True, help_text="the task waits, and nobody took it")
    due_at = models.DateTimeField(null=True)
    priority = models.PositiveSmallIntegerField(default=50, db_default=50)
    created_at = models.DateTimeField(default=clock.now, db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "group"], name="one_offer_per_group")]
        indexes = [models.Index(F("group"), *DUE_FIRST.columns("task"), condition=Q(is_open=True), name="inbox_group")]

    def __str__(self) -> str:
        return self.group


class TaskDraft(models.Model):
    """What a person typed and has not sent yet."""

    task = models.ForeignKey(UserTask, on_delete=models.CASCADE, related_name="drafts", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "user"], name="one_draft_per_person")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.user_id}"
