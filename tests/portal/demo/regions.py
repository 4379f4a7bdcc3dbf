"""The regions that the demo world names, as files of the published data."""

from __future__ import annotations

import json
from pathlib import Path

from portal.demo import houses
from portal.demo.people import EXPERTS
from portal.demo.world import Business


def write_regions(folder: Path) -> Path:
    """The townships of the enterprises and the counties of the experts; each is named by its code."""
    businesses = [found for found in vars(houses).values() if isinstance(found, Business)]
    townships = sorted({business.township for business in businesses})
    counties = sorted({code[:6] for code in townships} | {seat.county for seat in EXPERTS})
    rows = {
        "provinces": [_row(code) for code in sorted({county[:2] for county in counties})],
        "cities": [_row(code, provinceCode=code[:2]) for code in sorted({county[:4] for county in counties})],
        "areas": [_row(code, cityCode=code[:4]) for code in counties],
        "streets": [_row(code, areaCode=code[:6]) for code in townships],
    }
    for name, found in rows.items():
        (folder / f"{name}.json").write_text(json.dumps(found), encoding="utf-8")
    return folder


def _row(code: str, **parent: str) -> dict[str, str]:
    return {"code": code, "name": code, **parent}
