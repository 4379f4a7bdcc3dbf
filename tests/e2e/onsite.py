"""Experts, and an application that they evaluate on site, answered as people answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import clock, runtime
from engine.clock import LOCAL_ZONE
from engine.models import UserTask
from portal.accounts import roles
from portal.accounts.models import User
from portal.evaluation.models import Expert
from tests.portal.evaluation.case import Case
from tests.portal.world import stored_picture


@pytest.fixture
def experts(make_user: Any, regions: Any) -> list[User]:
    """Three who may be drawn, the first of them senior, and one who may not: from the same county. Half of a panel
    knows the product."""
    fields = (Expert.Field.TEA, Expert.Field.TEA, Expert.Field.FOOD_SAFETY, Expert.Field.TEA)
    counties = ("522634", "522634", "522634", "433126")
    users = [make_user(f"ex{n}", roles.EXPERT, display_name=name) for n, name in enumerate("甲乙丙丁")]
    for user, field, county in zip(users, fields, counties, strict=True):
        Expert.objects.create(
            user=user, fields=[field], county=regions[county], title="高级工程师", is_senior=user is users[0]
        )
    return users[:3]


class OnsiteCase(Case):
    """A four-star application up to the experts' opinions, answered as people answer."""

    experts: list[User]

    def each(self, element_id: str, **answers: Any) -> None:
        for expert in self.experts:
            found = UserTask.objects.open().visible_to(expert)
            task = found.get(case__business_key=self.number, element_id=element_id)
            runtime.complete_task(task.pk, answers=answers, by=expert)
        self.go_on()

    def to_visit(self) -> None:
        """Applied three weeks ago, to be visited two weeks later."""
        lead, now = self.experts[0], clock.now()
        with clock.at(now - timedelta(days=21)):
            self.accept()
            self.sample_result()
            self.each("InviteExperts", outcome="accept", no_conflict=True)
            self.done("ConfirmPanel", self.people.owner, outcome="none")
            visit_at = (clock.now() + timedelta(days=14)).astimezone(LOCAL_ZONE)
            self.done("ScheduleVisit", lead, visit_at=visit_at.isoformat(), place="牛角山村茶园")

    def to_opinions(self) -> None:
        """Visited an hour ago."""
        self.to_visit()
        lead = self.experts[0]
        with clock.at(clock.now() - timedelta(hours=1)):
            self.done("RecordVisit", lead, **self.visit(lead))

    def visit(self, lead: User) -> dict[str, Any]:
        photo = stored_picture(owner=f"user:{lead.username}", user=lead, name="车间.png")
        verdicts = {f"k{n}_verdict": "met" for n in range(2, 10)}
        return verdicts | {
            "visited_at": (clock.now() - timedelta(hours=1)).astimezone(LOCAL_ZONE).isoformat(),
            "visited_place": "牛角山村茶园",
            "early_agreed": True,
            "photos": [{"id": str(photo.pk), "name": photo.name}],
            "visit_summary": "茶园、车间与检测室运行正常，记录完整。",
            "sign_off": "signed",
            "signed_by": "龙梅",
        }
