"""The three views in turn, then the figures."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engine.models import ProcessInstance, UserTask
from engine.models.tokens import issue
from portal.accounts.models import User
from portal.services.errors import ServicesError
from portal.services.places import PROJECT
from portal.services.terminal import say, table
from tests.bench import inbox, inside, naive
from tests.bench.load import CLIENTS, Call, RequestFailed, Round, Site
from tests.bench.models import EmptyEvent, EmptyInstance, NaiveInstance
from tests.bench.process import ANSWERS, ELEMENTS, FIRST, GROUP, KEY, SECOND, VARIABLES

OURS, NAIVE, EMPTY = "ours", "naive", "empty"
# Parts of the remaining time: for starting instances, and for the rounds.
STARTING, MEASURING = 0.35, 0.85
LEAST = 8.0  # seconds for starting instances, however little time is left
TOO_SLOW = "The machine is too slow now for the time given. Try a larger --seconds."
WARM = 24  # requests to each view before the first round
COUNTED = 2  # the second one's statements count; the first fills this process's memory


@dataclass
class View:
    name: str
    calls: list[Call]
    statements: int = 0
    sent: int = 0
    rounds: list[Round] = field(default_factory=list)

    def take(self, count: int) -> list[Call]:
        taken, self.calls = self.calls[:count], self.calls[count:]
        self.sent += len(taken)
        return taken


def measure(site: Site, *, deadline: float, rounds: int, requests: int) -> None:
    """Everything, printed as it is found."""
    say_feel()
    say_gate()
    site.token = token()
    starting = started(site, deadline=deadline, most=rounds * requests + WARM + COUNTED)
    count = len(starting.took)
    most = (count - WARM - COUNTED) // rounds
    if most < CLIENTS:
        raise ServicesError(TOO_SLOW)
    views = [View(OURS, our_calls()), View(NAIVE, naive_calls(count)), View(EMPTY, empty_calls(count))]
    count_statements(site, views)
    # PostgreSQL does this by itself sooner or later, and then not in the middle of a round.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    run(site, views, rounds=rounds, most=most, deadline=deadline)
    check(views)
    say_views(views, starting)
    say_inbox()


def token() -> str:
    """Of an ordinary user who may start the process and is offered its tasks."""
    user = User.objects.create_user("bench")
    user.groups.add(Group.objects.get(name=GROUP))
    user.user_permissions.add(Permission.objects.get(codename="add_processinstance"))
    return issue(user)


def started(site: Site, *, deadline: float, most: int) -> Round:
    """Instances that wait at their first task, each for one request."""
    now = time.monotonic()
    call = Call(f"/api/v1/definitions/{KEY}/start/", {"variables": VARIABLES})
    return site.post([call] * most, until=now + max(LEAST, (deadline - now) * STARTING))


def our_calls() -> list[Call]:
    waiting = UserTask.objects.open().filter(element_id=FIRST).order_by("pk").values_list("pk", flat=True)
    return [Call(f"/api/v1/tasks/{pk}/complete/", {"answers": ANSWERS}) for pk in waiting]


def naive_calls(count: int) -> list[Call]:
    state = naive.begun(VARIABLES)
    rows = NaiveInstance.objects.bulk_create(NaiveInstance(state=state) for _ in range(count))
    return [Call(f"/bench/naive/{row.pk}/complete/", {"answers": ANSWERS}) for row in rows]


def empty_calls(count: int) -> list[Call]:
    rows = EmptyInstance.objects.bulk_create(EmptyInstance() for _ in range(count))
    return [Call(f"/bench/empty/{row.pk}/complete/", {"answers": ANSWERS}) for row in rows]


def count_statements(site: Site, views: Sequence[View]) -> None:
    """Of one request, in this process; the one figure that no other program can disturb."""
    client = Client(headers={"host": "localhost", "authorization": f"Token {site.token}"})
    for view in views:
        for call in view.take(COUNTED):
            with CaptureQueriesContext(connection) as statements:
                answer = client.post(call.path, call.body, content_type="application/json")
            if answer.status_code != 200:
                raise RequestFailed(f"{call.path} answered {answer.status_code}")
            view.statements = len(statements)


def run(site: Site, views: Sequence[View], *, rounds: int, most: int, deadline: float) -> None:
    """All three in every round, each time another one first; what else the machine does meets all of them."""
    one_each = sum(1 / site.post(view.take(WARM)).rate for view in views)
    fitting = int((deadline - time.monotonic()) * MEASURING / rounds / one_each)
    each = max(CLIENTS, min(most, fitting))
    for number in range(rounds):
        if number and time.monotonic() > deadline:
            break
        turn = number % len(views)
        for view in (*views[turn:], *views[:turn]):
            view.rounds.append(site.post(view.take(each)))


def check(views: Sequence[View]) -> None:
    """Each request moved its case; the speed of a view that does nothing would say nothing."""
    ours, naively, empty = views
    states = NaiveInstance.objects.order_by("pk").values_list("state", flat=True)[: min(naively.sent, 20)]
    assert UserTask.objects.open().filter(element_id=SECOND).count() == ours.sent
    assert {naive.element(state) for state in states} == {SECOND}
    assert EmptyEvent.objects.count() == empty.sent


def say_views(views: Sequence[View], starting: Round) -> None:
    ours = views[0]
    count, each = len(ours.rounds), len(ours.rounds[0].took)
    say("")
    say(f"Process: {ELEMENTS}")
    say(f"Instances prepared: {len(starting.took)}, started over HTTP at {starting.rate:.0f} a second")
    say(f"Completing a task over HTTP: 2 processes with 4 threads, {CLIENTS} clients, {count} rounds of {each}")
    head = ["", "requests/s", "from", "to", "ms", "ms (95 %)", "CPU ms", "of it SQL", "SQL", "ours/it", "by CPU"]
    say(table(head, [row(view, ours) for view in views]))
    say(sizes())


def row(view: View, ours: View) -> list[str]:
    rates = [each.rate for each in view.rounds]
    took = [1000 * seconds for each in view.rounds for seconds in each.took]
    database = 1000 * sum(each.database for each in view.rounds) / len(took)
    both = 1000 * sum(each.web for each in view.rounds) / len(took) + database
    figures = [median(rates), min(rates), max(rates), median(took), quantiles(took, n=20)[-1], both, database]
    return [
        view.name,
        *(f"{figure:.1f}" for figure in figures),
        str(view.statements),
        *(f"{ratio(ours, view, of):.2f}" for of in (speed, thrift)),
    ]


def speed(measured: Round) -> float:
    return measured.rate


def thrift(measured: Round) -> float:
    """Requests in a second of processor time."""
    return len(measured.took) / (measured.web + measured.database)


def ratio(ours: View, other: View, of: Callable[[Round], float]) -> float:
    """Round by round, since the machine's mood changes between rounds."""
    return median(of(a) / of(b) for a, b in zip(ours.rounds, other.rounds, strict=True))


def sizes() -> str:
    ours = ProcessInstance.objects.filter(user_tasks__element_id=SECOND).values_list("state", flat=True)[0]
    naively = NaiveInstance.objects.order_by("pk").values_list("state", flat=True)[0]
    return f"State stored with each request: ours {len(ours)} characters, naive {len(naively)}"


def say_inbox() -> None:
    (opened, finished), *reads = inbox.inbox_reads()
    say("")
    say(f"The inbox in the database, {opened:,} tasks open and {finished:,} finished; beside it a tenth of them")
    say(table(["", "ms", "ms (95 %)", "longest", "all/tenth"], inbox.table_of(reads)))


def say_feel() -> None:
    rows = [
        [found.what, ms(found.first), ms(found.repeated), f"{found.first / found.repeated:.1f}"]
        for found in inside.feel_times()
    ]
    say("")
    say(f"FEEL: the interpreter of a thread takes {ms(inside.interpreter_time())} ms, once")
    say(table(["", "first, ms", "repeated, ms", "first/repeated"], rows))


COLD_CHECK = 2.0  # seconds that reading and checking all of bpmn/ may take in a cold process


def say_gate() -> None:
    times = list(inside.gate_times(PROJECT / "bpmn"))
    rows = [
        [found.folder, ms(found.xml), ms(found.first), ms(found.again), f"{found.first / found.xml:.0f}",
         f"{found.again / found.xml:.0f}"]
        for found in times
    ]  # fmt: skip
    total = sum(found.first for found in times)
    say("")
    say(f"The gate: all files of a process checked; the first time takes {total / COLD_CHECK:.2f} of the time allowed")
    say(table(["", "XML alone, ms", "first, ms", "again, ms", "first/XML", "again/XML"], rows))


def ms(seconds: float) -> str:
    return f"{1000 * seconds:.2f}"
