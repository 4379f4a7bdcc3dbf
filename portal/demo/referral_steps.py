"""What a referrer is thanked with."""

from __future__ import annotations

from engine import clock
from portal.demo.people import REFERRER
from portal.demo.stage import Stage
from portal.referrals.commands import become_referrer
from portal.referrals.grants import propose
from portal.referrals.models import Grant

PROPOSER, APPROVER = "reviewer", "manager"


def offered(stage: Stage, *, kind: str, title: str, detail: str) -> None:
    """Proposed by a reviewer, approved on the next day; the referrer is asked."""
    # The accounts may be older than referrals.
    referrer = become_referrer(stage.person(REFERRER.username))
    reason = "推荐的企业已经完成注册，感谢其对家乡产品的推荐。"
    grant = propose(
        Grant(referrer=referrer, kind=kind, title=title, detail=detail, reason=reason), by=stage.person(PROPOSER)
    )
    stage.turn_to(grant.number)
    stage.clock.after(1)
    stage.do("Approve", by=APPROVER, outcome="approve")


def delivered(stage: Stage) -> None:
    """Accepted on the next day, and sent on the one after."""
    stage.clock.after(1)
    name, phone = REFERRER.display_name, REFERRER.phone
    address = {"recipient": name, "recipient_phone": phone, "address": "古丈县古阳镇红星路8号"}
    stage.do("Answer", by=REFERRER.username, outcome="accept", **address)
    stage.clock.after(1)
    courier = {"how": "courier", "reference": "邮政快递 EMS20000031", "delivered_on": clock.today().isoformat()}
    stage.do("Deliver", by=PROPOSER, **courier)
