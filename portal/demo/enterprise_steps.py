"""What the owners do: register, file a product, apply for a star, send a sample."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from documents.models import StoredFile
from engine import clock
from engine.models import FormDefinition
from portal.accounts.commands import give_consent
from portal.accounts.models import Consent
from portal.demo import pictures
from portal.demo.stage import Reference, Stage, StoryStuck
from portal.demo.world import Business, Goods
from portal.evaluation.commands import apply_for_star
from portal.evaluation.models import Application, Link
from portal.registry import commands
from portal.registry.accepting import accept
from portal.registry.answers import clean
from portal.registry.forms import ProductForm
from portal.registry.models import Enterprise, Filing, Product
from portal.registry.registration_form import FORM, fields_of, named_in, township_options
from portal.registry.versions import AT_ONCE, PLAIN
from portal.scheme.regulations import RULES


def register(stage: Stage, business: Business, *, referrer_phone: str = "") -> Enterprise:
    """Fill in the registration form and send it."""
    owner = stage.person(business.owner)
    form = FormDefinition.objects.newest(FORM)
    assert form is not None
    data = {"townships": township_options(business.township[:6]), "guidance": "", "invited": False}
    answers = _registration(stage, business) | {"referrer_phone": referrer_phone}
    named = named_in(answers)
    fields = fields_of(clean(form, answers, user=owner, data=data), by=owner)
    enterprise = commands.register_enterprise(fields=fields, by=owner, named=named)
    give_consent(owner, Consent.Kind.PRIVACY)
    accept(enterprise, RULES, subject=enterprise.number, by=owner)
    stage.turn_to(enterprise.number)
    return enterprise


def _registration(stage: Stage, business: Business) -> dict[str, Any]:
    owner = stage.person(business.owner)
    picture = pictures.licence(
        name=business.name,
        uscc=business.uscc,
        rows=[
            ("类型", str(Enterprise.Kind(business.kind).label)),
            ("法定代表人", owner.display_name),
            ("成立日期", business.founded_on),
            ("住所", business.address),
            ("经营范围", business.scope),
            ("营业期限", "长期"),
        ],
    )
    return {
        "name": business.name,
        "uscc": business.uscc,
        "kind": business.kind,
        "legal_representative": owner.display_name,
        "founded_on": business.founded_on,
        "long_term": True,
        "address": business.address,
        "business_scope": business.scope,
        "licence": [stage.upload(picture, "营业执照.png", by=business.owner)],
        "township": business.township,
        "production_address": business.village,
        "contact_name": owner.display_name,
        "contact_phone": owner.phone,
        "category": business.trade,
        "needs": business.needs,
        "is_representative": True,
        "rules": True,
        "privacy": True,
    }


def registered(stage: Stage, business: Business, *, referrer_phone: str = "") -> Enterprise:
    """Register, and be passed on the next working day."""
    enterprise = register(stage, business, referrer_phone=referrer_phone)
    stage.clock.after(1)
    stage.do("Review", by="reviewer", outcome="pass", guidance="请尽快完成产品备案。")
    enterprise.refresh_from_db()
    return enterprise


def filed(stage: Stage, enterprise: Enterprise, goods: Goods, *, by: str) -> Product:
    """Enter a product, send it, and have it filed on the same day."""
    filing = sent(stage, enterprise, goods, by=by)
    stage.clock.later(hours=2)
    stage.do("Review", by="reviewer", outcome="pass", guidance="备案信息变化时请及时提交变更。")
    return Product.objects.select_related("enterprise").get(pk=filing.product_id)


def sent(stage: Stage, enterprise: Enterprise, goods: Goods, *, by: str) -> Filing:
    """Enter a product with a picture, and send it to review."""
    owner = stage.person(by)
    form = ProductForm(_product(enterprise, goods, phone=owner.phone), enterprise=enterprise, by=owner)
    if not form.is_valid():
        raise StoryStuck(f"{goods.name} {form.errors.as_json()}")
    product = commands.create_product(enterprise, fields=form.fields_given(), by=owner)
    picture = pictures.product(goods.short_name, shape=goods.shape, colour=goods.colour)
    stored = stage.upload(picture, f"{goods.short_name}.png", by=by, owner=enterprise.group)
    commands.set_pictures(product, files=[StoredFile.objects.get(pk=stored["id"])])
    filing = commands.file_product(product, by=owner)
    stage.turn_to(filing.number)
    return filing


def renamed(stage: Stage, product: Product, *, name: str, reason: str, by: str) -> Filing:
    """A change of a filed product is sent to review."""
    fields = {field: getattr(product, field) for field in (*PLAIN, *AT_ONCE, "origin", "compliance_file")}
    filing = commands.change_product(
        product,
        fields=fields | {"name": name},
        pictures=[picture.file for picture in product.pictures.select_related("file")],
        reason=reason,
        by=stage.person(by),
    )
    assert filing is not None
    stage.turn_to(filing.number)
    return filing


def _product(enterprise: Enterprise, goods: Goods, *, phone: str) -> dict[str, Any]:
    return {
        "name": goods.name,
        "category": goods.sort,
        "specification": goods.specification,
        "trademark": "",
        "standard": goods.standard,
        "permit_number": goods.permit,
        "origin": enterprise.township_id,
        "capacity": goods.capacity,
        "trace_level": goods.trace,
        "trace_note": goods.trace_note,
        "description": goods.description,
        "purchase_url": "https://www.example.com/",
        "public_contact": phone,
        "contact_consent": True,
    }


def apply(stage: Stage, product: Product, goods: Goods, *, star: int, by: str) -> Application:
    """立即评价, with the evidence that the star asks for."""
    application = apply_for_star(product, star=star, by=stage.person(by))
    stage.turn_to(application.number)
    stage.do("Evidence", by=by, **_evidence(stage, application, goods, by=by))
    application.refresh_from_db()
    return application


def _evidence(stage: Stage, application: Application, goods: Goods, *, by: str) -> dict[str, Any]:
    enterprise, star = application.enterprise, application.star

    def paper(title: str) -> list[Reference]:
        content = pictures.paper(title, [enterprise.name, goods.name, "本件为演示材料，不具有效力"])
        return [stage.upload(content, f"{title}.pdf", by=by, owner=enterprise.group)]

    assert enterprise.licence is not None
    answers: dict[str, Any] = {
        "k1_files": [{"id": str(enterprise.licence.pk), "name": enterprise.licence.name}],
        "k5_level": goods.trace,
        "k5_note": goods.trace_note,
        "k5_files": paper("溯源管理记录"),
        "accept_sample": True,
        "declaration": True,
        "rules": True,
    }
    for link in Link:
        # One paper is enough to look at; the links that others do for the enterprise do not apply.
        if link in (Link.PRODUCTION, Link.PROCESSING, Link.SALES):
            answers |= {f"{link.value}_na": False, f"{link.value}_files": paper(f"{link.label}符合性证书")}
        else:
            answers |= {f"{link.value}_na": True, f"{link.value}_reason": "委托有资质的物流企业承担"}
    if star >= 2:
        photo = stage.upload(pictures.place(goods.workshop), f"{goods.workshop}.png", by=by, owner=enterprise.group)
        # How deeply the rules may be looked into: 1 for two stars up to 4 for five.
        answers |= {"k3_files": [photo], "k6_level": star - 1, "k6_files": paper("风险控制管理制度")}
    if star >= 3:
        answers |= {"accept_onsite": True}
    if star >= 4:
        answers |= {"k7_files": paper("产品质量保险单")}
    return answers


def ship_sample(stage: Stage, *, by: str, tracking_number: str) -> None:
    made: date = clock.today() - timedelta(days=20)
    stage.do(
        "ShipSample",
        by=by,
        courier="邮政快递",
        tracking_number=tracking_number,
        quantity="2份",
        batch=f"{made:%Y%m%d}",
        produced_on=made.isoformat(),
        shelf_life="12个月",
    )
