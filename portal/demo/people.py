"""Who acts in the demo. The first account of a role is the one that `make demo` prints."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from engine import clock
from portal.accounts import roles
from portal.accounts.commands import give_consent
from portal.accounts.models import Consent, User
from portal.evaluation.models import Agency, AgencyMember, Expert, ExpertTie
from portal.referrals.commands import become_referrer
from portal.registry.models import Product, Region

MARK = "（演示）"
AGENCY_NAME = f"湖南湘品检测评价有限公司{MARK}"
AGENCY_USCC = "91430104MAY0P0G747"


@dataclass(frozen=True)
class Person:
    """An account: its role, its name without the mark, and the last digits of its mobile."""

    role: str
    username: str
    name: str
    mobile: int

    @property
    def display_name(self) -> str:
        return f"{self.name}{MARK}"

    @property
    def phone(self) -> str:
        return f"154{self.mobile:08}"


CAST = (
    Person(roles.ADMIN, "admin", "卫管", 1),
    Person(roles.REGISTRATION_REVIEWER, "reviewer", "周审", 2),
    Person(roles.STAR_EVALUATOR, "evaluator", "吴评", 3),
    Person(roles.SAMPLE_KEEPER, "keeper", "郑样", 4),
    # Two each: who decided does not do the other thing too.
    Person(roles.CERTIFICATE_OFFICER, "officer", "王证", 5),
    Person(roles.CERTIFICATE_OFFICER, "officer2", "孙证", 6),
    Person(roles.COMPLIANCE_OFFICER, "compliance", "冯规", 7),
    Person(roles.COMPLIANCE_OFFICER, "compliance2", "钱规", 8),
    Person(roles.LEGAL, "legal", "陈法", 9),
    Person(roles.PROCESS_MANAGER, "manager", "褚流", 10),
    Person(roles.PROCESS_MANAGER, "manager2", "李流", 11),
    Person(roles.EXPERT, "expert-crafts", "沈艺", 12),
    Person(roles.EXPERT, "expert-tea", "韩茗", 13),
    Person(roles.EXPERT, "expert-fruit", "杨果", 14),
    Person(roles.EXPERT, "expert-food", "朱安", 15),
    Person(roles.EXPERT, "expert-quality", "秦质", 16),
    Person(roles.EXPERT, "expert-county", "向乡", 17),
    Person(roles.EXPERT, "expert-silver", "许银", 18),
    Person(roles.EXPERT, "expert-tea2", "唐芽", 41),
    Person(roles.EXPERT, "expert-tea3", "邓毫", 42),
    Person(roles.EXPERT, "expert-crafts2", "陆锤", 43),
    Person(roles.EXPERT, "expert-fruit2", "韦橙", 44),
    Person(roles.AGENCY, "agency", "何测", 19),
    Person(roles.ENTERPRISE, "tea", "龙茶", 21),
    Person(roles.ENTERPRISE, "silver", "李银", 22),
    Person(roles.ENTERPRISE, "berry", "马果", 23),
    Person(roles.ENTERPRISE, "apple", "沙苹", 24),
    Person(roles.ENTERPRISE, "flower", "罗花", 25),
    Person(roles.ENTERPRISE, "pomelo", "甘柚", 26),
    Person(roles.ENTERPRISE, "bamboo", "竺编", 27),
    Person(roles.ENTERPRISE, "whitetea", "叶岚", 28),
    Person(roles.ENTERPRISE, "hickory", "盛桃", 29),
    Person(roles.REFERRER, "referrer", "彭荐", 31),
)
REFERRER = next(person for person in CAST if person.role == roles.REFERRER)


@dataclass(frozen=True)
class Seat:
    """What the list of experts says of an account."""

    username: str
    fields: tuple[str, ...]
    county: str
    title: str
    employer: str
    is_senior: bool = False


Field = Expert.Field
# Half of a panel, and its lead, must be of the product's own field: three for the five stars of tea, two elsewhere.
EXPERTS = (
    Seat("expert-tea", (Field.TEA,), "330106", "研究员", "茶叶研究所", is_senior=True),
    Seat("expert-tea2", (Field.TEA,), "110108", "副研究员", "茶叶加工研究室"),
    Seat("expert-tea3", (Field.TEA, Field.FOOD_SAFETY), "310104", "高级农艺师", "茶叶质量检验站"),
    Seat("expert-crafts", (Field.CRAFTS, Field.QUALITY), "320505", "高级工艺美术师", "工艺美术学会", is_senior=True),
    Seat("expert-crafts2", (Field.CRAFTS,), "330106", "工艺美术师", "金工工作室"),
    Seat("expert-fruit", (Field.FRUIT, Field.FOOD_SAFETY), "610403", "副教授", "果树研究室"),
    Seat("expert-fruit2", (Field.FRUIT,), "110108", "教授", "果品贮藏研究室", is_senior=True),
    Seat("expert-food", (Field.FOOD_SAFETY, Field.FOOD), "110108", "教授", "食品安全中心", is_senior=True),
    Seat("expert-quality", (Field.QUALITY,), "310104", "正高级工程师", "质量协会", is_senior=True),
    # Lives in the county of E1: barred from it, not from others.
    Seat("expert-county", (Field.TEA, Field.QUALITY), "433126", "高级农艺师", "县农技推广站"),
    # Worked for E2 until last year: barred from it for three years.
    Seat("expert-silver", (Field.CRAFTS,), "520102", "工艺美术师", "银饰工作室"),
)


@transaction.atomic
def make_people(passwords: dict[str, str], *, renewed: Collection[str]) -> int:
    """Make the accounts that do not exist yet, and give those of `renewed` their new password; how many."""
    users = {user.username: user for user in User.objects.filter(username__in=passwords)}
    due = [person for person in CAST if person.username not in users or person.username in renewed]
    # The hash is meant to be slow, and lets other threads run meanwhile.
    with ThreadPoolExecutor() as pool:
        hashes = list(pool.map(make_password, [passwords[person.username] for person in due]))
    for person, hashed in zip(due, hashes, strict=True):
        if user := users.get(person.username):
            user.password = hashed
            user.save(update_fields=["password"])
        else:
            make_account(person, password=hashed)
    return len(due)


def make_account(person: Person, *, password: str | None = None) -> User:
    """`password`: its hash; None: nobody signs in."""
    is_admin = person.role == roles.ADMIN
    user = User.objects.create(
        username=person.username,
        password=password or make_password(None),
        display_name=person.display_name,
        phone=person.phone,
        phone_verified_at=clock.now(),
        is_staff=is_admin,
        is_superuser=is_admin,
    )
    user.groups.set(Group.objects.filter(name=person.role))
    give_consent(user, Consent.Kind.PRIVACY)
    if person.role == roles.REFERRER:
        become_referrer(user)
    return user


@transaction.atomic
def make_evaluators(*, former_employer: tuple[str, str]) -> None:
    """The list of experts, and the third-party agency; `former_employer` is E2's name and USCC."""
    for seat in EXPERTS:
        expert, is_new = seat_expert(seat)
        if is_new and seat.username == "expert-silver":
            _former_employee(expert, *former_employer)
    agency, _is_new = Agency.objects.get_or_create(
        uscc=AGENCY_USCC,
        defaults={
            "name": AGENCY_NAME,
            "fields": [Product.Category.TEA, Product.Category.FRUIT, Product.Category.FOOD],
            "cma_number": "261800990001",
            "cma_valid_to": date(clock.today().year + 3, 12, 31),
        },
    )
    AgencyMember.objects.get_or_create(agency=agency, user=User.objects.get(username="agency"))


def seat_expert(seat: Seat) -> tuple[Expert, bool]:
    """Put the account on the list of experts; whether it was not there yet."""
    return Expert.objects.get_or_create(
        user=User.objects.get(username=seat.username),
        defaults={
            "fields": list(seat.fields),
            "county": Region.objects.get(pk=seat.county),
            "title": seat.title,
            "employer": f"{seat.employer}{MARK}",
            "is_senior": seat.is_senior,
        },
    )


def _former_employee(expert: Expert, name: str, uscc: str) -> None:
    year = clock.today().year
    ExpertTie.objects.create(
        expert=expert,
        organisation=name,
        uscc=uscc,
        kind=ExpertTie.Kind.EMPLOYMENT,
        since=date(year - 6, 3, 1),
        until=date(year - 1, 6, 30),
    )
