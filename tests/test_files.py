"""Files stay short enough to be read at one go."""

from __future__ import annotations

from portal.services.places import PROJECT
from tests.mutation.areas import AREAS

LONGEST = 300
ROOMS = ("engine", "forms", "documents", "portal", "tests")


def test_no_file_is_longer_than_can_be_read_at_one_go():
    found = {
        str(path.relative_to(PROJECT))
        for room in ROOMS
        for path in (PROJECT / room).rglob("*.py")
        if not {"migrations", "node_modules"} & set(path.parts) and len(path.read_text().splitlines()) > LONGEST
    }
    assert found == set()


def test_what_is_mutated_and_by_which_tests_it_is_noticed_is_there():
    modules = [module for area in AREAS for module in area.modules if not list(PROJECT.glob(module))]
    missing = []
    for place in (test for area in AREAS for test in area.tests):
        path, _, name = place.partition("::")
        if not (PROJECT / path).exists() or (name and f"def {name}(" not in (PROJECT / path).read_text()):
            missing.append(place)
    assert modules == []
    assert missing == []
