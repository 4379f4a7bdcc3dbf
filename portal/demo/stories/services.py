"""What the platform does for enterprises and referrers besides stars."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.benefits.models import Benefit, BenefitRequest
from portal.demo import benefit_steps as benefits
from portal.demo import enterprise_steps as owners
from portal.demo import evaluation_steps as evaluators
from portal.demo import referral_steps as referrals
from portal.demo import upkeep_steps as upkeep
from portal.demo.goods import BERRY_LEAF
from portal.demo.houses import BERRY_HOUSE, TEA_HOUSE
from portal.demo.stage import Stage
from portal.demo.stories.story import Story, working_days_before
from portal.exchange.models import Posting
from portal.referrals.models import Grant, Referral
from portal.registry.models import Enterprise, Product


def _has_grants_or_nobody_for_them() -> bool:
    """Stories that were told before there were referrals named nobody."""
    return Grant.objects.exists() or not Referral.objects.filter(status=Referral.Status.COUNTED).exists()


def _grants(stage: Stage) -> None:
    """One was brought, another waits for the referrer's answer."""
    referrals.offered(stage, kind="trial", title="枸杞干果试吃装", detail="100克一袋，头茬枸杞")
    referrals.delivered(stage)
    stage.clock.after(1)
    referrals.offered(stage, kind="event", title="茶园开园日", detail="到默戎镇茶园参观采茶，食宿自理")


def _benefits(stage: Stage) -> None:
    """One enquiry was answered and waits to be confirmed, another waits for its review."""
    enterprise, owner = Enterprise.objects.get(uscc=TEA_HOUSE.uscc), TEA_HOUSE.owner
    told = {"title": "云岭茶品牌策划", "content": "希望了解品牌定位、包装形象与商标注册的办理方式。"}
    benefits.enquire(stage, enterprise, "branding", **told, by=owner)
    benefits.answered(stage, result="已安排品牌顾问电话联系，约定下周到茶园了解情况。")
    stage.clock.after(1)
    told = {"title": "低温压榨与冷链", "content": "希望了解茶叶深加工的工艺改进和设备选型。"}
    benefits.enquire(stage, enterprise, "industry", **told, by=owner)


def _exchange(stage: Stage) -> None:
    """The tea house looks for transport; the goji cooperative asked to talk."""
    tea, berry = Enterprise.objects.get(uscc=TEA_HOUSE.uscc), Enterprise.objects.get(uscc=BERRY_HOUSE.uscc)
    benefits.exchanged(stage, tea, berry, by=TEA_HOUSE.owner, asked_by=BERRY_HOUSE.owner)


def _leaf(stage: Stage) -> None:
    enterprise, owner = Enterprise.objects.get(uscc=BERRY_HOUSE.uscc), BERRY_HOUSE.owner
    product = owners.filed(stage, enterprise, BERRY_LEAF, by=owner)
    application = owners.apply(stage, product, BERRY_LEAF, star=1, by=owner)
    stage.clock.after(1)
    evaluators.starred_online(stage, application, BERRY_LEAF, owner=owner)
    stage.clock.after(1)
    upkeep.replace_code(stage, product, reason="印刷厂流出一批未使用的标签，请更换二维码。", owner=owner)


STORIES = (
    Story(
        title=_("枸杞叶茶：一星，二维码已更换"),
        begins=working_days_before(22),
        is_told=lambda: Product.objects.filter(enterprise__uscc=BERRY_HOUSE.uscc, name=BERRY_LEAF.name).exists(),
        play=_leaf,
        shows=_("未使用的标签流出，企业申请更换二维码，旧码扫出后提示已更换"),
    ),
    Story(
        title=_("推荐人权益：一项已交付，一项待答复"),
        begins=working_days_before(8),
        is_told=_has_grants_or_nobody_for_them,
        play=_grants,
        shows=_("推荐的枸杞企业已计入；试用已交付，活动待推荐人接受或谢绝"),
    ),
    Story(
        title=_("云岭茶业：增值服务咨询"),
        begins=working_days_before(5),
        is_told=BenefitRequest.objects.filter(benefit__kind=Benefit.Kind.ENQUIRY).exists,
        play=_benefits,
        shows=_("品牌打造已办理待企业确认，产业提升待审查；渠道推广须先通过标识应用备案"),
    ),
    Story(
        title=_("供需对接：冷链运输与枸杞原料"),
        begins=working_days_before(4),
        is_told=Posting.objects.exists,
        play=_exchange,
        shows=_("云岭茶业寻找冷链运输，枸杞合作社供应原料并已联系，待答复"),
    ),
)
