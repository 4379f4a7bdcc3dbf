import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that every user of the machine can reach, unlike pytest's own temporary folders."""
    folder = Path(tempfile.mkdtemp(prefix="otop-services-"))
    folder.chmod(0o755)
    yield folder / "data"
    shutil.rmtree(folder)
