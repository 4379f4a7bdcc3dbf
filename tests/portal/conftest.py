"""A small world that the tests of the portal share: a few named people, two enterprises, a filed product."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group

from engine import jobs
from portal.accounts import roles
from portal.accounts.models import User
from portal.registry import commands
from portal.registry.grants import sync_grants
from portal.registry.models import Enterprise, Product, Region
from tests.clock import Clock
from tests.portal.world import (
    OTHER_USCC,
    USCC,
    WEDNESDAY,
    deploy,
    enterprise_fields,
    filed,
    product_fields,
    stored_picture,
)


@pytest.fixture(autouse=True)
def files_of_the_test(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


MakeUser = Callable[..., User]


@pytest.fixture
def make_user(db: None) -> MakeUser:
    """`make_user("rr2", "registration_reviewer")`; a mobile of its own, verified."""

    def make(username: str, *groups: str, display_name: str = "", phone: str = "") -> User:
        user = User.objects.create_user(
            username,
            password="correct horse",
            display_name=display_name or username,
            phone=phone or f"154{User.objects.count():08}",
            phone_verified_at=WEDNESDAY,
        )
        user.groups.set(Group.objects.filter(name__in=groups))
        return user

    return make


@dataclass(frozen=True)
class People:
    """One person for each role; `owner` and `staff` act for the first enterprise, `rival` owns the other."""

    owner: User
    staff: User
    rival: User
    newcomer: User
    reviewer: User
    evaluator: User
    keeper: User
    officer: User
    compliance: User
    legal: User
    manager: User
    admin: User


@pytest.fixture
def people(make_user: MakeUser) -> People:
    return People(
        owner=make_user("longmei", roles.ENTERPRISE, display_name="龙梅"),
        staff=make_user("shixiao", roles.ENTERPRISE, display_name="石晓"),
        rival=make_user("yangyin", roles.ENTERPRISE, display_name="杨银"),
        newcomer=make_user("xinren", display_name="田新"),
        reviewer=make_user("rr", roles.REGISTRATION_REVIEWER, display_name="周审"),
        evaluator=make_user("se", roles.STAR_EVALUATOR, display_name="吴评"),
        keeper=make_user("sk", roles.SAMPLE_KEEPER, display_name="郑样"),
        officer=make_user("co", roles.CERTIFICATE_OFFICER, display_name="王证"),
        compliance=make_user("cp", roles.COMPLIANCE_OFFICER, display_name="冯规"),
        legal=make_user("lg", roles.LEGAL, display_name="陈法"),
        manager=make_user("pm", roles.PROCESS_MANAGER, display_name="褚流"),
        admin=make_user("ad", roles.ADMIN, display_name="卫管"),
    )


@pytest.fixture
def regions(db: None) -> dict[str, Region]:
    """古丈县默戎镇 and 雷山县西江镇, up to their provinces; by code."""
    rows = [
        ("430000", "湖南省", 1, None),
        ("433100", "湘西土家族苗族自治州", 2, "430000"),
        ("433126", "古丈县", 3, "433100"),
        ("433126101", "罗依溪镇", 4, "433126"),
        ("433126104", "默戎镇", 4, "433126"),
        ("520000", "贵州省", 1, None),
        ("522600", "黔东南苗族侗族自治州", 2, "520000"),
        ("522634", "雷山县", 3, "522600"),
        ("522634101", "西江镇", 4, "522634"),
    ]
    made = [
        Region.objects.get_or_create(code=code, defaults={"name": name, "level": level, "parent_id": parent})[0]
        for code, name, level, parent in rows
    ]
    return {region.code: region for region in made}


MakeEnterprise = Callable[..., Enterprise]


@pytest.fixture
def make_enterprise(regions: dict[str, Region]) -> MakeEnterprise:
    """A registered enterprise, as it is after P01: `make_enterprise(owner, name="…", uscc="…")`."""

    def make(owner: User, *, township: str = "433126104", number: str = "", **changes: Any) -> Enterprise:
        fields = {"contact_phone": owner.phone} | changes
        enterprise = Enterprise.objects.create(
            number=number or f"R2026{Enterprise.objects.count() + 90001}",
            status=Enterprise.Status.ACTIVE,
            activated_at=WEDNESDAY,
            created_by=owner,
            **enterprise_fields(regions[township], **fields),
        )
        Enterprise.objects.filter(pk=enterprise.pk).update(
            licence=stored_picture(owner=enterprise.group, user=owner, name="营业执照.png")
        )
        enterprise.refresh_from_db()
        sync_grants(enterprise.members.create(user=owner, role="owner"))
        owner.groups.add(Group.objects.get(name=roles.ENTERPRISE))
        return enterprise

    return make


@pytest.fixture
def tea_house(people: People, make_enterprise: MakeEnterprise) -> Enterprise:
    """古丈默戎云岭茶业: of `people.owner`, with `people.staff`."""
    enterprise = make_enterprise(people.owner, name="古丈默戎云岭茶业有限公司", uscc=USCC)
    commands.add_member(enterprise, username=people.staff.username)
    return enterprise


@pytest.fixture
def silver_house(people: People, make_enterprise: MakeEnterprise) -> Enterprise:
    """雷山西江银匠坊: of `people.rival`."""
    return make_enterprise(
        people.rival,
        name="雷山西江银匠坊工艺品有限公司",
        uscc=OTHER_USCC,
        township="522634101",
        category=Enterprise.Category.CRAFTS,
    )


@pytest.fixture
def tea(tea_house: Enterprise, regions: dict[str, Region], people: People) -> Product:
    """A filed product of the tea house, with a picture."""
    fields = product_fields(regions["433126104"])
    product = commands.create_product(tea_house, fields=fields, by=people.owner)
    commands.set_pictures(product, files=[stored_picture(owner=tea_house.group, user=people.owner)])
    return filed(product, by=people.owner)


@pytest.fixture
def wednesday(clock: Clock) -> None:
    clock.set(WEDNESDAY)


@pytest.fixture
def registration_process(wednesday: None, people: People) -> None:
    """P01 as it is, deployed on that Wednesday."""
    deploy("registration")


@pytest.fixture
def registered(people: People, regions: dict[str, Region]) -> Callable[..., Enterprise]:
    """Somebody registers an enterprise; answers it in P01's review."""

    def register(**changes: Any) -> Enterprise:
        owner = people.newcomer
        mine = f"user:{owner.username}"
        fields = enterprise_fields(
            regions["433126104"],
            contact_phone=owner.phone,
            licence=stored_picture(owner=mine, user=owner, name="执照.png"),
            authorisation=stored_picture(owner=mine, user=owner, name="授权书.png"),
        )
        enterprise = commands.register_enterprise(fields=fields | changes, by=owner)
        jobs.run_due_jobs()
        return enterprise

    return register
