"""A partner's offer, as it is typed into the form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from engine import clock

PHONE = "15400000077"


def offered(**changes: Any) -> dict[str, Any]:
    today = clock.today()
    told = {
        "name": "冷链运费八五折",
        "partner": "湘江冷链物流有限公司",
        "contact_name": "江流",
        "contact_phone": PHONE,
        "conditions": "每月两票以上，古丈、雷山到省会的干线运费八五折。",
        "valid_from": today,
        "valid_to": today + timedelta(days=90),
        "least_star": 1,
        "is_promotion": "",
        "is_open": True,
    }
    return told | changes
