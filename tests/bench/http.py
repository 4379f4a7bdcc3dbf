"""Requests over HTTP in turn, then the figures."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from django.contrib.auth.models import Group, Permission
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from engine import runtime
from engine.models import ProcessInstance, UserTask
from engine.models.tokens import issue
from portal.accounts.models import User
from portal.services.errors import ServicesError
from portal.services.terminal import say, table
from tests.bench import naive
from tests.bench.counting import answered, calls
from tests.bench.load import CLIENTS, Call, Round, Site
from tests.bench.models import EmptyEvent, EmptyInstance, NaiveInstance
from tests.bench.process import ANSWERS, ELEMENTS, FIRST, FORM_ANSWERS, GROUP, KEY, LARGE, SECOND, VARIABLES, WITH_FORM

# The part of the time that the rounds may take; the rest is for preparing cases.
MEASURING = 0.75
TOO_SLOW = "The machine is too slow now for the time given. Try a larger --seconds."
WARM = 24  # requests to each view before the first round
COUNTED = 6  # the first fills this process's memory; of the second statements are counted, of the others calls


@dataclass
class View:
    name: str
    calls: list[Call]
    statements: int = 0
    functions: int = 0
    sent: int = 0
    rounds: list[Round] = field(default_factory=list)

    def take(self, count: int) -> list[Call]:
        taken, self.calls = self.calls[:count], self.calls[count:]
        self.sent += len(taken)
        return taken


def measure_requests(site: Site, *, seconds: float, rounds: int, requests: int) -> None:
    deadline = time.monotonic() + seconds
    count = fitting(seconds * (1 - MEASURING), rounds * requests + WARM + COUNTED)
    most = (count - WARM - COUNTED) // rounds
    if most < CLIENTS:
        raise ServicesError(TOO_SLOW)
    views = all_views(count)
    count_exactly(site, views)
    # PostgreSQL does this by itself sooner or later, and then not in the middle of a round.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    run(site, views, rounds=rounds, most=most, deadline=deadline)
    check(views)
    say_views(views)


def token() -> str:
    """Of an ordinary user who may start the processes and is offered their tasks."""
    user = User.objects.create_user("bench")
    user.groups.add(Group.objects.get(name=GROUP))
    user.user_permissions.add(Permission.objects.get(codename="add_processinstance"))
    return issue(user)


def fitting(seconds: float, wanted: int, tried: int = 12) -> int:
    """For how many requests to each view cases can be prepared in that time."""
    began = time.monotonic()
    waiting(LARGE, tried)
    each = (time.monotonic() - began) / tried
    return min(wanted, int(seconds / each / 5))


def all_views(count: int) -> list[View]:
    """The yardsticks first."""
    return [
        View("empty", empty_calls(count)),
        View("naive", naive_calls(count)),
        View("complete", completing(KEY, count, ANSWERS)),
        View("complete, 80 elements", completing(LARGE, count, ANSWERS)),
        View("complete, a form", completing(WITH_FORM, count, FORM_ANSWERS)),
        View("claim", [Call(f"/api/v1/tasks/{pk}/claim/", {}) for pk in waiting(KEY, count)]),
        View("start", starting(KEY, count)),
        View("start, 80 elements", starting(LARGE, count)),
    ]


def completing(key: str, count: int, answers: dict[str, object]) -> list[Call]:
    return [Call(f"/api/v1/tasks/{pk}/complete/", {"answers": answers}) for pk in waiting(key, count)]


def starting(key: str, count: int) -> list[Call]:
    return [Call(f"/api/v1/definitions/{key}/start/", {"variables": VARIABLES})] * count


def waiting(key: str, count: int) -> list[object]:
    """New cases that wait at their first task, each for one request."""
    made = [runtime.start(key, variables=VARIABLES).pk for _ in range(count)]
    return list(UserTask.objects.filter(instance__in=made).order_by("pk").values_list("pk", flat=True))


def naive_calls(count: int) -> list[Call]:
    state = naive.begun(VARIABLES)
    rows = NaiveInstance.objects.bulk_create(NaiveInstance(state=state) for _ in range(count))
    return [Call(f"/bench/naive/{row.pk}/complete/", {"answers": ANSWERS}) for row in rows]


def empty_calls(count: int) -> list[Call]:
    rows = EmptyInstance.objects.bulk_create(EmptyInstance() for _ in range(count))
    return [Call(f"/bench/empty/{row.pk}/complete/", {"answers": ANSWERS}) for row in rows]


def count_exactly(site: Site, views: Sequence[View]) -> None:
    """Of one request, in this process; the two figures that no other program can disturb."""
    site_here = get_wsgi_application()
    asking = RequestFactory(headers={"host": "localhost", "authorization": f"Token {site.token}"})
    for view in views:
        first, second, *others = (
            asking.post(call.path, call.body, content_type="application/json").environ for call in view.take(COUNTED)
        )
        answered(site_here, first)
        with CaptureQueriesContext(connection) as statements:
            answered(site_here, second)
        view.statements = len(statements)
        # The first on a connection prepares what it asks.
        view.functions = min(calls(lambda: answered(site_here, asked)) for asked in others)  # noqa: B023


def run(site: Site, views: Sequence[View], *, rounds: int, most: int, deadline: float) -> None:
    """All of them in every round, each time another one first; what else the machine does meets all of them."""
    one_each = sum(1 / site.post(view.take(WARM)).rate for view in views)
    each = max(CLIENTS, min(most, int((deadline - time.monotonic()) / rounds / one_each)))
    for number in range(rounds):
        if number and time.monotonic() > deadline:
            break
        turn = number % len(views)
        for view in (*views[turn:], *views[:turn]):
            view.rounds.append(site.post(view.take(each)))


def check(views: Sequence[View]) -> None:
    """Each request moved its case; the speed of a view that does nothing would say nothing."""
    empty, naively, small, large, form, claim, *_starts = views
    states = NaiveInstance.objects.order_by("pk").values_list("state", flat=True)[: min(naively.sent, 20)]
    for view, key in ((small, KEY), (large, LARGE), (form, WITH_FORM)):
        found = UserTask.objects.open().filter(element_id=SECOND, instance__process_key=key)
        assert found.count() == view.sent, view.name
    assert UserTask.objects.open().filter(element_id=FIRST).exclude(assignee=None).count() == claim.sent
    assert {naive.element(state) for state in states} == {SECOND}
    assert EmptyEvent.objects.count() == empty.sent


def say_views(views: Sequence[View]) -> None:
    empty = views[0]
    count, each = len(empty.rounds), len(empty.rounds[0].took)
    say("")
    say(f"The small process: {ELEMENTS}; the large one has 80 elements")
    say(f"Requests over HTTP: 2 processes with 4 threads, {CLIENTS} clients, {count} rounds of {each}")
    head = ["", "requests/s", "from", "to", "ms", "ms (95 %)", "CPU ms", "of it SQL", "SQL", "calls"]
    head += ["rate/empty", "CPU/empty", "calls/empty"]
    say(table(head, [row(view, empty) for view in views]))
    say(sizes())


def row(view: View, empty: View) -> list[str]:
    rates = [each.rate for each in view.rounds]
    took = [1000 * seconds for each in view.rounds for seconds in each.took]
    database = 1000 * sum(each.database for each in view.rounds) / len(took)
    both = 1000 * sum(each.web for each in view.rounds) / len(took) + database
    figures = [median(rates), min(rates), max(rates), median(took), quantiles(took, n=20)[-1], both, database]
    return [
        view.name,
        *(f"{figure:.1f}" for figure in figures),
        str(view.statements),
        str(view.functions),
        *(f"{ratio(view, empty, of):.2f}" for of in (rate, cost)),
        f"{view.functions / empty.functions:.2f}",
    ]


def rate(measured: Round) -> float:
    return measured.rate


def cost(measured: Round) -> float:
    """Processor time of one request."""
    return (measured.web + measured.database) / len(measured.took)


def ratio(view: View, empty: View, of: Callable[[Round], float]) -> float:
    """Round by round, since the machine's mood changes between rounds."""
    return median(of(a) / of(b) for a, b in zip(view.rounds, empty.rounds, strict=True))


def sizes() -> str:
    ours = ProcessInstance.objects.filter(process_key=KEY, user_tasks__element_id=SECOND).values_list(
        "state", flat=True
    )
    naively = NaiveInstance.objects.order_by("pk").values_list("state", flat=True)[0]
    return f"State stored with each request: ours {len(ours[0])} characters, naive {len(naively)}"
