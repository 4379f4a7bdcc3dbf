import pytest

from engine import business_time


@pytest.fixture(autouse=True)
def published_calendar_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Expressions need no database: the editable calendar on top is tested where it lives."""
    monkeypatch.setattr(business_time, "_overrides", lambda first, last: {})
