"""Cases of an authorisation as their people work on them."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from documents import qr, storage
from documents.models import StoredFile
from engine import jobs, runtime
from engine.models import ProcessInstance, UserTask
from portal.accounts.models import User
from portal.certification.models import Authorisation


def package(text: str = "", *, owner: str, user: User, size: tuple[int, int] = (1200, 900)) -> StoredFile:
    """A photo of a package, with a code of this text where there is one."""
    photo = Image.new("RGB", size, "seagreen")
    if text:
        code = Image.open(io.BytesIO(qr.png(text, box=8))).convert("RGB")
        photo.paste(code.rotate(7, expand=True, fillcolor="white"), (200, 120))
    content = io.BytesIO()
    photo.save(content, "JPEG", quality=85)
    return storage.store(content.getvalue(), name="包装.jpg", purpose="test", user=user, owner=owner)


class Case:
    """`done("Review", reviewer, outcome="pass")` answers the open task of that element."""

    def __init__(self, number: str) -> None:
        self.number = number

    @property
    def instance(self) -> ProcessInstance:
        return ProcessInstance.objects.get(business_key=self.number)

    @property
    def is_over(self) -> bool:
        return self.instance.status == ProcessInstance.Status.COMPLETED

    def task(self, element_id: str) -> UserTask:
        return UserTask.objects.open().get(case__business_key=self.number, element_id=element_id)

    def open_tasks(self) -> set[str]:
        tasks = UserTask.objects.open().filter(case__business_key=self.number)
        return set(tasks.values_list("element_id", flat=True))

    def done(self, element_id: str, by: User, **answers: Any) -> None:
        task = self.task(element_id)
        runtime.claim(task.pk, by=by)
        runtime.complete_task(task.pk, answers=answers, by=by)
        jobs.run_due_jobs()


def reference(file: StoredFile) -> list[dict[str, str]]:
    return [{"id": str(file.pk), "name": file.name}]


def group_of(authorisation: Authorisation) -> str:
    return str(authorisation.product.enterprise.group)
