"""Who evaluates beside the people of the first stories, so that their inboxes stay short. Nobody signs in as them."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from engine import clock
from portal.accounts import roles
from portal.accounts.models import User
from portal.demo.people import MARK, Person, Seat, make_account, seat_expert
from portal.evaluation.models import Agency, AgencyMember, Expert
from portal.registry.models import Product

AGENCY_USCC = "91510104MAY0Q90013"
AGENCY = Person(roles.AGENCY, "agency-2", "曾检", 2100)
_FIELDS = Expert.Field
# Three of each field, the first of them senior: enough for the panel of five stars.
_NAMES = {
    _FIELDS.TEA: ("茶学", "席茗山", "邵毫初", "柯岩叶"),
    _FIELDS.FRUIT: ("果树", "林橘坡", "车梨川", "蒲枣原"),
    _FIELDS.GRAIN: ("粮油", "田稷原", "谷穗新", "麦秋实"),
    _FIELDS.HERBS: ("中药材", "杜衡之", "苏叶桐", "白芷蘅"),
    _FIELDS.FOOD: ("食品加工", "庖德厚", "曲糟醇", "盐梅清"),
    _FIELDS.CRAFTS: ("工艺美术", "梓庆年", "陶然若", "绣云章"),
}
_COUNTIES = ("110108", "310104", "330106")
_FIRST_MOBILE = 2001


@transaction.atomic
def make_evaluators() -> None:
    """Those who are not there yet."""
    number = 0
    for field, (work, *people) in _NAMES.items():
        for place, name in enumerate(people):
            person = Person(roles.EXPERT, f"expert-{field.value}-{place + 1}", name, _FIRST_MOBILE + number)
            number += 1
            if User.objects.filter(username=person.username).exists():
                continue
            make_account(person)
            seat = Seat(
                person.username,
                (field,),
                _COUNTIES[place],
                "研究员" if place == 0 else "高级工程师",
                f"{work}研究中心",
                is_senior=place == 0,
            )
            seat_expert(seat)
    _make_agency()


def _make_agency() -> None:
    agency, is_new = Agency.objects.get_or_create(
        uscc=AGENCY_USCC,
        defaults={
            "name": f"蓉城青禾检测评价有限公司{MARK}",
            "fields": list(Product.Category.values),
            "cma_number": "261800990002",
            "cma_valid_to": date(clock.today().year + 3, 12, 31),
        },
    )
    if is_new:
        AgencyMember.objects.create(agency=agency, user=make_account(AGENCY))
