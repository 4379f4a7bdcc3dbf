import pytest

from portal.notifications.models import Notification
from portal.registry import commands, grants
from portal.registry.errors import AlreadyMember, LastOwner, NoSuchAccount

pytestmark = pytest.mark.django_db


def test_staff_may_act_but_not_manage(people, tea_house, silver_house):
    assert people.owner.has_perm("registry.manage_enterprise", tea_house)
    assert people.staff.has_perm("registry.act_for_enterprise", tea_house)
    assert not people.staff.has_perm("registry.manage_enterprise", tea_house)
    assert not people.owner.has_perm("registry.view_enterprise", silver_house)


def test_an_all_powerful_account_acts_for_nobody_s_enterprise(people, tea_house):
    people.admin.is_superuser = True
    assert people.admin.has_perm("registry.act_for_enterprise", tea_house)
    assert not grants.may_act(people.admin, tea_house)
    assert not grants.may_manage(people.admin, tea_house)
    assert grants.may_act(people.staff, tea_house)
    assert not grants.may_manage(people.staff, tea_house)
    assert grants.may_manage(people.owner, tea_house)


def test_a_removed_member_loses_every_grant(people, tea_house):
    commands.remove_member(tea_house.members.get(user=people.staff))
    staff = type(people.staff).objects.get(pk=people.staff.pk)  # permissions are cached on the object
    assert not staff.has_perm("registry.act_for_enterprise", tea_house)
    assert not staff.has_perm("registry.view_enterprise", tea_house)


def test_an_owner_who_becomes_staff_loses_the_managing(people, tea_house):
    commands.change_role(tea_house.members.get(user=people.staff), role="owner")
    commands.change_role(tea_house.members.get(user=people.owner), role="staff")
    owner = type(people.owner).objects.get(pk=people.owner.pk)
    assert not owner.has_perm("registry.manage_enterprise", tea_house)
    assert owner.has_perm("registry.act_for_enterprise", tea_house)


def test_the_last_owner_stays(people, tea_house):
    owner = tea_house.members.get(user=people.owner)
    with pytest.raises(LastOwner):
        commands.remove_member(owner)
    with pytest.raises(LastOwner):
        commands.change_role(owner, role="staff")


def test_only_existing_accounts_are_added_and_only_once(people, tea_house):
    with pytest.raises(NoSuchAccount):
        commands.add_member(tea_house, username="nobody")
    with pytest.raises(AlreadyMember):
        commands.add_member(tea_house, username=people.staff.username)


def test_an_accepted_join_request_lets_the_person_in(people, tea_house):
    request = commands.ask_to_join(tea_house, user=people.newcomer, reason="我是车间主任")
    assert commands.ask_to_join(tea_house, user=people.newcomer).pk == request.pk
    assert Notification.objects.filter(user=people.owner, text__contains="申请加入").count() == 1
    commands.decide_join_request(request, accept=True, by=people.owner)
    assert people.newcomer.has_perm("registry.act_for_enterprise", tea_house)


def test_a_decided_join_request_stays_decided(people, tea_house):
    request = commands.ask_to_join(tea_house, user=people.newcomer)
    commands.decide_join_request(request, accept=False, by=people.owner)
    commands.decide_join_request(request, accept=True, by=people.owner)
    assert not tea_house.members.filter(user=people.newcomer).exists()
