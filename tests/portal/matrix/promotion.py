"""What enterprises take part in, and those who hand it out."""

from __future__ import annotations

from tests.portal.benefits.offering import offered
from tests.portal.events.holding import typed
from tests.portal.matrix.address import Address, get
from tests.portal.matrix.visitors import ENTERPRISES, EVERYBODY, GRANTERS, MANAGERS, MEMBERS, who
from tests.portal.showcase.buying import wanted


def _buyer(world: object) -> list[int]:
    return [world.buyer.pk]  # type: ignore[attr-defined]


def _event(world: object) -> list[str]:
    return [world.event.number]  # type: ignore[attr-defined]


PROMOTION: dict[str, Address] = {
    "benefits:offers": get(GRANTERS),
    "benefits:new_offer": Address({"GET": MANAGERS, "POST": MANAGERS}, body=lambda w: offered()),
    "benefits:offer": Address({"GET": MANAGERS, "POST": MANAGERS}, lambda w: [w.offer.pk], lambda w: offered()),
    "showcase:to_buyers": get(ENTERPRISES),
    "showcase:agree_buyers": Address(
        {"GET": who("owner"), "POST": who("owner")},
        lambda w: [w.prosecution.authorisation.product_id],
        lambda w: {"consent": "on"},
    ),
    "showcase:take_back_buyers": Address({"POST": who("owner")}, lambda w: [w.product.pk]),
    "showcase:buyers": get(GRANTERS, query=lambda w: "q=" + w.buyer.name),
    "showcase:new_buyer": Address({"GET": GRANTERS, "POST": GRANTERS}, body=lambda w: wanted(agreed="on")),
    "showcase:edit_buyer": Address({"GET": GRANTERS, "POST": GRANTERS}, _buyer, lambda w: wanted()),
    "showcase:buyer": Address(
        {"GET": GRANTERS, "POST": GRANTERS},
        lambda w: [w.other_buyer.pk],
        lambda w: {"product": w.product.pk, "reason": "高山云雾，明前单芽。"},
    ),
    "showcase:end_recommendation": Address(
        {"POST": GRANTERS}, lambda w: [w.recommendation.pk], lambda w: {"reason": "采购已经完成。"}
    ),
    # Whoever has the address, which is in the buyer's text message alone.
    "showcase:for_buyer": get(EVERYBODY, lambda w: [w.buyer.code]),
    "showcase:answer": Address(
        {"POST": EVERYBODY}, lambda w: [w.buyer.code, w.recommendation.pk], lambda w: {"given": "interested"}
    ),
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
