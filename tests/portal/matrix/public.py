"""Consumers, and channels with a key."""

from __future__ import annotations

from tests.portal.matrix.address import Address, get
from tests.portal.matrix.objects import key
from tests.portal.matrix.visitors import EVERYBODY, NOBODY

PUBLIC: dict[str, Address] = {
    # Channels come with a key, which no visitor has (tests/portal/channels).
    "channels:about": get(EVERYBODY),
    "channels:products": get(NOBODY),
    "channels:product": get(NOBODY, lambda w: [w.authorisation.number]),
    "channels:samples": get(NOBODY),
    "channels:verify": get(NOBODY, query=lambda w: "code=" + w.authorisation.number),
    "public:scan": get(EVERYBODY, lambda w: [w.product.qr_code.token]),
    "public:picture": get(EVERYBODY, lambda w: [w.product.qr_code.token, 0]),
    "public:report": Address(
        {"GET": EVERYBODY, "POST": EVERYBODY},
        lambda w: [w.product.qr_code.token],
        lambda w: {"kind": "quality", "description": "打开后有霉味，批次不明。"},
    ),
    "public:receipt_form": get(EVERYBODY),
    "public:receipt": get(EVERYBODY, lambda w: [w.complaint.receipt]),
    "public:receipt_letter": get(EVERYBODY, lambda w: [w.complaint.receipt, w.complaint_letter.pk]),
    "public:verify_form": get(EVERYBODY),
    "public:published": get(EVERYBODY),
    "public:publicities": get(EVERYBODY, query=lambda w: "q=" + w.product.enterprise.uscc),
    "public:publicity": get(EVERYBODY, lambda w: [w.publicity.number]),
    "public:objection": Address(
        {"GET": EVERYBODY, "POST": EVERYBODY},
        lambda w: [w.publicity.number],
        lambda w: {"kind": "standard", "description": "现场没有看到所说的检测线。"},
    ),
    "public:about": get(EVERYBODY),
    "public:products": get(EVERYBODY, query=lambda w: "province=43&q=" + w.product.enterprise.uscc),
    "public:enterprises": get(EVERYBODY, query=lambda w: "province=43&q=" + w.product.enterprise.uscc),
    "public:samples": get(EVERYBODY),
    "public:sample": get(EVERYBODY, lambda w: [w.authorisation.number]),
    "public:statistics": get(EVERYBODY, query=lambda w: "province=43"),
    "public:rules": get(EVERYBODY),
    "public:rules_version": get(EVERYBODY, key("2026-01")),
    "public:regulations": get(EVERYBODY),
    "privacy": get(EVERYBODY),
    "privacy_version": get(EVERYBODY, key("2026-01")),
    "public:regulation": get(EVERYBODY, key("marks")),
    "public:regulation_version": get(EVERYBODY, lambda w: ["certificates", "2026-01"]),
    "public:verify": get(EVERYBODY, lambda w: [w.notice.verification_code]),
}
