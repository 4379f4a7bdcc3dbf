from typing import Any

import pytest

from tests.portal.certification.fixtures import begin, issue, keys_of_the_test, nothing_gets_stuck
from tests.portal.channels.asking import Program, program

__all__ = ["begin", "issue", "keys_of_the_test", "nothing_gets_stuck"]


@pytest.fixture
def shop(people: Any) -> Program:
    """The program of a channel with a key."""
    return program(people.admin)
