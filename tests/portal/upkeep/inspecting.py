"""P10 as its people work on it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from engine import clock as engine_clock
from engine import jobs
from portal.certification.models import Authorisation
from tests.portal.upkeep.world import Case, group_of, reference
from tests.portal.world import stored_picture

OBJECTION = "检测报告已超过一年，请补充近期的检测报告。"
SEEN = "现场核对，产量、标识用量与报送内容一致。"
# Of what is issued on the Wednesday of the tests.
ANNIVERSARY = date(2027, 3, 11)


def go_to(clock: Any, day: date, hour: int = 9, minute: int = 1) -> None:
    clock.set(datetime.combine(day, time(hour, minute), engine_clock.LOCAL_ZONE))
    jobs.run_due_jobs()


class Inspected:
    """An authorisation sixty days before its first anniversary, with its inspection."""

    def __init__(self, authorisation: Authorisation, people: Any, clock: Any) -> None:
        self.authorisation, self.people, self.clock = authorisation, people, clock
        go_to(clock, ANNIVERSARY - timedelta(days=60))
        self.row = authorisation.inspections.get(ordinal=1)
        self.case = Case(self.row.number)

    def answers(self, **changes: Any) -> dict[str, Any]:
        paper = stored_picture(owner=group_of(self.authorisation), user=self.people.owner, name="检测报告.png")
        given: dict[str, Any] = {
            "changes": "无",
            "output": "12吨",
            "mark_volume": 60000,
            "complaints": "无",
            "licence": reference(paper),
            "reports": reference(paper),
            "declared": True,
        }
        if self.authorisation.star >= 4:
            given["insurance"] = reference(paper)
        return given | changes

    def submit(self, element_id: str = "Submit") -> None:
        self.case.done(element_id, self.people.staff, **self.answers())
        self.row.refresh_from_db()

    def review(self, outcome: str, opinion: str = OBJECTION) -> None:
        answers = {"outcome": outcome} | ({} if outcome == "pass" else {"opinion": opinion})
        self.case.done("Review", self.people.evaluator, **answers)
        self.row.refresh_from_db()

    def visit(self, outcome: str) -> None:
        photo = stored_picture(owner="star_evaluator", user=self.people.evaluator, name="现场.png")
        self.case.done(
            "Visit",
            self.people.evaluator,
            visited_on=engine_clock.today().isoformat(),
            photos=reference(photo),
            outcome=outcome,
            opinion=SEEN,
        )
        self.row.refresh_from_db()
