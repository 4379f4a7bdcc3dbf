"""Playing P02 from outside: what tests of its process and of the pages around it share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import jobs, runtime
from engine.models import HistoryEvent, Incident, ProcessInstance, UserTask
from portal.accounts.models import User
from portal.registry import commands
from portal.registry.commands.filings import open_filing_of
from portal.registry.filing_forms import Review
from portal.registry.models import Filing, Product, Region
from tests.portal.world import product_fields, stored_picture

OBJECTION = "包装正面照片看不清产品名称，请重新拍摄上传。"


def draft(enterprise: Any, *, by: User, **changes: Any) -> Product:
    """A complete product that nobody has sent yet."""
    fields = product_fields(enterprise.township, name="古丈毛尖")
    product = commands.create_product(enterprise, fields=fields | changes, by=by)
    commands.set_pictures(product, files=[stored_picture(owner=enterprise.group, user=by)])
    return product


def product_post(regions: Mapping[str, Region], **changes: Any) -> dict[str, Any]:
    """A product as its page's form sends it."""
    fields = product_fields(regions["433126104"]) | {"origin": "433126104", "trace_level": 2} | changes
    return {name: value for name, value in fields.items() if value is not None}


def sent(product: Product, *, by: User) -> Filing:
    filing = commands.file_product(product, by=by)
    jobs.run_due_jobs()
    filing.refresh_from_db()
    return filing


def changed(product: Product, *, by: User, reason: str = "", **changes: Any) -> Filing | None:
    """A filed product changed on its page."""
    filing = commands.change_product(
        product,
        fields=_fields(product) | changes,
        pictures=[picture.file for picture in product.pictures.all()],
        reason=reason,
        by=by,
    )
    jobs.run_due_jobs()
    if filing:
        filing.refresh_from_db()
    return filing


def _fields(product: Product) -> dict[str, Any]:
    names = (*product_fields(product.origin), "trademark", "barcode", "description", "purchase_url")
    return {name: getattr(product, name) for name in (*names, "public_contact", "contact_consent", "compliance_file")}


def case_of(filing: Filing) -> ProcessInstance:
    return ProcessInstance.objects.get(business_key=filing.number)


def open_task(filing: Filing) -> UserTask:
    assert not Incident.objects.exists(), list(Incident.objects.values_list("element_id", "message"))
    return UserTask.objects.open().get(case__business_key=filing.number)


def review(filing: Filing, outcome: str, *, by: User, opinion: str = "", guidance: str = "") -> None:
    answers = {"outcome": outcome, "guidance": guidance} | ({"opinion": opinion} if opinion else {})
    _do(filing, answers, by=by)


def send_again(filing: Filing, *, by: User, note: str = "") -> None:
    _do(filing, {"note": note}, by=by)


def _do(filing: Filing, answers: dict[str, Any], *, by: User) -> None:
    task = open_task(filing)
    runtime.claim(task.pk, by=by)
    runtime.complete_task(task.pk, answers=answers, by=by)
    jobs.run_due_jobs()
    filing.refresh_from_db()
    filing.product.refresh_from_db()


def running(product: Product) -> Filing:
    filing = open_filing_of(product)
    assert filing is not None
    return filing


def filings_form(task: UserTask) -> dict[str, Any]:
    """What the reviewer's form shows."""
    return Review().initial(task)


def completed(filing: Filing) -> list[str]:
    events = HistoryEvent.objects.filter(case=case_of(filing), kind="element_completed").order_by("id")
    return list(events.values_list("element_id", flat=True))
