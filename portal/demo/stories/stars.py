"""Products that have their stars, and what became of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.demo import enterprise_steps as owners
from portal.demo import evaluation_steps as evaluators
from portal.demo import supervision_steps as supervisors
from portal.demo import upkeep_steps as upkeep
from portal.demo.goods import APPLE, GREEN_TEA, PEPPER, POMELO, WALNUT
from portal.demo.houses import APPLE_HOUSE, POMELO_HOUSE, TEA_HOUSE
from portal.demo.stage import Stage
from portal.demo.stories.story import Story, applied, days_before, registered, working_days_before
from portal.demo.timeline import working_day_before
from portal.registry.models import Enterprise, Product


def _green_tea(stage: Stage) -> None:
    application = applied(stage, TEA_HOUSE, GREEN_TEA, star=5)
    evaluators.starred(stage, application, GREEN_TEA, owner=TEA_HOUSE.owner, score=93)
    upkeep.prove_mark(stage, application.product, GREEN_TEA, owner=TEA_HOUSE.owner)
    for year in (1, 2):
        upkeep.pass_inspection(stage, application.product, year=year, owner=TEA_HOUSE.owner)
    stage.clock.to(working_day_before(clock.day_of(stage.clock.end), count=3))
    supervisors.report_mislabelled(stage, application.product)


def _apple(stage: Stage) -> None:
    application = applied(stage, APPLE_HOUSE, APPLE, star=4)
    evaluators.starred(stage, application, APPLE, owner=APPLE_HOUSE.owner, score=86)
    upkeep.prove_mark(stage, application.product, APPLE, owner=APPLE_HOUSE.owner)
    stage.clock.to(upkeep.day_after_the_anniversary(application.product, year=1))
    # What was not handed in is yellow by itself.
    stage.clock.after(2)
    supervisors.appeal(stage, application.product, owner=APPLE_HOUSE.owner)


def _pomelo(stage: Stage) -> None:
    application = applied(stage, POMELO_HOUSE, POMELO, star=3)
    evaluators.starred(stage, application, POMELO, owner=POMELO_HOUSE.owner, score=78)
    stage.clock.to(working_day_before(clock.day_of(stage.clock.end), count=20))
    supervisors.warn_red(stage, application.product, owner=POMELO_HOUSE.owner)
    supervisors.suspend(stage, application.product, owner=POMELO_HOUSE.owner)
    stage.clock.after(1)
    supervisors.report_forged(stage)


def _nuts(stage: Stage) -> None:
    enterprise, owner = Enterprise.objects.get(uscc=APPLE_HOUSE.uscc), APPLE_HOUSE.owner
    # A broken safety limit counts against whatever the enterprise applies for next, so that one comes last.
    for goods in (PEPPER, WALNUT):
        product = owners.filed(stage, enterprise, goods, by=owner)
        application = owners.apply(stage, product, goods, star=1, by=owner)
        stage.clock.after(1)
        evaluators.starred_online(stage, application, goods, owner=owner)
        stage.clock.after(5)
        if goods is WALNUT:
            supervisors.revoke(stage, product, owner=owner)
        else:
            supervisors.give_back(
                stage,
                product,
                reason="花椒基地改种，产品已经停产。",
                opinion="企业申请属实，产品已停产，库存标识已销毁。",
                owner=owner,
            )
        stage.clock.after(1)


STORIES = (
    Story(
        title=_("高山绿茶：五星，证书有效"),
        begins=days_before(1005),
        is_told=registered(TEA_HOUSE),
        play=_green_tea,
        shows=_("五位专家现场评价，标识应用已备案，两次年检通过，证书有效，续展已开放；一件一般投诉待企业说明"),
    ),
    Story(
        title=_("盐源苹果：四星，黄色警示"),
        begins=days_before(428),
        is_told=registered(APPLE_HOUSE),
        play=_apple,
        shows=_("证书满一年未报送年度检查，次日自动列入黄色警示，待补报，企业已申诉，待法务审理"),
    ),
    Story(
        title=_("沙田柚：三星，已暂停"),
        begins=days_before(230),
        is_told=registered(POMELO_HOUSE),
        play=_pomelo,
        shows=_(
            "消费者投诉属实，红色警示后整改不到位，告知并听取陈述申辩后暂停两个月，尚在申诉期内；另有一件冒用标识的举报待受理"
        ),
    ),
    Story(
        title=_("盐源核桃、花椒：一星，已撤销与已注销"),
        begins=working_days_before(75),
        is_told=lambda: Product.objects.filter(enterprise__uscc=APPLE_HOUSE.uscc, name=WALNUT.name).exists(),
        play=_nuts,
        shows=_("核桃安全指标超标，由法务与流程管理员撤销，已移送机关待结果；花椒停产，企业申请注销"),
    ),
)
