"""Where enterprises are shown and met: events, partners' offers, buyers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.benefits.models import Offer
from portal.demo import benefit_steps as benefits
from portal.demo import event_steps as events
from portal.demo import showcase_steps as showcase
from portal.demo.goods import GREEN_TEA
from portal.demo.houses import BERRY_HOUSE, SILVER_HOUSE, TEA_HOUSE
from portal.demo.people import MARK
from portal.demo.stage import Stage
from portal.demo.stories.story import Story, working_days_before
from portal.demo.world import Business
from portal.events.models import Event
from portal.registry.models import Enterprise, Product
from portal.showcase.models import Buyer, Scope, Showing


def _house(business: Business) -> Enterprise:
    return Enterprise.objects.get(uscc=business.uscc)


def _green_tea() -> Product:
    return Product.objects.get(enterprise__uscc=TEA_HOUSE.uscc, name=GREEN_TEA.name)


def _events(stage: Stage) -> None:
    """A training was held; for a fair one asked for a place, for a workshop another waits."""
    tea, berry, silver = map(_house, (TEA_HOUSE, BERRY_HOUSE, SILVER_HOUSE))
    training = events.announced(
        stage,
        days=9,
        kind=Event.Kind.TRAINING,
        title="产品溯源与包装标识培训",
        venue="古丈县农业农村局二楼会议室",
        detail="溯源码的使用、标签标识的要求、年度检查怎样报送。免费，午餐自理。",
        places=20,
    )
    came = events.signed_up(stage, training, tea, note="包装车间两人参加", by=TEA_HOUSE.owner)
    stayed = events.signed_up(stage, training, berry, note="希望了解批次追溯", by=BERRY_HOUSE.owner)
    stage.clock.after(1)
    events.confirmed(stage, came, stayed)
    text = "到场一家两人，现场演示了溯源码与年度检查的报送。枸杞合作社因天气未能到场，资料已寄送。"
    events.recorded(stage, training, text=text, attended=[came])
    fair = events.announced(
        stage,
        days=40,
        lasts=3,
        kind=Event.Kind.EXPO,
        title="中部山货展销会",
        venue="长沙国际会展中心3号馆",
        detail="标准展位免费，食宿自理；请带三种规格的样品和两份宣传资料。",
        places=12,
        stars=[3, 4, 5],
    )
    told = {"note": "高山绿茶三款，现场冲泡", "by": TEA_HOUSE.owner}
    events.signed_up(stage, fair, tea, product=_green_tea(), **told)
    workshop = events.announced(
        stage,
        days=26,
        kind=Event.Kind.TRAINING,
        title="短视频拍摄实训",
        venue="隆回县电商产业园",
        detail="自带手机和产品样品，每家企业两人，分组拍摄并点评。",
        places=1,
    )
    first = events.signed_up(stage, workshop, silver, note="拍摄银饰锻打过程", by=SILVER_HOUSE.owner)
    events.signed_up(stage, workshop, berry, note="拍摄枸杞采摘", by=BERRY_HOUSE.owner)
    stage.clock.later(hours=2)
    events.confirmed(stage, first)


def _offers(stage: Stage) -> None:
    """A carrier's offer, which the tea house asked for and got."""
    benefit = benefits.offered(
        stage,
        partner=f"湘江冷链物流有限公司{MARK}",
        contact_name="江流",
        contact_phone="15400000071",
        conditions="每月两票以上，古丈、雷山、中宁到省会的干线运费八五折；首票免接货费。凭平台的申请编号办理。",
        by="manager",
    )
    stage.clock.after(1)
    told = {"title": "高山绿茶冷链运费优惠", "content": "每月两票，古丈至长沙，每票约一吨，需0至5摄氏度。"}
    benefits.take_offer(stage, benefit, _green_tea(), **told, by=TEA_HOUSE.owner)
    benefits.answered(stage, result="已与物流公司签订半年优惠协议，首票下周发运。")


def _samples(stage: Stage) -> None:
    showcase.shown(stage, _green_tea(), reason="高山云雾茶园，明前单芽，汤色清亮。", owner=TEA_HOUSE.owner)


def _buyers(stage: Stage) -> None:
    """The tea house agrees; of two buyers one answers."""
    tea = _green_tea()
    chain = showcase.registered(
        stage,
        name=f"山货鲜选连锁超市{MARK}",
        contact_name="采芹",
        contact_phone="15400000072",
        wishes="高山绿茶，250克罐装，每季500罐，十二月到货。",
        categories=["tea"],
        least_star=3,
    )
    shop = showcase.registered(
        stage,
        name=f"长沙县土产店{MARK}",
        contact_name="易货",
        contact_phone="15400000073",
        wishes="各地特色农产品，小批量，适合节日礼盒。",
    )
    stage.clock.later(hours=1)
    showcase.offered(stage, tea, owner=TEA_HOUSE.owner)
    first = showcase.recommended(stage, tea, chain, reason="五星绿茶，罐装规格和供货量与所需一致。")
    showcase.recommended(stage, tea, shop, reason="有礼盒装，可以小批量供货。")
    showcase.interested(stage, first, note="请先寄两罐样品。")


STORIES = (
    Story(
        title=_("样品展示与推介：高山绿茶"),
        begins=working_days_before(9),
        is_told=Showing.objects.filter(scope=Scope.SAMPLES).exists,
        play=_samples,
        shows=_("高山绿茶的样品经企业同意向公众展示，由流程管理员推介"),
    ),
    Story(
        title=_("采购推荐：连锁超市与土产店"),
        begins=working_days_before(4),
        is_told=Buyer.objects.exists,
        play=_buyers,
        shows=_("云岭茶业同意推荐高山绿茶；一家采购商有意向，一家待答复"),
    ),
    Story(
        title=_("合作方优惠：冷链运费"),
        begins=working_days_before(6),
        is_told=Offer.objects.exists,
        play=_offers,
        shows=_("物流公司的优惠由流程管理员登记；云岭茶业的申请已办理待确认，合作方已短信告知"),
    ),
    Story(
        title=_("活动：培训已举办，展会报名中"),
        begins=working_days_before(14),
        is_told=Event.objects.exists,
        play=_events,
        shows=_("培训有到场记录；展会面向三星及以上，云岭茶业待确认；实训名额已满，枸杞合作社候补"),
    ),
)
