"""What enterprises and referrers do on their pages, and what is granted to them."""

from __future__ import annotations

from engine import clock
from tests.portal.matrix.address import Address, get
from tests.portal.matrix.objects import instance, key, product
from tests.portal.matrix.visitors import (
    ACTIVE,
    ENTERPRISES,
    EVERYBODY,
    GRANTERS,
    JUDGES,
    MANAGERS,
    MARKS,
    MEMBERS,
    NOBODY,
    READERS,
    SIGNED_IN,
    STAFF,
    SUPERVISORS,
    who,
)

OF_ENTERPRISES: dict[str, Address] = {
    "registry:dashboard": get(ENTERPRISES),
    "registry:documents": get(ENTERPRISES),
    "registry:switch": Address({"POST": MEMBERS}, lambda w: [w.enterprise.pk]),
    "registry:register": get(SIGNED_IN),
    "registry:regions": get(SIGNED_IN, query=lambda w: "parent=430000"),
    "registry:submit": Address({"POST": SIGNED_IN}, key("433126"), lambda w: {"answers": {}}, is_json=True),
    "registry:draft": Address(
        {"PUT": SIGNED_IN}, key("433126"), lambda w: {"answers": {}}, is_json=True, headers={"If-None-Match": "*"}
    ),
    "registry:registration": get(READERS | {"newcomer"}, lambda w: [w.registration.pk]),
    "registry:join": Address(
        {"GET": SIGNED_IN, "POST": SIGNED_IN - MEMBERS - {"newcomer"}},
        lambda w: [w.enterprise.pk],
        lambda w: {"reason": "负责该企业的申报工作"},
    ),
    # Each of their own enterprise; here none of them may go yet.
    "registry:withdraw": Address(
        {"GET": who("owner rival newcomer"), "POST": NOBODY},
        body=lambda w: {"reason": "不再使用平台。", "name": w.enterprise.name},
    ),
    "registry:members": get(ENTERPRISES),
    "registry:add_member": Address(
        {"POST": who("owner rival newcomer")}, body=lambda w: {"username": "rr", "role": "staff"}
    ),
    "registry:member": Address({"POST": who("owner")}, lambda w: [w.member.pk], lambda w: {"role": "owner"}),
    "registry:join_request": Address({"POST": who("owner")}, lambda w: [w.join.pk], lambda w: {"accept": "1"}),
    "registry:products": get(ENTERPRISES),
    # The product's origin lies in the county of the enterprise.
    "registry:new_product": Address({"GET": ACTIVE, "POST": MEMBERS}, body=product),
    "registry:product": get(MEMBERS, lambda w: [w.product.pk]),
    "registry:edit_product": Address({"GET": MEMBERS, "POST": MEMBERS}, lambda w: [w.draft.pk], product),
    "registry:file_product": Address({"POST": MEMBERS}, lambda w: [w.draft.pk]),
    # A filed product: what is reviewed of it becomes a change, which a reviewer decides on.
    "registry:filing": get(READERS | MEMBERS, lambda w: [w.filing.number]),
    "registry:certifications": Address(
        {"GET": MEMBERS, "POST": MEMBERS}, lambda w: [w.draft.pk], lambda w: {"kind": "green", "number": "LB-44"}
    ),
    "registry:remove_certification": Address({"POST": MEMBERS}, lambda w: [w.draft.pk, w.certification.pk]),
    # Here a penalty case.
    "registry:case": get(SUPERVISORS | MEMBERS, instance),
    "registry:diagrams": get(SUPERVISORS | MEMBERS, instance),
    "registry:diagram": get(SUPERVISORS | MEMBERS, instance),
    "registry:state": get(SUPERVISORS | MEMBERS, instance),
    "evaluation:applications": get(ENTERPRISES),
    "evaluation:apply": Address(
        {"GET": who("owner rival"), "POST": who("owner")},
        body=lambda w: {"product": w.product.pk, "star": 3},
    ),
    "evaluation:criteria": get(MEMBERS, query=lambda w: f"product={w.product.pk}&star=3"),
    "evaluation:progress": get(READERS | MEMBERS, lambda w: [w.applied.number]),
    "evaluation:draws": get(JUDGES, lambda w: [w.applied.number]),
    "evaluation:withdraw": Address({"POST": who("owner")}, lambda w: [w.applied.number]),
    # Whoever may ask is told that no visit is arranged.
    "evaluation:move_visit": Address({"GET": MEMBERS, "POST": MEMBERS}, lambda w: [w.applied.number]),
    "evaluation:retest": get(MEMBERS, lambda w: [w.applied.number]),
    "certification:list": get(ENTERPRISES),
    "certification:mark": get(MEMBERS | MARKS, lambda w: [w.authorisation.pk, "png"]),
    "certification:qr": get(MEMBERS | MARKS, lambda w: [w.authorisation.pk, "png"]),
    "certification:kit": get(MEMBERS, lambda w: [w.authorisation.pk]),
    "certification:accept": Address(
        {"GET": MEMBERS, "POST": MEMBERS}, lambda w: [w.authorisation.pk], lambda w: {"accept": "on"}
    ),
    "appeals:list": get(ENTERPRISES),
    "appeals:new": Address(
        {"GET": who("owner"), "POST": who("owner")},
        lambda w: ["application", w.failed.pk],
        lambda w: {"request": "请求重新评价", "grounds": "样品在运输途中受潮，检测结果不能代表产品。"},
    ),
    "upkeep:authorisation": get(MEMBERS, lambda w: [w.authorisation.pk]),
    "upkeep:replace_code": Address(
        {"GET": who("owner compliance"), "POST": who("owner compliance")},
        lambda w: [w.authorisation.pk],
        lambda w: {"cause": "leaked", "reason": "市场上发现印有该二维码的仿冒包装。"},
    ),
    "upkeep:change": Address(
        {"GET": who("owner rival newcomer"), "POST": who("owner")},
        body=lambda w: {
            "name": "古丈云岭茶业集团有限公司",
            "legal_representative": "龙梅",
            "address": "古丈县默戎镇牛角山村2组",
            "changed_on": "2026-03-05",
            "paper-kept": [str(w.paper.pk)],
        },
    ),
    "upkeep:contact": Address(
        {"POST": who("owner")}, body=lambda w: {"contact": w.visitors["staff"].pk, "contact_name": "石晓"}
    ),
    "upkeep:begin_proof": Address({"POST": MEMBERS}, lambda w: [w.authorisation.pk]),
    "benefits:list": get(ENTERPRISES),
    "benefits:new": Address(
        {"GET": ENTERPRISES, "POST": ACTIVE},
        key("branding"),
        lambda w: {"title": "品牌", "content": "请介绍品牌策划的办理方式。", "options": ["品牌策划"], "consent": "on"},
    ),
    "benefits:requests": get(GRANTERS),
    "benefits:request": get(GRANTERS | MEMBERS, lambda w: [w.benefit_request.number]),
    "benefits:catalogue": get(GRANTERS),
    "benefits:benefit": Address(
        {"GET": MANAGERS, "POST": MANAGERS}, key("branding"), lambda w: {"is_open": "on", "options": "品牌策划"}
    ),
    "exchange:postings": get(ENTERPRISES),
    "exchange:new": Address(
        {"GET": ENTERPRISES, "POST": ACTIVE},
        body=lambda w: {
            "kind": "supply",
            "category": "tea",
            "title": "茶青供应",
            "detail": "每日五百斤。",
            "valid_to": clock.today().isoformat(),
        },
    ),
    "exchange:posting": Address(
        {"GET": ENTERPRISES, "POST": who("rival")},
        lambda w: [w.posting.pk],
        lambda w: {"message": "想谈谈合作。", "consent": "on"},
    ),
    "exchange:close": Address({"POST": MEMBERS}, lambda w: [w.posting.pk]),
    "exchange:answer": Address({"POST": MEMBERS}, lambda w: [w.approach.pk], lambda w: {"accept": "1"}),
    "showcase:own": get(ENTERPRISES),
    "showcase:agree": Address(
        {"GET": who("owner"), "POST": who("owner")},
        lambda w: [w.prosecution.authorisation.product_id],
        lambda w: {"consent": "on"},
    ),
    "showcase:take_back": Address({"POST": who("owner")}, lambda w: [w.product.pk]),
    "showcase:manage": get(MANAGERS, query=lambda w: "q=" + w.product.name),
    "showcase:feature": Address(
        {"GET": MANAGERS, "POST": MANAGERS}, lambda w: [w.product.pk], lambda w: {"reason": "高山云雾，明前单芽。"}
    ),
    "showcase:end": Address({"POST": MANAGERS}, lambda w: [w.product.pk], lambda w: {"reason": "本期推介结束。"}),
    "credit:own": get(ENTERPRISES),
    "credit:enterprise": get(READERS, lambda w: [w.enterprise.pk]),
    "credit:formula": get(EVERYBODY),
    "referrals:join": Address({"GET": EVERYBODY, "POST": SIGNED_IN - {"referrer"}}, body=lambda w: {"terms": "on"}),
    "referrals:invited": get(EVERYBODY, lambda w: [w.referrer.code]),
    "referrals:centre": get(who("referrer")),
    "referrals:code": get(who("referrer")),
    "referrals:referrers": get(GRANTERS),
    "referrals:grants": get(GRANTERS),
    "referrals:new_grant": Address(
        {"GET": GRANTERS, "POST": GRANTERS - {"superuser"}},
        body=lambda w: {
            "referrer": w.referrer.pk,
            "kind": "gift",
            "title": "新茶礼盒",
            "detail": "明前绿茶一盒",
            "reason": "推荐的企业已经完成注册。",
        },
    ),
    "referrals:grant": get(GRANTERS | {"referrer"}, lambda w: [w.grant.number]),
    "files:upload": Address({"POST": SIGNED_IN}, body=lambda w: {"field": "x"}),
    "files:show": get((STAFF - {"keeper"}) | MEMBERS | {"superuser"}, lambda w: [w.paper.pk]),
    "files:thumb": get((STAFF - {"keeper"}) | MEMBERS | {"superuser"}, lambda w: [w.picture.file_id]),
    "files:document": get((STAFF - {"keeper"}) | {"superuser"} | MEMBERS, lambda w: [w.notice.pk]),
    "evaluation:sample": get(NOBODY, key("S209900001")),
}
