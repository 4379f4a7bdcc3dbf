"""Applications that are under way, each waiting for somebody else."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.demo import enterprise_steps as owners
from portal.demo import evaluation_steps as evaluators
from portal.demo import sample_steps as samples
from portal.demo import supervision_steps as supervisors
from portal.demo.evaluation_steps import Found
from portal.demo.goods import BAMBOO, BERRY, BERRY_JUICE, BLACK_TEA, HICKORY, SILVER, WHITE_TEA
from portal.demo.houses import BAMBOO_HOUSE, BERRY_HOUSE, HICKORY_HOUSE, SILVER_HOUSE, TEA_HOUSE, WHITE_TEA_HOUSE
from portal.demo.people import AGENCY_USCC, REFERRER
from portal.demo.stage import Stage
from portal.demo.stories.story import Story, applied, registered, working_days_before
from portal.evaluation.commands import ask_to_withdraw
from portal.evaluation.models import Agency
from portal.registry.commands.withdrawing import withdraw as leave
from portal.registry.models import Enterprise, Product


def _berry(stage: Stage) -> None:
    applied(stage, BERRY_HOUSE, BERRY, star=2, referrer=REFERRER.phone)
    evaluators.accept(stage)
    evaluators.commission(stage, agency_id=Agency.objects.get(uscc=AGENCY_USCC).pk)
    samples.examine_sample(stage, BERRY, owner=BERRY_HOUSE.owner, tracking_number="EMS20000023")


def _silver(stage: Stage) -> None:
    application = applied(stage, SILVER_HOUSE, SILVER, star=3)
    evaluators.accept(stage)
    evaluators.seat_panel(stage, application, owner=SILVER_HOUSE.owner)
    samples.examine_sample(stage, SILVER, owner=SILVER_HOUSE.owner, tracking_number="EMS20000022")
    evaluators.visit(stage, application, SILVER)
    stage.clock.after(1)
    experts = [seat.expert.user.username for seat in application.panel.seated]
    # The sign-in that `make demo` prints for experts has the third opinion to give.
    for username in [name for name in experts if name != "expert-crafts"][:2]:
        evaluators.give_opinion(stage, by=username, score=84)


def _black_tea(stage: Stage) -> None:
    enterprise = Enterprise.objects.get(uscc=TEA_HOUSE.uscc)
    product = owners.filed(stage, enterprise, BLACK_TEA, by=TEA_HOUSE.owner)
    stage.clock.after(1)
    owners.apply(stage, product, BLACK_TEA, star=1, by=TEA_HOUSE.owner)
    stage.clock.after(1)
    evaluators.accept(stage)
    stage.clock.after(1)
    owners.ship_sample(stage, by=TEA_HOUSE.owner, tracking_number="EMS20000021")


def _juice(stage: Stage) -> None:
    enterprise, owner = Enterprise.objects.get(uscc=BERRY_HOUSE.uscc), BERRY_HOUSE.owner
    product = owners.filed(stage, enterprise, BERRY_JUICE, by=owner)
    application = owners.apply(stage, product, BERRY_JUICE, star=2, by=owner)
    stage.clock.after(1)
    evaluators.accept(stage)
    evaluators.commission(stage, agency_id=Agency.objects.get(uscc=AGENCY_USCC).pk)
    samples.draw_sample(stage, BERRY_JUICE, owner=owner, tracking_number=f"EMS{application.pk:08}")
    evaluators.report_of_agency(stage, BERRY_JUICE, score=78)
    stage.clock.after(3)
    samples.fail_test(stage, BERRY_JUICE, value="260 CFU/mL")
    stage.clock.after(1)
    samples.ask_retest(stage, reason="同批次出厂检验菌落总数为30 CFU/mL，疑运输中包装破损，请求复检。", by=owner)


def _bamboo(stage: Stage) -> None:
    owner = BAMBOO_HOUSE.owner
    application = applied(stage, BAMBOO_HOUSE, BAMBOO, star=3)
    evaluators.accept(stage)
    evaluators.seat_panel(stage, application, owner=owner)
    samples.examine_sample(stage, BAMBOO, owner=owner, tracking_number=f"EMS{application.pk:08}")
    found = Found("K9", "minor", "防霉处理缺少三月的温湿度记录")
    evaluators.visit(stage, application, BAMBOO, found=[found])
    stage.clock.after(1)
    evaluators.give_opinions(stage, application, score=82)


def _white_tea(stage: Stage) -> None:
    application = applied(stage, WHITE_TEA_HOUSE, WHITE_TEA, star=3)
    evaluators.awarded(stage, application, WHITE_TEA, owner=WHITE_TEA_HOUSE.owner, score=84)
    stage.clock.later(hours=4)
    supervisors.object_to(stage, application)


def _hickory(stage: Stage) -> None:
    """First the application is taken back, then the enterprise leaves."""
    application = applied(stage, HICKORY_HOUSE, HICKORY, star=1)
    owner = stage.person(HICKORY_HOUSE.owner)
    ask_to_withdraw(application, by=owner)
    stage.clock.after(2)
    leave(application.enterprise, reason="作坊并入合作社经营，不再以个体名义生产。", by=owner)


STORIES = (
    Story(
        title=_("枸杞干果：二星，第三方评价逾期"),
        begins=working_days_before(27),
        is_told=registered(BERRY_HOUSE),
        play=_berry,
        shows=_("第三方报告逾期，已催交并报告流程管理员，满五个工作日将更换机构"),
    ),
    Story(
        title=_("苗族银饰：三星，专家意见待齐"),
        begins=working_days_before(15),
        is_told=registered(SILVER_HOUSE),
        play=_silver,
        shows=_("已现场核验，三份专家意见已交两份"),
    ),
    Story(
        title=_("古丈红茶：一星，样品在途"),
        begins=working_days_before(4),
        is_told=lambda: Product.objects.filter(enterprise__uscc=TEA_HOUSE.uscc, name=BLACK_TEA.name).exists(),
        play=_black_tea,
        shows=_("已受理，样品已寄出，待签收"),
    ),
    Story(
        title=_("枸杞原浆：二星，样品复检"),
        begins=working_days_before(13),
        is_told=lambda: Product.objects.filter(enterprise__uscc=BERRY_HOUSE.uscc, name=BERRY_JUICE.name).exists(),
        play=_juice,
        shows=_("样品检测不合格，企业在期限内申请复检，待另一家机构检测；第三方报告待样品结果"),
    ),
    Story(
        title=_("孝丰竹编：三星，不符合项整改"),
        begins=working_days_before(18),
        is_told=registered(BAMBOO_HOUSE),
        play=_bamboo,
        shows=_("现场核验发现一项一般不符合项，专家评分已齐，企业整改中"),
    ),
    Story(
        title=_("大东坝高山茶：三星，公示中"),
        begins=working_days_before(25),
        is_told=registered(WHITE_TEA_HOUSE),
        play=_white_tea,
        shows=_("评定结果公示中，收到一件异议，已受理，待企业说明"),
    ),
    Story(
        title=_("岛石山核桃：申请撤回，企业退出"),
        begins=working_days_before(30),
        is_told=registered(HICKORY_HOUSE),
        play=_hickory,
        shows=_("企业撤回星级评价申请，随后退出平台"),
    ),
)
