"""Who gets in where: for every address and method the visitors who are let in. Everybody else is not.

`owner` and `staff` belong to the enterprise in question, `rival` to another one, `newcomer` registers a third; the
expert and the agency have no case here. The rest are the operator's roles.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from engine import clock
from engine.models import HistoryEvent, Incident, Job, ProcessInstance, UserTask
from portal.appeals.models import Appeal
from portal.benefits.models import BenefitRequest
from portal.evaluation.models import Application
from portal.exchange.models import Approach, Posting
from portal.referrals.models import Grant, Referrer
from portal.registry.models import Enterprise, EnterpriseMember, JoinRequest, Product
from portal.supervision.models import Case, Report
from portal.upkeep.models import CodeReplacement, InformationChange, MarkProof
from tests.portal.world import product_fields

EVERYBODY = frozenset(
    [
        "nobody",
        "owner",
        "staff",
        "rival",
        "newcomer",
        "reviewer",
        "evaluator",
        "keeper",
        "officer",
        "compliance",
        "legal",
        "manager",
        "admin",
        "expert",
        "agency",
        "referrer",
        "superuser",
    ]
)
SIGNED_IN = EVERYBODY - {"nobody"}
MEMBERS = frozenset({"owner", "staff"})
# The newcomer's enterprise is under review.
ENTERPRISES = frozenset({"owner", "staff", "rival", "newcomer"})
ACTIVE = ENTERPRISES - {"newcomer"}
STAFF = frozenset(["reviewer", "evaluator", "keeper", "officer", "compliance", "legal", "manager"])
READERS = STAFF | {"superuser"}
SUPERVISORS = frozenset({"compliance", "legal", "manager", "superuser"})
MANAGERS = frozenset({"manager", "superuser"})
MARKS = SUPERVISORS | {"officer"}
GRANTERS = frozenset({"reviewer", "manager", "superuser"})
ADMINS = frozenset({"admin", "superuser"})
NOBODY: frozenset[str] = frozenset()


def who(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True)
class Address:
    """`args(world)` for the address; `methods`: who is let in; `body(world)` a full one for what is not GET."""

    methods: dict[str, frozenset[str]]
    args: Callable[[Any], list[Any]] = lambda world: []
    body: Callable[[Any], dict[str, Any]] = lambda world: {}
    is_json: bool = False
    query: Callable[[Any], str] = lambda world: ""
    headers: dict[str, str] = field(default_factory=dict)

    def sends(self, world: Any) -> dict[str, Any]:
        if not self.is_json:
            return {"data": self.body(world)}
        return {"data": json.dumps(self.body(world)), "content_type": "application/json"}


def get(
    allowed: frozenset[str],
    args: Callable[[Any], list[Any]] = lambda world: [],
    query: Callable[[Any], str] = lambda world: "",
) -> Address:
    return Address({"GET": allowed}, args, query=query)


def _reviewed(world: Any) -> dict[str, Any]:
    return {"answers": {"outcome": "pass", "opinion": "", "guidance": ""}}


def _product(world: Any) -> dict[str, Any]:
    fields = product_fields(world.product.origin)
    return fields | {"origin": world.product.origin.pk, "name": "古丈毛尖"}


def _key(key: str) -> Callable[[Any], list[Any]]:
    return lambda world: [key]


def _instance(world: Any) -> list[Any]:
    return [world.prosecution.instance.pk]


def _event(world: Any) -> list[Any]:
    instance = world.prosecution.instance
    return [instance.pk, instance.history.latest("pk").pk]


def _stuck(world: Any) -> list[Any]:
    return [world.stuck.pk]


def _batch(world: Any) -> list[Any]:
    return [world.batch.pk]


def _review(world: Any) -> list[Any]:
    return [world.review.pk]


DRAFT = '<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'
PROCESS = "enterprise_registration"

TABLE: dict[str, Address] = {
    "home": get(EVERYBODY),
    "healthz": get(EVERYBODY),
    "set_language": Address({"POST": EVERYBODY}, body=lambda w: {"language": "en"}),
    "login": Address({"GET": who("nobody"), "POST": EVERYBODY}, body=lambda w: {"username": "x", "password": "y"}),
    "phone_sign_in": Address(
        {"GET": who("nobody"), "POST": EVERYBODY}, body=lambda w: {"phone": "15400000099", "send": "1"}
    ),
    "logout": Address({"POST": EVERYBODY}),
    "session": Address(
        {"GET": EVERYBODY, "POST": EVERYBODY},
        is_json=True,
        body=lambda w: {"username": "rr", "password": "correct horse"},
    ),
    "signup": Address({"GET": who("nobody"), "POST": EVERYBODY}, body=lambda w: {"username": "x"}),
    "password_change": Address({"GET": SIGNED_IN, "POST": SIGNED_IN}, body=lambda w: {"old_password": "x"}),
    "forgotten_password": Address({"GET": who("nobody"), "POST": EVERYBODY}, body=lambda w: {"phone": "15400000099"}),
    "privacy": get(EVERYBODY),
    "profile": Address(
        {"GET": SIGNED_IN, "POST": SIGNED_IN}, body=lambda w: {"display_name": "新名", "language": "zh-hans"}
    ),
    "phone": Address({"GET": SIGNED_IN, "POST": SIGNED_IN}, body=lambda w: {"code": "000000"}),
    "notifications": get(SIGNED_IN),
    "read_notifications": Address({"POST": SIGNED_IN}),
    "notification": get(who("owner"), lambda w: [w.notification.pk]),
    "texts": get(SIGNED_IN),
    "centre:start": get(SIGNED_IN),
    "centre:sign_ins": get(SIGNED_IN),
    "centre:end_session": Address({"POST": who("owner")}, lambda w: [w.sign_in.pk]),
    "centre:end_others": Address({"POST": SIGNED_IN}),
    "centre:notices": Address({"GET": SIGNED_IN, "POST": SIGNED_IN}),
    "centre:choose_address": Address({"POST": SIGNED_IN}, body=lambda w: {"email": "a@example.com"}),
    "centre:confirm_address": get(SIGNED_IN, _key("x")),
    "centre:robots": Address({"GET": SIGNED_IN, "POST": SIGNED_IN}),
    "centre:test_robot": Address({"POST": who("owner")}, lambda w: [w.robot.pk]),
    "centre:remove_robot": Address({"POST": who("owner")}, lambda w: [w.robot.pk]),
    "centre:data": get(SIGNED_IN),
    "centre:export": Address({"POST": SIGNED_IN}),
    "centre:erase": Address({"GET": SIGNED_IN, "POST": SIGNED_IN}, body=lambda w: {"username": "x", "password": "y"}),
    # Who works on a registration sees its contact's number; a report's number whoever may open a case from it.
    "registry:contact_phone": Address({"POST": who("reviewer")}, lambda w: [w.registration.pk]),
    "supervision:report_phone": Address({"POST": who("compliance superuser")}, lambda w: [w.report.pk]),
    # an enterprise's own pages ---------------------------------------------------------------------------
    "registry:dashboard": get(ENTERPRISES),
    "registry:documents": get(ENTERPRISES),
    "registry:switch": Address({"POST": MEMBERS}, lambda w: [w.enterprise.pk]),
    "registry:register": get(SIGNED_IN),
    "registry:regions": get(SIGNED_IN, query=lambda w: "parent=430000"),
    "registry:submit": Address({"POST": SIGNED_IN}, _key("433126"), lambda w: {"answers": {}}, is_json=True),
    "registry:draft": Address(
        {"PUT": SIGNED_IN}, _key("433126"), lambda w: {"answers": {}}, is_json=True, headers={"If-None-Match": "*"}
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
    "registry:new_product": Address({"GET": ACTIVE, "POST": MEMBERS}, body=_product),
    "registry:product": get(MEMBERS, lambda w: [w.product.pk]),
    "registry:edit_product": Address({"GET": MEMBERS, "POST": MEMBERS}, lambda w: [w.draft.pk], _product),
    "registry:file_product": Address({"POST": MEMBERS}, lambda w: [w.draft.pk]),
    # A filed product: what is reviewed of it becomes a change, which a reviewer decides on.
    "registry:filing": get(READERS | MEMBERS, lambda w: [w.filing.number]),
    "registry:certifications": Address(
        {"GET": MEMBERS, "POST": MEMBERS}, lambda w: [w.draft.pk], lambda w: {"kind": "green", "number": "LB-44"}
    ),
    "registry:remove_certification": Address({"POST": MEMBERS}, lambda w: [w.draft.pk, w.certification.pk]),
    # cases: here a penalty case ----------------------------------------------------------------------------
    "registry:case": get(SUPERVISORS | MEMBERS, _instance),
    "registry:diagrams": get(SUPERVISORS | MEMBERS, _instance),
    "registry:diagram": get(SUPERVISORS | MEMBERS, _instance),
    "registry:state": get(SUPERVISORS | MEMBERS, _instance),
    # applications -------------------------------------------------------------------------------------------
    "evaluation:applications": get(ENTERPRISES),
    "evaluation:apply": Address(
        {"GET": who("owner rival"), "POST": who("owner")},
        body=lambda w: {"product": w.product.pk, "star": 3},
    ),
    "evaluation:criteria": get(MEMBERS, query=lambda w: f"product={w.product.pk}&star=3"),
    "evaluation:progress": get(READERS | MEMBERS, lambda w: [w.applied.number]),
    "evaluation:withdraw": Address({"POST": who("owner")}, lambda w: [w.applied.number]),
    "evaluation:retest": get(MEMBERS, lambda w: [w.applied.number]),
    # certificates --------------------------------------------------------------------------------------------
    "certification:list": get(ENTERPRISES),
    "certification:mark": get(MEMBERS | MARKS, lambda w: [w.authorisation.pk, "png"]),
    "certification:qr": get(MEMBERS | MARKS, lambda w: [w.authorisation.pk, "png"]),
    # appeals -------------------------------------------------------------------------------------------------
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
    # supervision ---------------------------------------------------------------------------------------------
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
    # benefits ------------------------------------------------------------------------------------------------
    "benefits:list": get(ENTERPRISES),
    "benefits:new": Address(
        {"GET": ENTERPRISES, "POST": ACTIVE},
        _key("branding"),
        lambda w: {"title": "品牌", "content": "请介绍品牌策划的办理方式。", "options": ["品牌策划"], "consent": "on"},
    ),
    "benefits:requests": get(GRANTERS),
    "benefits:request": get(GRANTERS | MEMBERS, lambda w: [w.benefit_request.number]),
    "benefits:catalogue": get(GRANTERS),
    "benefits:benefit": Address(
        {"GET": MANAGERS, "POST": MANAGERS}, _key("branding"), lambda w: {"is_open": "on", "options": "品牌策划"}
    ),
    # supply and demand ---------------------------------------------------------------------------------------
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
    # credit ----------------------------------------------------------------------------------------------------
    "credit:own": get(ENTERPRISES),
    "credit:enterprise": get(READERS, lambda w: [w.enterprise.pk]),
    "credit:formula": get(EVERYBODY),
    # referrers -----------------------------------------------------------------------------------------------
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
    # files ------------------------------------------------------------------------------------------------------
    "files:upload": Address({"POST": SIGNED_IN}, body=lambda w: {"field": "x"}),
    "files:show": get((STAFF - {"keeper"}) | MEMBERS | {"superuser"}, lambda w: [w.paper.pk]),
    "files:thumb": get((STAFF - {"keeper"}) | MEMBERS | {"superuser"}, lambda w: [w.picture.file_id]),
    "files:document": get((STAFF - {"keeper"}) | {"superuser"} | MEMBERS, lambda w: [w.notice.pk]),
    "evaluation:sample": get(NOBODY, _key("S209900001")),
    # work: a registration's review -----------------------------------------------------------------------------
    "inbox:list": get(SIGNED_IN),
    "inbox:task": get(who("reviewer"), _review),
    "inbox:pulse": get(EVERYBODY),
    # Nothing for whoever is not signed in any more; the page itself says so.
    "inbox:live": get(who("reviewer nobody"), _review),
    "inbox:claim": Address({"POST": who("reviewer")}, _review),
    "inbox:unclaim": Address({"POST": who("reviewer")}, _review),
    "inbox:complete": Address({"POST": who("reviewer")}, _review, _reviewed, is_json=True),
    "inbox:draft": Address({"PUT": who("reviewer")}, _review, _reviewed, is_json=True, headers={"If-None-Match": "*"}),
    # the managers' pages -----------------------------------------------------------------------------------------
    "cockpit:processes": get(MANAGERS),
    "cockpit:process": get(MANAGERS, _key(PROCESS)),
    "cockpit:version_diagram": get(MANAGERS, lambda w: [PROCESS, 1]),
    "cockpit:process_state": get(MANAGERS, _key(PROCESS)),
    "cockpit:edit": get(MANAGERS, _key(PROCESS)),
    "cockpit:draft_diagram": get(MANAGERS, _key(PROCESS)),
    "cockpit:decision": get(MANAGERS, _key("registration_format")),
    "cockpit:decision_source": get(MANAGERS, _key("registration_format")),
    "cockpit:instances": get(MANAGERS),
    "cockpit:instance": get(MANAGERS, _instance),
    "cockpit:past": get(MANAGERS, _event),
    "cockpit:cancel": Address({"POST": MANAGERS}, _instance, lambda w: {"reason": "重复"}),
    "cockpit:correct": Address(
        {"POST": MANAGERS},
        _stuck,
        lambda w: {"name": "amount", "kind": "number", "value": "2", "reason": "x"},
    ),
    "cockpit:suspend_process": Address(
        {"GET": MANAGERS, "POST": MANAGERS}, _key(PROCESS), lambda w: {"reason": "年度调整"}
    ),
    "cockpit:resume_process": Address({"GET": MANAGERS, "POST": MANAGERS}, _key(PROCESS), lambda w: {"reason": "完成"}),
    "cockpit:suspend": Address({"GET": MANAGERS, "POST": MANAGERS}, _instance, lambda w: {"reason": "核实"}),
    "cockpit:resume": Address({"GET": MANAGERS, "POST": MANAGERS}, _instance, lambda w: {"reason": "核实完毕"}),
    "cockpit:batches": get(MANAGERS),
    "cockpit:new_batch": Address(
        {"GET": MANAGERS, "POST": MANAGERS},
        body=lambda w: {"operation": "suspend", "reason": "核实"},
        query=lambda w: f"pk={w.stuck.pk}",
    ),
    "cockpit:batch": get(MANAGERS, _batch),
    "cockpit:stop_batch": Address({"POST": MANAGERS}, _batch),
    "cockpit:undo_batch": Address({"POST": MANAGERS}, _batch, lambda w: {"reason": "有误"}),
    "cockpit:move": Address(
        {"GET": MANAGERS, "POST": MANAGERS},
        _stuck,
        lambda w: {"token": w.incident.task_id, "to": "A", "reason": "x"},
    ),
    "cockpit:migrate": Address({"GET": MANAGERS, "POST": MANAGERS}, _stuck, lambda w: {"version": 1, "reason": "x"}),
    "cockpit:task": Address(
        {"GET": MANAGERS, "POST": MANAGERS}, _review, lambda w: {"action": "reschedule", "reason": "顺延"}
    ),
    "cockpit:incidents": get(MANAGERS),
    "cockpit:retry": Address({"POST": MANAGERS}, lambda w: [w.incident.pk]),
    "cockpit:skip": Address({"POST": MANAGERS}, lambda w: [w.incident.pk], lambda w: {"reason": "x"}),
    "cockpit:new_process": Address({"POST": MANAGERS}, body=lambda w: {"name": "新流程", "key": "brand_new"}),
    "cockpit:draft": Address(
        {"PUT": MANAGERS, "DELETE": MANAGERS},
        _key(PROCESS),
        lambda w: {"xml": DRAFT, "base": 1},
        is_json=True,
        headers={"If-None-Match": "*"},
    ),
    "cockpit:check": Address({"POST": MANAGERS}, _key(PROCESS), lambda w: {"xml": DRAFT}, is_json=True),
    "cockpit:deploy": Address(
        {"POST": MANAGERS}, _key(PROCESS), lambda w: {"note": "x"}, is_json=True, headers={"If-Match": '"x"'}
    ),
    "cockpit:form_schema": get(MANAGERS, _key("registration_review")),
    "cockpit:delivery": get(MANAGERS, lambda w: ["form", w.delivery.key]),
    "cockpit:delivery_file": get(MANAGERS, lambda w: ["form", w.delivery.key]),
    "cockpit:edit_delivery": Address({"POST": NOBODY}, _key("no_such_process")),
    "cockpit:take_over_delivery": Address({"POST": MANAGERS}, lambda w: ["form", w.delivery.key]),
    # the administration ------------------------------------------------------------------------------------------
    "administration:start": get(ADMINS | MANAGERS),
    "administration:people": get(ADMINS),
    "administration:add_person": Address(
        {"GET": ADMINS, "POST": ADMINS},
        body=lambda w: {
            "username": "new",
            "display_name": "田新",
            "phone": "15400000077",
            "start": "password",
            "roles": ["legal"],
        },
    ),
    "administration:person": Address(
        {"GET": ADMINS, "POST": ADMINS}, lambda w: [w.visitors["keeper"].pk], lambda w: {"action": "close"}
    ),
    "administration:calendar": Address({"GET": ADMINS, "POST": ADMINS}),
    "administration:calendar_year": Address({"GET": ADMINS, "POST": ADMINS}, lambda w: [2026]),
    "administration:experts": get(ADMINS),
    "administration:add_expert": Address({"GET": ADMINS, "POST": ADMINS}),
    "administration:expert": Address({"GET": ADMINS, "POST": ADMINS}, lambda w: [w.expert.pk]),
    "administration:agencies": get(ADMINS),
    "administration:add_agency": Address({"GET": ADMINS, "POST": ADMINS}),
    "administration:agency": Address({"GET": ADMINS, "POST": ADMINS}, lambda w: [w.agency.pk]),
    "administration:texts": get(ADMINS),
    "administration:retry_text": Address({"POST": ADMINS}, lambda w: [w.text.pk]),
    "administration:templates": get(MANAGERS),
    "administration:template": Address({"GET": MANAGERS, "POST": MANAGERS}, lambda w: [w.template.kind]),
    "administration:template_file": get(MANAGERS, lambda w: [w.template.kind]),
    "administration:decide_template": Address({"POST": MANAGERS}, lambda w: [w.template.kind, w.template.pk]),
    "administration:settings": Address({"GET": ADMINS, "POST": ADMINS}),
    "channels:list": get(ADMINS),
    "channels:add": Address({"GET": ADMINS, "POST": ADMINS}),
    "channels:channel": Address({"GET": ADMINS, "POST": ADMINS}, lambda w: [w.channel.pk]),
    # channels come with a key, which no visitor has (tests/portal/channels) -----------------------------------------
    "channels:about": get(EVERYBODY),
    "channels:products": get(NOBODY),
    "channels:product": get(NOBODY, lambda w: [w.authorisation.number]),
    "channels:verify": get(NOBODY, query=lambda w: "code=" + w.authorisation.number),
    # consumers ----------------------------------------------------------------------------------------------------
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
    "public:statistics": get(EVERYBODY, query=lambda w: "province=43"),
    "public:rules": get(EVERYBODY),
    "public:rules_version": get(EVERYBODY, _key("2026-01")),
    "public:regulations": get(EVERYBODY),
    "public:regulation": get(EVERYBODY, _key("marks")),
    "public:regulation_version": get(EVERYBODY, lambda w: ["certificates", "2026-01"]),
    "public:verify": get(EVERYBODY, lambda w: [w.notice.verification_code]),
    # programs -------------------------------------------------------------------------------------------------------
    "api:token": Address(
        {"POST": EVERYBODY}, is_json=True, body=lambda w: {"username": "rr", "password": "correct horse"}
    ),
    "api:deployments": Address({"POST": MANAGERS}),
    "api:check": Address({"POST": MANAGERS}),
    "api:definitions": get(MANAGERS),
    "api:start": Address(
        {"POST": who("superuser")}, _key("stuck"), lambda w: {"variables": {"amount": 3}}, is_json=True
    ),
    "api:simulate": Address({"POST": MANAGERS}, _key("stuck"), lambda w: {"variables": {"amount": 3}}, is_json=True),
    "api:instance": get(MANAGERS | {"compliance"}, _instance),
    "api:history": get(MANAGERS | {"compliance"}, _instance),
    "api:past": get(MANAGERS | {"compliance"}, _event),
    "api:cancel": Address({"POST": MANAGERS}, _instance, lambda w: {"reason": "重复"}, is_json=True),
    "api:suspend_definition": Address(
        {"POST": MANAGERS}, _key(PROCESS), lambda w: {"reason": "年度调整"}, is_json=True
    ),
    "api:resume_definition": Address({"POST": MANAGERS}, _key(PROCESS), lambda w: {"reason": "完成"}, is_json=True),
    "api:suspend": Address({"POST": MANAGERS}, _instance, lambda w: {"reason": "核实"}, is_json=True),
    "api:resume": Address({"POST": MANAGERS}, _instance, lambda w: {"reason": "核实完毕"}, is_json=True),
    "api:instances": get(SIGNED_IN),
    "api:incidents": get(MANAGERS),
    "api:retry": Address({"POST": MANAGERS}, lambda w: [w.incident.pk], is_json=True),
    "api:skip": Address({"POST": MANAGERS}, lambda w: [w.incident.pk], lambda w: {"reason": "x"}, is_json=True),
    "api:batches": Address(
        {"GET": MANAGERS, "POST": MANAGERS},
        body=lambda w: {"operation": "suspend", "instances": [str(w.stuck.pk)], "reason": "核实"},
        is_json=True,
    ),
    "api:batch": get(MANAGERS, _batch),
    "api:batch_items": get(MANAGERS, _batch),
    "api:stop_batch": Address({"POST": MANAGERS}, _batch, is_json=True),
    "api:undo_batch": Address({"POST": MANAGERS}, _batch, lambda w: {"reason": "有误"}, is_json=True),
    "api:variables": Address(
        {"POST": MANAGERS}, _stuck, lambda w: {"variables": {"amount": 2}, "reason": "x"}, is_json=True
    ),
    "api:move": Address({"POST": MANAGERS}, _stuck, lambda w: {"element": "G", "to": "A", "reason": "x"}, is_json=True),
    "api:migrate": Address({"POST": MANAGERS}, _stuck, lambda w: {"version": 1, "reason": "x"}, is_json=True),
    "api:tasks": get(SIGNED_IN),
    "api:task": get(MANAGERS | {"reviewer"}, _review),
    "api:claim": Address({"POST": who("reviewer")}, _review, is_json=True),
    "api:unclaim": Address({"POST": MANAGERS}, _review, is_json=True, body=lambda w: {"reason": "x"}),
    "api:assign": Address({"POST": MANAGERS}, _review, lambda w: {"assignee": "rr", "reason": "x"}, is_json=True),
    "api:reschedule": Address(
        {"POST": MANAGERS}, _review, lambda w: {"due_at": "2026-04-01T10:00:00+08:00", "reason": "x"}, is_json=True
    ),
    "api:complete": Address({"POST": who("reviewer")}, _review, _reviewed, is_json=True),
    "api:messages": Address(
        {"POST": MANAGERS}, body=lambda w: {"name": "withdraw", "correlation_key": w.applied.number}, is_json=True
    ),
    "api:evaluate": Address({"POST": MANAGERS}, _key("registration_format"), lambda w: {"variables": {}}, is_json=True),
    "api_schema": get(EVERYBODY),
    "api_docs": get(EVERYBODY),
}


def _review_now(world: Any) -> Any:
    return UserTask.objects.values_list("assignee", "status", "due_at").get(pk=world.review.pk)


def _count(model: type[Model]) -> Callable[[Any], Any]:
    return lambda world: model._default_manager.count()


# What a request other than GET changes where it is let in; a page may refuse with a sentence and lead back.
EFFECTS: dict[str, Callable[[Any], Any]] = {
    "registry:join": _count(JoinRequest),
    "registry:withdraw": lambda w: Enterprise.objects.filter(status=Enterprise.Status.WITHDRAWN).count(),
    "registry:add_member": _count(EnterpriseMember),
    "registry:member": lambda w: w.enterprise.members.get(pk=w.member.pk).role,
    "registry:join_request": lambda w: JoinRequest.objects.get(pk=w.join.pk).status,
    "registry:new_product": _count(Product),
    "registry:edit_product": lambda w: Product.objects.get(pk=w.draft.pk).name,
    "registry:file_product": lambda w: Product.objects.get(pk=w.draft.pk).status,
    "registry:certifications": lambda w: w.draft.certifications.count(),
    "registry:remove_certification": lambda w: w.draft.certifications.count(),
    "evaluation:apply": _count(Application),
    "evaluation:withdraw": _count(Job),
    "appeals:new": _count(Appeal),
    "supervision:give_up": _count(Case),
    "upkeep:begin_proof": _count(MarkProof),
    "upkeep:replace_code": _count(CodeReplacement),
    "upkeep:change": _count(InformationChange),
    "upkeep:contact": lambda w: Enterprise.objects.get(pk=w.enterprise.pk).contact_name,
    "supervision:new": _count(Case),
    "supervision:enter": _count(Report),
    "supervision:begin": lambda w: Report.objects.get(pk=w.report.pk).number,
    "benefits:new": _count(BenefitRequest),
    "exchange:new": _count(Posting),
    "exchange:posting": _count(Approach),
    "exchange:close": lambda w: Posting.objects.get(pk=w.posting.pk).closed_at,
    "exchange:answer": lambda w: Approach.objects.get(pk=w.approach.pk).status,
    "referrals:join": _count(Referrer),
    "referrals:new_grant": _count(Grant),
    "inbox:claim": _review_now,
    "inbox:complete": _review_now,
    "cockpit:cancel": lambda w: ProcessInstance.objects.get(pk=w.prosecution.instance.pk).status,
    "cockpit:correct": lambda w: ProcessInstance.objects.get(pk=w.stuck.pk).variables,
    "cockpit:move": lambda w: ProcessInstance.objects.get(pk=w.stuck.pk).active_elements,
    "cockpit:retry": lambda w: Incident.objects.get(pk=w.incident.pk).resolved_at,
    "api:start": _count(ProcessInstance),
    "api:cancel": lambda w: ProcessInstance.objects.get(pk=w.prosecution.instance.pk).status,
    "api:variables": lambda w: ProcessInstance.objects.get(pk=w.stuck.pk).variables,
    "api:move": lambda w: ProcessInstance.objects.get(pk=w.stuck.pk).active_elements,
    "api:migrate": _count(HistoryEvent),
    "api:claim": _review_now,
    "api:assign": _review_now,
    "api:reschedule": _review_now,
    "api:complete": _review_now,
}
