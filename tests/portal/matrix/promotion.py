"""What enterprises take part in, and those who hand it out."""

from __future__ import annotations

from tests.portal.benefits.offering import offered
from tests.portal.events.holding import typed
from tests.portal.matrix.address import Address, get
from tests.portal.matrix.visitors import ENTERPRISES, GRANTERS, MANAGERS, MEMBERS, who


def _event(world: object) -> list[str]:
    return [world.event.number]  # type: ignore[attr-defined]


PROMOTION: dict[str, Address] = {
    "benefits:offers": get(GRANTERS),
    "benefits:new_offer": Address({"GET": MANAGERS, "POST": MANAGERS}, body=lambda w: offered()),
    "benefits:offer": Address({"GET": MANAGERS, "POST": MANAGERS}, lambda w: [w.offer.pk], lambda w: offered()),
    "events:list": get(ENTERPRISES),
    # The tea house has signed up already, and the newcomer's enterprise is under review.
    "events:event": Address({"GET": ENTERPRISES, "POST": who("rival")}, _event, lambda w: {"people": 1}),
    "events:withdraw": Address({"POST": MEMBERS}, _event),
    "events:manage": get(GRANTERS),
    "events:new": Address({"GET": GRANTERS, "POST": GRANTERS}, body=lambda w: typed()),
    "events:managed": get(GRANTERS, _event),
    "events:edit": Address({"GET": GRANTERS, "POST": GRANTERS}, _event, lambda w: typed(venue="古丈县文化馆")),
    "events:publish": Address({"POST": GRANTERS}, lambda w: [w.event_draft.number]),
    "events:cancel": Address({"POST": GRANTERS}, _event, lambda w: {"reason": "场地另有安排。"}),
    "events:decide": Address({"POST": GRANTERS}, lambda w: [w.signup.pk], lambda w: {"outcome": "confirm"}),
    "events:record": Address(
        {"GET": GRANTERS, "POST": GRANTERS},
        lambda w: [w.event_over.number],
        lambda w: {"text": "到场一家，达成意向两项。"},
    ),
}
