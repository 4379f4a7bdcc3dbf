"""What the demo says of an enterprise and of a product, and what its operator has set."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.demo.people import MARK
from portal.registry.models import Enterprise, Product

Kind, Trade, Sort, Trace = Enterprise.Kind, Enterprise.Category, Product.Category, Product.Trace


@dataclass(frozen=True)
class Business:
    """An enterprise; `owner` is the username of its owner, `village` where it produces within its township."""

    owner: str
    short_name: str
    uscc: str
    kind: str
    founded_on: str
    township: str
    address: str
    village: str
    scope: str
    trade: str
    needs: str = ""

    @property
    def name(self) -> str:
        return f"{self.short_name}{MARK}"


@dataclass(frozen=True)
class Goods:
    """A product, and what its papers look like."""

    short_name: str
    sort: str
    specification: str
    standard: str
    permit: str
    capacity: str
    trace: int
    trace_note: str
    description: str
    shape: str
    colour: str
    workshop: str
    # Item, method, limit and value of the laboratory's report.
    tests: tuple[tuple[str, str, str, str], ...] = field(default=())

    @property
    def name(self) -> str:
        return f"{self.short_name}{MARK}"


# Choices for 执行标准号; the scheme's own standards have no public list yet.
# Who signs the letters, and whom they say to ask.
OPERATOR = {"OTOP_ISSUER": f"一乡一品发展中心{MARK}", "OTOP_CONTACT": "0731-00000000（工作日9:00—17:00）"}
STANDARDS = [f"TB/OTOP {number:03}{MARK}" for number in range(1, 6)]
