"""Applications that are under way, each waiting for somebody else."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.demo import enterprise_steps as owners
from portal.demo import evaluation_steps as evaluators
from portal.demo.goods import BERRY, BLACK_TEA, SILVER
from portal.demo.houses import BERRY_HOUSE, SILVER_HOUSE, TEA_HOUSE
from portal.demo.people import AGENCY_USCC, REFERRER
from portal.demo.stage import Stage
from portal.demo.stories.story import Story, applied, registered, working_days_before
from portal.evaluation.models import Agency
from portal.registry.models import Enterprise, Product


def _berry(stage: Stage) -> None:
    applied(stage, BERRY_HOUSE, BERRY, star=2, referrer=REFERRER.phone)
    evaluators.accept(stage)
    evaluators.commission(stage, agency_id=Agency.objects.get(uscc=AGENCY_USCC).pk)
    evaluators.examine_sample(stage, BERRY, owner=BERRY_HOUSE.owner, tracking_number="EMS20000023")


def _silver(stage: Stage) -> None:
    application = applied(stage, SILVER_HOUSE, SILVER, star=3)
    evaluators.accept(stage)
    evaluators.seat_panel(stage, application, owner=SILVER_HOUSE.owner)
    evaluators.examine_sample(stage, SILVER, owner=SILVER_HOUSE.owner, tracking_number="EMS20000022")
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


STORIES = (
    Story(
        title=_("枸杞干果：二星，第三方评价逾期"),
        begins=working_days_before(24),
        is_told=registered(BERRY_HOUSE),
        play=_berry,
        shows=_("第三方报告逾期五个工作日，已催交并报告流程管理员"),
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
)
