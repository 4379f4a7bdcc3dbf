import pytest
from django.contrib.auth.models import Group


@pytest.fixture
def star_evaluators(db: None) -> Group:
    group, _made = Group.objects.get_or_create(name="star_evaluator")
    return group
