"""Who reads the files of an enterprise: its members, and the roles that review them; nobody else."""

from __future__ import annotations

import pytest

from portal.registry import commands
from portal.registry.files import may_read
from tests.portal.world import stored_picture

pytestmark = pytest.mark.django_db


def fresh(user):
    return type(user).objects.get(pk=user.pk)


def test_reviewing_roles_read_an_enterprises_files_and_the_keeper_of_samples_does_not(people, tea_house):
    paper = stored_picture(owner=tea_house.group, user=people.owner)
    for person in (people.owner, people.staff, people.reviewer, people.evaluator, people.officer, people.compliance):
        assert may_read(person, paper), person
    for person in (people.keeper, people.admin, people.rival, people.newcomer):
        assert not may_read(person, paper), person


def test_who_left_an_enterprise_no_longer_reads_what_he_uploaded_for_it(people, tea_house):
    paper = stored_picture(owner=tea_house.group, user=people.staff)
    own = stored_picture(owner=f"user:{people.staff.username}", user=people.staff)
    assert may_read(people.staff, paper)
    commands.remove_member(tea_house.members.get(user=people.staff))
    assert not may_read(fresh(people.staff), paper)
    assert may_read(fresh(people.staff), own)
