"""The stories of the demo. Each begins on a day counted back from the loading, and ends in the present."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.benefits.models import BenefitRequest
from portal.demo import benefit_steps as benefits
from portal.demo import enterprise_steps as owners
from portal.demo import evaluation_steps as evaluators
from portal.demo import referral_steps as referrals
from portal.demo import supervision_steps as supervisors
from portal.demo import upkeep_steps as upkeep
from portal.demo.people import AGENCY_USCC, MARK, REFERRER
from portal.demo.stage import Stage
from portal.demo.timeline import working_day_before
from portal.demo.world import (
    APPLE,
    APPLE_HOUSE,
    BERRY,
    BERRY_HOUSE,
    BLACK_TEA,
    DARK_TEA,
    FLOWER_HOUSE,
    FOOD_HOUSE,
    GREEN_TEA,
    JASMINE_TEA,
    PEPPER,
    POMELO,
    POMELO_HOUSE,
    SILVER,
    SILVER_HOUSE,
    TEA_HOUSE,
    TIPS_TEA,
    WALNUT,
    Business,
    Goods,
)
from portal.evaluation.models import Agency, Application
from portal.exchange.models import Posting
from portal.referrals.models import Grant, Referral
from portal.registry.models import Enterprise, Product


@dataclass(frozen=True)
class Story:
    """`shows` and `lacks` say how far it goes, and what no process does yet."""

    title: Promise
    begins: Callable[[datetime], datetime]
    is_told: Callable[[], bool]
    play: Callable[[Stage], None]
    shows: Promise
    lacks: Promise | None = None


def _days_before(days: int) -> Callable[[datetime], datetime]:
    """The first working day at or before so many days ago, at ten."""
    return lambda now: working_day_before(_day(now) - timedelta(days=days), count=1)


def _working_days_before(count: int) -> Callable[[datetime], datetime]:
    return lambda now: working_day_before(_day(now), count=count)


def _minutes_before(minutes: int) -> Callable[[datetime], datetime]:
    return lambda now: now - timedelta(minutes=minutes)


def _day(now: datetime) -> date:
    return clock.day_of(now)


def _registered(business: Business) -> Callable[[], bool]:
    return lambda: Enterprise.objects.filter(uscc=business.uscc).exists()


def _applied(stage: Stage, business: Business, goods: Goods, *, star: int, referrer: str = "") -> Application:
    """Register, file and apply within three working days; the acceptance is the next step."""
    enterprise = owners.registered(stage, business, referrer_phone=referrer)
    stage.clock.after(1)
    product = owners.filed(stage, enterprise, goods, by=business.owner)
    application = owners.apply(stage, product, goods, star=star, by=business.owner)
    stage.clock.after(1)
    return application


def _green_tea(stage: Stage) -> None:
    application = _applied(stage, TEA_HOUSE, GREEN_TEA, star=5)
    evaluators.starred(stage, application, GREEN_TEA, owner=TEA_HOUSE.owner, score=93)
    upkeep.prove_mark(stage, application.product, GREEN_TEA, owner=TEA_HOUSE.owner)
    for year in (1, 2):
        upkeep.pass_inspection(stage, application.product, year=year, owner=TEA_HOUSE.owner)
    stage.clock.to(working_day_before(_day(stage.clock.end), count=3))
    supervisors.report_mislabelled(stage, application.product)


def _apple(stage: Stage) -> None:
    application = _applied(stage, APPLE_HOUSE, APPLE, star=4)
    evaluators.starred(stage, application, APPLE, owner=APPLE_HOUSE.owner, score=86)
    upkeep.prove_mark(stage, application.product, APPLE, owner=APPLE_HOUSE.owner)
    stage.clock.to(upkeep.day_after_the_anniversary(application.product, year=1))
    # What was not handed in is yellow by itself.
    stage.clock.after(2)
    supervisors.appeal(stage, application.product, owner=APPLE_HOUSE.owner)


def _pomelo(stage: Stage) -> None:
    application = _applied(stage, POMELO_HOUSE, POMELO, star=3)
    evaluators.starred(stage, application, POMELO, owner=POMELO_HOUSE.owner, score=78)
    stage.clock.to(working_day_before(_day(stage.clock.end), count=20))
    supervisors.warn_red(stage, application.product, owner=POMELO_HOUSE.owner)
    supervisors.suspend(stage, application.product, owner=POMELO_HOUSE.owner)
    stage.clock.after(1)
    supervisors.report_forged(stage)


def _nuts(stage: Stage) -> None:
    enterprise, owner = Enterprise.objects.get(uscc=APPLE_HOUSE.uscc), APPLE_HOUSE.owner
    # A broken safety limit counts against whatever the enterprise applies for next, so that one comes last.
    for goods, ends in ((PEPPER, supervisors.give_back), (WALNUT, supervisors.revoke)):
        product = owners.filed(stage, enterprise, goods, by=owner)
        application = owners.apply(stage, product, goods, star=1, by=owner)
        stage.clock.after(1)
        evaluators.starred_online(stage, application, goods, owner=owner)
        stage.clock.after(5)
        ends(stage, product, owner=owner)
        stage.clock.after(1)


def _silver(stage: Stage) -> None:
    application = _applied(stage, SILVER_HOUSE, SILVER, star=3)
    evaluators.accept(stage)
    evaluators.seat_panel(stage, application, owner=SILVER_HOUSE.owner)
    evaluators.examine_sample(stage, SILVER, owner=SILVER_HOUSE.owner, tracking_number="EMS20000022")
    evaluators.visit(stage, application, SILVER)
    stage.clock.after(1)
    experts = [seat.expert.user.username for seat in application.panel.seated]
    # The sign-in that `make demo` prints for experts has the third opinion to give.
    for username in [name for name in experts if name != "expert-crafts"][:2]:
        evaluators.give_opinion(stage, by=username, score=84)


def _berry(stage: Stage) -> None:
    _applied(stage, BERRY_HOUSE, BERRY, star=2, referrer=REFERRER.phone)
    evaluators.accept(stage)
    evaluators.commission(stage, agency_id=Agency.objects.get(uscc=AGENCY_USCC).pk)
    evaluators.examine_sample(stage, BERRY, owner=BERRY_HOUSE.owner, tracking_number="EMS20000023")


def _black_tea(stage: Stage) -> None:
    enterprise = Enterprise.objects.get(uscc=TEA_HOUSE.uscc)
    product = owners.filed(stage, enterprise, BLACK_TEA, by=TEA_HOUSE.owner)
    stage.clock.after(1)
    owners.apply(stage, product, BLACK_TEA, star=1, by=TEA_HOUSE.owner)
    stage.clock.after(1)
    evaluators.accept(stage)
    stage.clock.after(1)
    owners.ship_sample(stage, by=TEA_HOUSE.owner, tracking_number="EMS20000021")


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
        title=_("高山绿茶：五星，证书有效"),
        begins=_days_before(1005),
        is_told=_registered(TEA_HOUSE),
        play=_green_tea,
        shows=_("五位专家现场评价，标识应用已备案，两次年检通过，证书有效，续展已开放；一件一般投诉待企业说明"),
    ),
    Story(
        title=_("盐源苹果：四星，黄色警示"),
        begins=_days_before(428),
        is_told=_registered(APPLE_HOUSE),
        play=_apple,
        shows=_("证书满一年未报送年度检查，次日自动列入黄色警示，待补报，企业已申诉，待法务审理"),
    ),
    Story(
        title=_("沙田柚：三星，已暂停"),
        begins=_days_before(230),
        is_told=_registered(POMELO_HOUSE),
        play=_pomelo,
        shows=_(
            "消费者投诉属实，红色警示后整改不到位，告知并听取陈述申辩后暂停两个月，尚在申诉期内；另有一件冒用标识的举报待受理"
        ),
    ),
    Story(
        title=_("盐源核桃、花椒：一星，已撤销与已注销"),
        begins=_working_days_before(75),
        is_told=lambda: Product.objects.filter(enterprise__uscc=APPLE_HOUSE.uscc, name=WALNUT.name).exists(),
        play=_nuts,
        shows=_("核桃安全指标超标，由法务与流程管理员撤销，已移送机关待结果；花椒停产，企业申请注销"),
    ),
    Story(
        title=_("枸杞干果：二星，第三方评价逾期"),
        begins=_working_days_before(24),
        is_told=_registered(BERRY_HOUSE),
        play=_berry,
        shows=_("第三方报告逾期五个工作日，已催交并报告流程管理员"),
    ),
    Story(
        title=_("苗族银饰：三星，专家意见待齐"),
        begins=_working_days_before(15),
        is_told=_registered(SILVER_HOUSE),
        play=_silver,
        shows=_("已现场核验，三份专家意见已交两份"),
    ),
    Story(
        title=_("推荐人权益：一项已交付，一项待答复"),
        begins=_working_days_before(8),
        is_told=_has_grants_or_nobody_for_them,
        play=_grants,
        shows=_("推荐的枸杞企业已计入；试用已交付，活动待推荐人接受或谢绝"),
    ),
    Story(
        title=_("云岭茶业：增值服务咨询"),
        begins=_working_days_before(5),
        is_told=BenefitRequest.objects.exists,
        play=_benefits,
        shows=_("品牌打造已办理待企业确认，产业提升待审查；渠道推广须先通过标识应用备案"),
    ),
    Story(
        title=_("供需对接：冷链运输与枸杞原料"),
        begins=_working_days_before(4),
        is_told=Posting.objects.exists,
        play=_exchange,
        shows=_("云岭茶业寻找冷链运输，枸杞合作社供应原料并已联系，待答复"),
    ),
    Story(
        title=_("古丈红茶：一星，样品在途"),
        begins=_working_days_before(4),
        is_told=lambda: Product.objects.filter(enterprise__uscc=TEA_HOUSE.uscc, name=BLACK_TEA.name).exists(),
        play=_black_tea,
        shows=_("已受理，样品已寄出，待签收"),
    ),
    Story(
        title=_("古丈毛尖等：产品备案三种情形"),
        begins=_working_days_before(3),
        is_told=lambda: Product.objects.filter(enterprise__uscc=TEA_HOUSE.uscc, name=DARK_TEA.name).exists(),
        play=_filings,
        shows=_("毛尖已备案、更名待审核，花茶退回补正，黑茶待审核"),
    ),
    Story(
        title=_("金银花加工厂：注册待补正"),
        begins=_working_days_before(4),
        is_told=_registered(FLOWER_HOUSE),
        play=_flower,
        shows=_("注册信息待补正，推荐人已匹配"),
        lacks=_("产品待注册通过后登记"),
    ),
    Story(
        title=_("默戎苗家食品：注册待审核"),
        begins=_minutes_before(20),
        is_told=_registered(FOOD_HOUSE),
        play=_food,
        shows=_("同一账户的第二家企业，注册刚提交"),
    ),
)
