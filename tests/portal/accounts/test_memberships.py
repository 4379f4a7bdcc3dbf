"""The engine's table of who is in which candidate group says what the portal's tables say, after every change."""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import jobs, runtime
from engine.models import Membership, UserTask
from portal.accounts import people as accounts
from portal.accounts import roles
from portal.accounts.models import User
from portal.evaluation.models import Agency, AgencyMember
from portal.registry import commands
from portal.registry.models import Enterprise, EnterpriseMember
from tests.portal.registering import open_task
from tests.portal.world import deploy

pytestmark = pytest.mark.django_db

NAMES = ("anna", "bing", "chen")


def said_of(user: User) -> set[str]:
    """Person by person, from the tables that the scheme keeps."""
    if not user.is_active:
        return set()
    said = {f"user:{user.username}", *user.groups.values_list("name", flat=True)}
    said |= {f"enterprise:{member.enterprise_id}" for member in EnterpriseMember.objects.filter(user=user)}
    return said | {
        f"agency:{member.agency_id}"
        for member in AgencyMember.objects.select_related("agency").filter(user=user)
        if member.agency.is_active
    }


def wrong() -> dict[str, tuple[set[str], set[str]]]:
    """By person, what the table says besides the truth and what it lacks."""
    found = {}
    for user in User.objects.all():
        kept, said = set(Membership.objects.names_of(user)), said_of(user)
        if kept != said:
            found[user.username] = (kept - said, said - kept)
    return found


# Every way in which somebody joins or leaves something ----------------------------------------------
def person(number: int) -> User:
    return User.objects.order_by("pk")[number % User.objects.count()]


def role(number: int) -> Group:
    return Group.objects.exclude(name=roles.ENTERPRISE).order_by("pk")[number % 3]


def enterprise() -> Enterprise | None:
    return Enterprise.objects.first()


def agency(number: int) -> Agency:
    return Agency.objects.order_by("pk")[number % 2]


def join_enterprise(a: int, b: int) -> None:
    if (house := enterprise()) is not None:
        EnterpriseMember.objects.get_or_create(enterprise=house, user=person(a), defaults={"role": "staff"})


def leave_enterprise(a: int, b: int) -> None:
    for member in EnterpriseMember.objects.filter(user=person(a)):
        member.delete()


def join_agency(a: int, b: int) -> None:
    AgencyMember.objects.get_or_create(agency=agency(b), user=person(a))


def switch_agency(a: int, b: int) -> None:
    found = agency(b)
    found.is_active = not found.is_active
    found.save()


def switch_account(a: int, b: int) -> None:
    found = person(a)
    found.is_active = not found.is_active
    found.save(update_fields=["is_active"])


def rename(a: int, b: int) -> None:
    found = person(a)
    found.username = f"{found.username}{b % 10}"
    found.save()


def rename_role(a: int, b: int) -> None:
    found = role(b)
    found.name = f"{found.name}{a}"
    found.save()


def delete_account(a: int, b: int) -> None:
    if User.objects.count() > 2:
        person(a).delete()


WAYS: dict[str, Callable[[int, int], Any]] = {
    "given a role": lambda a, b: person(a).groups.add(role(b)),
    "a role taken": lambda a, b: person(a).groups.remove(role(b)),
    "all roles set anew": lambda a, b: person(a).groups.set([role(b)]),
    "no roles left": lambda a, b: person(a).groups.clear(),
    "added to a role": lambda a, b: role(b).user_set.add(person(a), person(b)),
    "removed from a role": lambda a, b: role(b).user_set.remove(person(a)),
    "a role emptied": lambda a, b: role(b).user_set.clear(),
    "a role renamed": rename_role,
    "account opened or closed": switch_account,
    "account renamed": rename,
    "account deleted": delete_account,
    "accounts deleted at once": lambda a, b: User.objects.filter(pk=person(a).pk).delete(),
    "new account": lambda a, b: User.objects.create_user(f"new{User.objects.count()}{a}{b}"),
    "joins the enterprise": join_enterprise,
    "leaves the enterprise": leave_enterprise,
    "enterprise members removed at once": lambda a, b: EnterpriseMember.objects.filter(user=person(a)).delete(),
    "joins an agency": join_agency,
    "leaves the agencies": lambda a, b: AgencyMember.objects.filter(user=person(a)).delete(),
    "agency listed or not": switch_agency,
    "agency deleted": lambda a, b: agency(b).delete() if Agency.objects.count() > 2 else None,
    "role deleted": lambda a, b: role(b).delete() if Group.objects.count() > 5 else None,
}


@pytest.fixture
def crowd(make_user: Any, make_enterprise: Any) -> None:
    """Three people besides the owner of an enterprise, who cannot be deleted; three agencies."""
    for name in NAMES:
        make_user(name)
    for number in range(3):
        Agency.objects.create(name=f"检测{number}", uscc=f"9143010{number}MAY0P0G74")
    house = make_enterprise(make_user("owner"), name="默戎苗家食品有限公司", uscc="91433126MAY0P0K29K")
    EnterpriseMember.objects.filter(enterprise=house).delete()


def is_kept(user: User) -> bool:
    """Something else stands in the account's name."""
    return Enterprise.objects.filter(created_by=user).exists()


@pytest.mark.parametrize("way", WAYS)
def test_the_table_follows(way: str, crowd: None):
    for setting in ("joins the enterprise", "joins an agency", "given a role"):
        WAYS[setting](0, 0)
    assert wrong() == {}
    WAYS[way](0, 0)
    assert wrong() == {}
    WAYS[way](1, 0)
    assert wrong() == {}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.sampled_from(sorted(WAYS)), st.integers(0, 3), st.integers(0, 3)), max_size=12))
def test_the_table_follows_any_row_of_changes(crowd: None, changes: list[tuple[str, int, int]]):
    with transaction.atomic():
        for way, a, b in changes:
            if "deleted" in way and "account" in way and is_kept(person(a)):
                continue
            WAYS[way](a, b)
            assert wrong() == {}, (way, a, b)
        transaction.set_rollback(True)


# What the commands of the portal do -----------------------------------------------------------------
def test_the_table_follows_the_commands_of_the_portal(people: Any, tea_house: Enterprise):
    staff = tea_house.members.get(user=people.staff)
    steps: list[Callable[[], Any]] = [
        lambda: accounts.give(people.legal, roles.STAR_EVALUATOR, by=people.admin),
        lambda: accounts.take(people.legal, roles.STAR_EVALUATOR, by=people.admin),
        lambda: accounts.set_active(people.legal, False, by=people.admin),
        lambda: accounts.set_active(people.legal, True, by=people.admin),
        lambda: accounts.add(User(username="neu"), given=[roles.LEGAL], by=people.admin),
        lambda: commands.remove_member(staff),
        lambda: commands.add_member(tea_house, username=people.rival.username),
    ]
    for number, step in enumerate(steps):
        step()
        assert wrong() == {}, number


def test_a_change_that_is_undone_leaves_no_trace(people: Any):
    with transaction.atomic():
        people.legal.groups.clear()
        assert roles.LEGAL not in Membership.objects.names_of(people.legal)
        transaction.set_rollback(True)
    assert wrong() == {}


def test_who_joins_the_enterprise_gives_back_its_review_at_once(registered: Any, people: Any, clock: Any):
    deploy("registration")
    house = registered()
    task = open_task(house)
    runtime.claim(task.pk, by=people.reviewer)
    commands.add_member(house, username=people.reviewer.username)
    jobs.run_due_jobs()
    task.refresh_from_db()
    assert (task.status, task.assignee) == (UserTask.Status.OPEN, None)


# What nobody announced ------------------------------------------------------------------------------
def test_what_nobody_announced_is_mended_and_told(people: Any, tea_house: Enterprise, caplog: Any):
    User.objects.filter(pk=people.keeper.pk).update(is_active=False)
    Membership.objects.filter(user=people.owner, group=tea_house.group).delete()
    Membership.objects.create(user=people.legal, group=roles.ADMIN)
    assert set(wrong()) == {"sk", "longmei", "lg"}
    with caplog.at_level(logging.WARNING, logger="engine.runtime.memberships"):
        runtime.look_at_everybody()
    assert wrong() == {}
    (told,) = caplog.messages
    for group in (tea_house.group, roles.ADMIN, roles.SAMPLE_KEEPER):
        assert group in told
    caplog.clear()
    runtime.look_at_everybody()
    assert caplog.messages == []


def test_the_release_before_is_taken_over(people: Any, tea_house: Enterprise, make_user: Any):
    listed, former = (Agency.objects.create(name=f"检测{n}", uscc=f"9143010{n}MAY0P0G74") for n in range(2))
    for found in (listed, former):
        found.members.create(user=make_user(f"tp{found.pk}", roles.AGENCY))
    former.is_active = False
    former.save()
    Membership.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("portal.evaluation.migrations.0004_who_is_in_which_group").FILL)
    assert wrong() == {}
    assert Membership.objects.count() > 20
