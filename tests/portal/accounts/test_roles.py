import pytest
from django.contrib.auth.models import Group, Permission

from engine.models import Membership
from engine.registry import hooks
from portal.accounts import roles
from portal.notifications.models import Notification
from portal.notifications.notices import notify

pytestmark = pytest.mark.django_db


def test_every_role_is_a_group():
    assert set(Group.objects.values_list("name", flat=True)) >= set(roles.NAMES)


def test_every_permission_that_a_role_is_given_exists():
    existing = {
        f"{permission.content_type.app_label}.{permission.codename}"
        for permission in Permission.objects.select_related("content_type")
    }
    named = {name for names in roles.PERMISSIONS.values() for name in names}
    assert named <= existing


def test_reviewers_see_enterprises_and_experts_only_by_grant(people, make_user, tea_house):
    assert people.reviewer.has_perm("registry.view_enterprise")
    expert = make_user("expert1", roles.EXPERT)
    assert not expert.has_perm("registry.view_enterprise")
    assert not expert.has_perm("registry.view_enterprise", tea_house)


def test_members_are_in_the_group_of_their_enterprise(people, tea_house, silver_house):
    mine = {"enterprise", tea_house.group, f"user:{people.staff.username}"}
    assert set(Membership.objects.names_of(people.staff)) == mine
    assert set(Membership.objects.members_of(tea_house.group)) == {people.owner, people.staff}
    assert not Membership.objects.members_of("enterprise:no-number").exists()
    assert not Membership.objects.members_of("nobody:1").exists()


def test_a_notice_reaches_each_member_once(people, tea_house):
    count = notify(text="你好", url="/", groups=[tea_house.group, "enterprise"], users=[people.owner])
    assert count == 3  # owner, staff and the rival, who has the role too
    assert Notification.objects.filter(user=people.owner).count() == 1


def test_dynamic_groups_are_known_to_the_gate():
    assert "enterprise:" in hooks.dynamic_group_prefixes


def test_roles_have_chinese_names_and_dynamic_groups_name_no_person():
    assert roles.names_of(["registration_reviewer", "enterprise:3", "user:longmei"]) == [
        "登记审核员",
        "企业",
        "指定人员",
    ]
