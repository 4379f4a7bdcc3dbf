"""Files stay short enough to be read at one go."""

from __future__ import annotations

from portal.services.places import PROJECT

LONGEST = 300
ROOMS = ("engine", "forms", "documents", "portal", "tests")
# Longer still; each goes from here when it is parted.
LONGER = {
    "portal/demo/stories.py",
    "tests/portal/appeals/test_appeals.py",
    "tests/portal/benefits/test_benefits.py",
    "tests/portal/evaluation/test_star_application.py",
    "tests/portal/evaluation/test_third_party.py",
}


def test_no_file_is_longer_than_can_be_read_at_one_go():
    found = {
        str(path.relative_to(PROJECT))
        for room in ROOMS
        for path in (PROJECT / room).rglob("*.py")
        if not {"migrations", "node_modules"} & set(path.parts) and len(path.read_text().splitlines()) > LONGEST
    }
    assert found <= LONGER
