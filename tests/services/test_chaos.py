"""A short run of `make chaos`: each part of the platform is killed once."""

from pathlib import Path

import pytest

from tests.chaos.running import Chaos
from tests.chaos.victims import KINDS
from tests.services.test_demo import free_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_whatever_is_killed_comes_back_and_nothing_is_lost_or_done_twice(folder: Path, capsys: pytest.CaptureFixture):
    # How fast, says `make chaos` on a machine that does nothing else.
    chaos = Chaos(folder, port=free_port(), seed=6, say=print, must_be_up_after=120)
    report = chaos.run(kills=len(KINDS), seconds=400)
    assert report.faults == [], str(report)
    assert set(report.kills) == set(KINDS)
    assert report.cases > 5
