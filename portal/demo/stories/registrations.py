"""Enterprises and products on their way into the register."""

from __future__ import annotations

from datetime import time

from django.utils.translation import gettext_lazy as _

from portal.demo import enterprise_steps as owners
from portal.demo.goods import DARK_TEA, JASMINE_TEA, TIPS_TEA
from portal.demo.houses import FLOWER_HOUSE, FOOD_HOUSE, TEA_HOUSE
from portal.demo.people import MARK, REFERRER
from portal.demo.stage import Stage
from portal.demo.stories.story import Story, minutes_before, registered, working_days_before
from portal.registry.models import Enterprise, Product


def _filings(stage: Stage) -> None:
    enterprise, owner = Enterprise.objects.get(uscc=TEA_HOUSE.uscc), TEA_HOUSE.owner
    tips = owners.filed(stage, enterprise, TIPS_TEA, by=owner)
    owners.sent(stage, enterprise, JASMINE_TEA, by=owner)
    stage.clock.after(1)
    stage.do(
        "Review",
        by="reviewer",
        outcome="correct",
        opinion="图片看不清包装上的配料表，请补充包装背面照片。",
        guidance="花茶的茶坯与鲜花来源可写入溯源说明。",
    )
    stage.clock.after(1)
    owners.renamed(stage, tips, name=f"古丈明前毛尖{MARK}", reason="只用清明前原料，名称与包装一致", by=owner)
    owners.sent(stage, enterprise, DARK_TEA, by=owner)


def _flower(stage: Stage) -> None:
    owners.register(stage, FLOWER_HOUSE, referrer_phone=REFERRER.phone)
    stage.clock.after(1, at=time(15))
    stage.do(
        "Review",
        by="reviewer",
        outcome="correct",
        opinion="营业执照扫描件上的经营场所不清晰，请重新拍摄后上传。",
        guidance="请在光线充足处平拍，四角完整。",
    )


def _food(stage: Stage) -> None:
    owners.register(stage, FOOD_HOUSE)


STORIES = (
    Story(
        title=_("古丈毛尖等：产品备案三种情形"),
        begins=working_days_before(3),
        is_told=lambda: Product.objects.filter(enterprise__uscc=TEA_HOUSE.uscc, name=DARK_TEA.name).exists(),
        play=_filings,
        shows=_("毛尖已备案、更名待审核，花茶退回补正，黑茶待审核"),
    ),
    Story(
        title=_("金银花加工厂：注册待补正"),
        begins=working_days_before(4),
        is_told=registered(FLOWER_HOUSE),
        play=_flower,
        shows=_("注册信息待补正，推荐人已匹配"),
        lacks=_("产品待注册通过后登记"),
    ),
    Story(
        title=_("默戎苗家食品：注册待审核"),
        begins=minutes_before(20),
        is_told=registered(FOOD_HOUSE),
        play=_food,
        shows=_("同一账户的第二家企业，注册刚提交"),
    ),
)
