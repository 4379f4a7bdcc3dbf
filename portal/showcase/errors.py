"""What the showcase refuses; each with its own sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.errors import EngineError


class ShowcaseError(EngineError):
    code = "showcase-error"


class NotShowable(ShowcaseError):
    code = "not-showable"
    message = _("现在不能展示：%(reason)s")


class NotShown(ShowcaseError):
    code = "not-shown"
    message = _("该产品的样品现在没有展示，不能推介")


class FeaturedAlready(ShowcaseError):
    code = "featured-already"
    message = _("该产品的样品已经在推介")


class OwnEnterprise(ShowcaseError):
    code = "own-enterprise"
    message = _("您是该企业的成员，不能推介本企业的产品")


class NotRecommendable(ShowcaseError):
    code = "not-recommendable"
    message = _("企业没有同意推荐，或者产品有警示、星级不再有效，不能推荐")


class RecommendedAlready(ShowcaseError):
    code = "recommended-already"
    message = _("该产品已经推荐给这家采购商")


class BuyerInactive(ShowcaseError):
    code = "buyer-inactive"
    message = _("这家采购商不再接收推荐")


class RecommendationOver(ShowcaseError):
    code = "recommendation-over"
    message = _("这项推荐已经结束，不能再答复")
