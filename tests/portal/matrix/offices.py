"""Work: inbox and supervision."""

from __future__ import annotations

from tests.portal.matrix.address import Address, get
from tests.portal.matrix.objects import review, reviewed
from tests.portal.matrix.visitors import EVERYBODY, SIGNED_IN, SUPERVISORS, who

OFFICES: dict[str, Address] = {
    # Who works on a registration sees its contact's number; a report's number whoever may open a case from it.
    "registry:contact_phone": Address({"POST": who("reviewer")}, lambda w: [w.registration.pk]),
    "supervision:report_phone": Address({"POST": who("compliance superuser")}, lambda w: [w.report.pk]),
    "supervision:cases": get(SUPERVISORS),
    "supervision:give_up": Address(
        {"GET": who("owner"), "POST": who("owner")},
        lambda w: [w.authorisation.pk],
        lambda w: {"reason": "产品已经停产，不再使用标识。"},
    ),
    "supervision:new": Address(
        {"GET": who("compliance superuser"), "POST": who("compliance")},
        body=lambda w: {
            "authorisation": w.authorisation.pk,
            "trigger": "misuse",
            "severity": "minor",
            "facts": "市场抽查发现包装上的星级与证书不一致。",
            "public_reason": "",
        },
    ),
    "supervision:reports": get(SUPERVISORS),
    "supervision:enter": Address(
        {"GET": who("compliance superuser"), "POST": who("compliance")},
        body=lambda w: {"source": "hotline", "kind": "quality", "description": "来电反映打开后有霉味，批次不明。"},
    ),
    "supervision:begin": Address({"POST": who("compliance")}, lambda w: [w.report.pk]),
    "supervision:complaint": get(SUPERVISORS, lambda w: [w.complaint.number]),
    "supervision:case": get(SUPERVISORS, lambda w: [w.prosecution.case.number]),
    "inbox:list": get(SIGNED_IN),
    "inbox:task": get(who("reviewer"), review),
    "inbox:pulse": get(EVERYBODY),
    # Nothing for whoever is not signed in any more; the page itself says so.
    "inbox:live": get(who("reviewer nobody"), review),
    "inbox:claim": Address({"POST": who("reviewer")}, review),
    "inbox:unclaim": Address({"POST": who("reviewer")}, review),
    "inbox:complete": Address({"POST": who("reviewer")}, review, reviewed, is_json=True),
    "inbox:draft": Address({"PUT": who("reviewer")}, review, reviewed, is_json=True, headers={"If-None-Match": "*"}),
}
