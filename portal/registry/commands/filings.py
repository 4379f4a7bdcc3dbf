"""Filing a product and changing a filed one; P02's diagram decides the order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from typing import Any

from django.db import transaction

from documents.models import StoredFile
from engine import clock, runtime
from engine.errors import EngineError
from engine.once import once
from portal.accounts.models import User
from portal.registry import completeness
from portal.registry.commands.products import check, put_pictures
from portal.registry.errors import (
    EnterpriseNotActive,
    FilingClosed,
    FilingRunning,
    Incomplete,
    NotEditable,
    NothingChanged,
)
from portal.registry.models import Filing, Product
from portal.registry.numbers import filing_case_number, filing_number
from portal.registry.versions import AT_ONCE, Content, content_of, fill, pictures_of, with_content

PROCESS = "product_filing"

Status = Filing.Status
# Why a product may not be changed now, by its id: said by the parts of the scheme that rely on what is filed.
Block = Callable[[int], EngineError | None]
_blocks: list[Block] = []


def provide(block: Block) -> None:
    """Add a part of the scheme that may forbid a change; adding it again changes nothing."""
    if block not in _blocks:
        _blocks.append(block)


@once
def open_filing_of(product: Product) -> Filing | None:
    return Filing.objects.open().filter(product=product.pk).first()


def refusal_to_change(product: Product) -> EngineError | None:
    """Why no change of this product may be sent now; None where it may."""
    if filing := open_filing_of(product):
        return FilingRunning(number=filing.number)
    if not product.enterprise.is_active:
        return EnterpriseNotActive()
    if refused := next((refused for block in _blocks if (refused := block(product.pk))), None):
        return refused
    return None if product.status in Product.CHANGEABLE else NotEditable()


@transaction.atomic
def file_product(product: Product, *, by: User) -> Filing:
    """Send a complete draft to review. Raises `FilingRunning`, `Incomplete`, …; then nothing has changed."""
    if not completeness.is_open():
        raise FilingClosed
    filing = open_first(product, by=by)
    _start(filing, by=by)
    return filing


@transaction.atomic
def open_first(product: Product, *, by: User) -> Filing:
    """The rows of a product's first filing, without the process."""
    product = _locked(product.pk)
    if filing := open_filing_of(product):
        raise FilingRunning(number=filing.number)
    if product.status != Product.Status.DRAFT:
        raise NotEditable
    content = content_of(product)
    _require_complete(product, content)
    product.move(Product.Status.FILING)
    return _open(product, content, by=by)


@transaction.atomic
def change_product(
    product: Product, *, fields: Mapping[str, Any], pictures: Iterable[StoredFile], reason: str = "", by: User
) -> Filing | None:
    """Change a filed product: what only informs people at once, the rest by a review, while the old version stays.

    None where nothing needs a review. Raises what keeps the product from being changed; then nothing has changed.
    """
    product = _locked(product.pk)
    if refused := refusal_to_change(product):
        raise refused
    before = content_of(product)
    wanted = _changed(product, fields)
    content = content_of(wanted, pictures)
    if content == before and all(getattr(product, name) == fields[name] for name in AT_ONCE):
        raise NothingChanged
    _tell_at_once(product, fields)
    if content == before:
        return None
    if not completeness.is_open():
        raise FilingClosed
    _require_complete(product, content)
    filing = _open(product, content, by=by, is_change=True, reason=reason)
    _start(filing, by=by)
    return filing


@transaction.atomic
def revise(filing: Filing, *, fields: Mapping[str, Any], pictures: Iterable[StoredFile]) -> Filing:
    """What the enterprise puts right of a change that came back; of a first filing it edits the product."""
    filing = _filing(filing.pk)
    product = filing.product
    if filing.status != Status.CORRECTION or not filing.is_change:
        raise NotEditable
    filing.content = content_of(_changed(product, fields), pictures)
    filing.save(update_fields=["content"])
    _tell_at_once(product, fields)
    return filing


def _tell_at_once(product: Product, fields: Mapping[str, Any]) -> None:
    """What only informs people needs no review."""
    for name in AT_ONCE:
        setattr(product, name, fields[name])
    product.save(update_fields=AT_ONCE)


def sent_content(filing: Filing) -> Content:
    """What would be sent to review now."""
    return filing.content if filing.is_change else content_of(filing.product)


def working_copy(product: Product, filing: Filing | None) -> Product:
    """What the enterprise edits: the change that came back, else the product itself."""
    return with_content(product, filing.content) if filing and filing.is_change else product


@transaction.atomic
def resubmit(filing_id: int, *, note: str) -> Filing:
    """补正 is done: to review again, and the round counts. Raises `Incomplete`."""
    filing = _filing(filing_id)
    product = filing.product
    content = sent_content(filing)
    _require_complete(product, content)
    filing.move(Status.SUBMITTED, content=content, note=note, rounds=filing.rounds + 1)
    if not filing.is_change:
        product.move(Product.Status.FILING)
    return filing


@transaction.atomic
def return_filing(filing_id: int) -> Filing:
    """退回补正: the enterprise may edit again what it sent."""
    filing = _filing(filing_id)
    filing.move(Status.CORRECTION)
    if not filing.is_change:
        filing.product.move(Product.Status.RETURNED)
    return filing


@transaction.atomic
def grant(filing_id: int) -> Filing:
    """备案: the content is a version now, and the newest one in force. A second call changes nothing."""
    filing = _filing(filing_id)
    product = filing.product
    if filing.status == Status.FILED:
        return filing
    version = product.version + 1
    filing.move(Status.FILED, version=version, decided_at=clock.now())
    fill(product, filing.content)
    product.version, product.filed_at = version, clock.now()
    product.filing_number = product.filing_number or filing_number()
    product.save()
    put_pictures(product, pictures_of(filing.content))
    if not filing.is_change:
        product.move(Product.Status.FILED)
    return filing


def refuse(filing_id: int) -> Filing:
    return _end(filing_id, Status.REFUSED)


def lapse(filing_id: int) -> Filing:
    """逾期未补正，视为撤回."""
    return _end(filing_id, Status.WITHDRAWN)


@transaction.atomic
def end(filing_id: int) -> Filing | None:
    """The platform ends it; None where it was decided before."""
    return _end(filing_id, Status.ENDED) if _filing(filing_id).status in Filing.OPEN else None


@transaction.atomic
def _end(filing_id: int, status: str) -> Filing:
    """Without a new version: a first filing leaves the draft, a change leaves the product as it was."""
    filing = _filing(filing_id)
    filing.move(status, decided_at=filing.decided_at or clock.now())
    if not filing.is_change:
        filing.product.move(Product.Status.DRAFT)
    return filing


def _open(product: Product, content: Content, *, by: User, **more: Any) -> Filing:
    return Filing.objects.create(number=filing_case_number(), product=product, content=content, created_by=by, **more)


def _start(filing: Filing, *, by: User) -> None:
    variables = {
        "enterprise_id": filing.product.enterprise_id,
        "product_id": filing.product_id,
        "filing_id": filing.pk,
        "round": 0,
    }
    runtime.start(PROCESS, business_key=filing.number, variables=variables, by=by)


def _changed(product: Product, fields: Mapping[str, Any]) -> Product:
    """A copy that says what the fields say. Raises `FieldsRefused`."""
    wanted = copy(product)
    for name, value in fields.items():
        setattr(wanted, name, value)
    check(wanted)
    return wanted


def _require_complete(product: Product, content: Content) -> None:
    if not product.enterprise.is_active:
        raise EnterpriseNotActive
    if missing := completeness.missing(product, content):
        raise Incomplete(missing)


def _locked(product_id: int) -> Product:
    return Product.objects.select_for_update(of=["self"]).select_related("enterprise").get(pk=product_id)


def _filing(filing_id: int) -> Filing:
    """Both rows locked, the product's first as everywhere."""
    product = _locked(Filing.objects.values_list("product_id", flat=True).get(pk=filing_id))
    filing = Filing.objects.select_for_update(no_key=True).get(pk=filing_id)
    filing.product = product
    return filing
