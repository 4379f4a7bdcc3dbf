"""Changes: pages of the managers, and the same over the API. The change that waits is another manager's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.portal.matrix.address import Address, get
from tests.portal.matrix.objects import PROCESS, key
from tests.portal.matrix.visitors import MANAGERS

FILE = f"{PROCESS}.bpmn"


def change(w: Any) -> list[Any]:
    return [w.change.pk]


def file(w: Any) -> list[Any]:
    return [w.change.pk, FILE]


def text(w: Any) -> list[Any]:
    return [w.change.pk, FILE, 1]


def waiting(w: Any) -> list[Any]:
    return [w.waiting.pk]


def press(args: Callable[[Any], list[Any]], **body: Any) -> Address:
    """A button."""
    return Address({"POST": MANAGERS}, args, lambda w: body)


def sent(args: Callable[[Any], list[Any]], **body: Any) -> Address:
    """The same as a program sends it."""
    return Address({"POST": MANAGERS}, args, lambda w: body, is_json=True)


WORKBENCH: dict[str, Address] = {
    "workbench:changes": get(MANAGERS),
    "workbench:new": Address({"GET": MANAGERS, "POST": MANAGERS}, body=lambda w: {"title": "审核期限"}),
    "workbench:new_process": Address(
        {"GET": MANAGERS, "POST": MANAGERS}, body=lambda w: {"name": "新流程", "key": "brand_new"}
    ),
    "workbench:change_process": press(key(PROCESS)),
    "workbench:change_delivery": press(lambda w: ["form", w.delivery.key]),
    "workbench:change": get(MANAGERS, change),
    "workbench:describe": press(change, title="审核期限", reason="太短"),
    "workbench:take_up": press(change, file=FILE),
    "workbench:upload": press(change),
    "workbench:check": press(change),
    "workbench:submit": press(change, digest="x"),
    "workbench:recall": press(waiting),
    "workbench:discard": press(change),
    "workbench:approve": press(waiting, digest="x"),
    "workbench:send_back": press(waiting, reason="不行"),
    "workbench:reverse": press(change, reason="有误"),
    "workbench:replay": Address({"GET": MANAGERS, "POST": MANAGERS}, change, lambda w: {"days": 30}),
    "workbench:stop_replay": press(change),
    "workbench:accept_outcome": press(lambda w: [w.change.pk, w.replayed.pk]),
    "workbench:file": get(MANAGERS, file),
    "workbench:edit": get(MANAGERS, file),
    "workbench:take_out": press(file, etag="x"),
    "workbench:rebase": press(file, etag="x"),
    "workbench:text": get(MANAGERS, text),
    "workbench:restore": press(text),
    "workbench:form_schema": get(MANAGERS, key("registration_review")),
    "api:changes": Address({"GET": MANAGERS, "POST": MANAGERS}, body=lambda w: {"title": "审核期限"}, is_json=True),
    "api:change": Address({"GET": MANAGERS, "PUT": MANAGERS}, change, lambda w: {"title": "审核期限"}, is_json=True),
    "api:check_change": sent(change),
    "api:submit_change": sent(change, digest="x"),
    "api:recall_change": sent(waiting),
    "api:discard_change": sent(change),
    "api:approve_change": sent(waiting, digest="x"),
    "api:send_change_back": sent(waiting, reason="不行"),
    "api:reverse_change": sent(change, reason="有误"),
    "api:replay_change": Address({"GET": MANAGERS, "POST": MANAGERS}, change, lambda w: {"days": 30}, is_json=True),
    "api:stop_replay": sent(change),
    "api:accept_outcome": sent(lambda w: [w.change.pk, w.replayed.pk]),
    "api:change_files": sent(change, file=FILE),
    "api:change_file": Address(
        {"GET": MANAGERS, "PUT": MANAGERS, "DELETE": MANAGERS},
        file,
        lambda w: {"source": "<a/>"},
        is_json=True,
        headers={"If-Match": '"x"'},
    ),
    "api:revisions": get(MANAGERS, file),
    "api:restore_revision": sent(file, revision=1),
    "api:label_revision": sent(file, label="起名"),
}
