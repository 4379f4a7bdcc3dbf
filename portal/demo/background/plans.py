"""What is told of each product of the background: who makes it, where, and what becomes of it. The same every time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from portal.accounts import roles
from portal.demo.background import names
from portal.demo.background.fates import FATES, Fate
from portal.demo.background.kinds import KINDS, Kind
from portal.demo.background.ways import Made
from portal.demo.people import Person
from portal.demo.world import Business, Goods, Sort, Trace
from portal.registry.models import Region

SEED = 20260701
# Behind the numbers of those who act in the first stories.
_FIRST_MOBILE = 1001
_TRACE = {1: Trace.ENTERPRISE, 2: Trace.PRODUCT, 3: Trace.PRODUCT, 4: Trace.ENVIRONMENT, 5: Trace.CIRCULATION}
_TRACED = {
    Trace.ENTERPRISE: "按收购批次登记农户与加工日期",
    Trace.PRODUCT: "每件一码，可查到原料批次和加工记录",
    Trace.ENVIRONMENT: "每件一码，可查到产地环境、投入品和加工记录",
    Trace.CIRCULATION: "每件一码，可查到产地、加工、出库和流向",
}
_PERMITS = {Sort.TEA: "114", Sort.FRUIT: "117", Sort.GRAIN: "101", Sort.FOOD: "104"}


@dataclass(frozen=True)
class Place:
    """A township, its name and its county's without what they are, and both in full."""

    township: str
    town: str
    county: str
    full: str


@dataclass(frozen=True)
class Plan:
    """`share`: how long ago it begins, between the first and the last day that its fate leaves."""

    made: Made
    fate: Fate
    share: float

    def begins(self, now: datetime) -> datetime:
        return self.fate.begins(self.share)(now)


def plans(places: Mapping[str, Sequence[Place]]) -> list[Plan]:
    """`places` by province; each province has its turn, and each fate as often as it says."""
    provinces = sorted(province for province in places if places[province])
    fates = [fate for fate in FATES for _ in range(fate.count)]
    Random(SEED).shuffle(fates)  # noqa: S311
    return [
        _plan(number, places[provinces[number % len(provinces)]], fate, Random(f"{SEED}:{number}"))  # noqa: S311
        for number, fate in enumerate(fates)
    ]


def _plan(number: int, places: Sequence[Place], fate: Fate, random: Random) -> Plan:
    place = random.choice(places)
    kind = random.choice([kind for kind in KINDS if kind.is_made_in(place.township[:2])])
    star = random.choice(fate.stars)
    form = names.form(random)
    person = Person(roles.ENTERPRISE, f"owner{number + 1:03}", names.person(random), _FIRST_MOBILE + number)
    business = Business(
        owner=person.username,
        short_name=names.enterprise(random, county=place.county, town=place.town, trade=kind.trade, form=form),
        uscc=names.credit_code(number + 1, form=form, county=place.township[:6]),
        kind=form,
        founded_on=f"{random.randint(2008, 2019)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
        township=place.township,
        address=f"{place.full}{random.randint(1, 99)}号",
        village=f"{random.choice('东西南北上下')}{random.choice('坪湾岭塘桥庄')}村{random.choice('一二三四五')}组",
        scope=names.scope(kind.trade),
        trade=kind.trade,
    )
    goods = _goods(kind, place, star, number)
    return Plan(Made(number + 1, person, business, goods, star), fate, share=random.random())


def _goods(kind: Kind, place: Place, star: int, number: int) -> Goods:
    trace, permit = _TRACE[star], _PERMITS.get(Sort(kind.sort))
    return Goods(
        short_name=f"{place.town}{kind.name}",
        sort=kind.sort,
        specification=kind.specification,
        standard=kind.standard,
        permit=f"SC{permit}{place.township[:6]}{number + 100:05}" if permit else "",
        capacity=kind.capacity,
        trace=trace,
        trace_note=_TRACED[trace],
        description=kind.description,
        shape=kind.shape,
        colour=kind.colour,
        workshop=kind.workshop,
        tests=kind.tests,
    )


def places_of_the_register() -> dict[str, list[Place]]:
    """Towns with short plain names in counties with such names, by province; any township where there are none."""
    regions = dict(Region.objects.current().values_list("code", "name"))
    plain: dict[str, list[Place]] = {}
    others: dict[str, list[Place]] = {}
    for code in sorted(code for code in regions if len(code) == 9):
        name, above = regions[code], regions.get(code[:6], "")
        town, county = re.fullmatch(r"(\w{2,3})[镇乡]", name), re.fullmatch(r"(\w{2,3})[县市区旗]", above)
        place = Place(code, town[1] if town else name, county[1] if county else above, f"{above}{name}")
        (plain if town and county else others).setdefault(code[:2], []).append(place)
    return others | plain
