"""A buyer, as it is typed into the form."""

from __future__ import annotations

from typing import Any

from portal.showcase.models import Buyer

PHONE = "15400000088"


def wanted(**changes: Any) -> dict[str, Any]:
    told = {
        "name": "山货鲜选连锁超市",
        "contact_name": "采芹",
        "contact_phone": PHONE,
        "wishes": "高山绿茶，250克罐装，每季500罐。",
        "categories": ["tea"],
        "least_star": 2,
    }
    return told | changes


def registered_buyer(*, by: Any, **changes: Any) -> Buyer:
    return Buyer.objects.create(created_by=by, **wanted(**changes))
