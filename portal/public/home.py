"""What the scheme is and where to go on, for whoever comes for the first time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from documents.badge import LEVELS
from portal.evaluation.models import Application
from portal.scheme import values

# How each star is evaluated; what is asked of the enterprise in full stands in the rules.
_NOTES = {
    1: _("资料线上核对，寄样抽检。"),
    2: _("委托没有利害关系的第三方机构评价，寄样抽检。"),
    3: _("3名随机抽取的专家到现场评价，寄样并现场检验。"),
    4: _("要求更高的专家现场评价，另有产品质量保险。"),
    5: _("5名专家现场评价，生产、流通各环节可追溯。"),
}
_STEPS = (
    (_("注册企业"), _("填写营业执照上的信息，一般2个工作日内审核。")),
    (_("产品备案"), _("登记产品、执行标准、产地和图片。")),
    (_("申请星级"), _("选择星级，上传所需资料；系统当场告诉您还缺什么。")),
    (_("寄送样品"), _("受理后10个工作日内把样品寄到指定地址。")),
    (_("评价与评定"), _("按星级线上、委托或现场评价，由未参与评价的人决定；三星及以上公示5个工作日。")),
    (_("领取标识"), _("取得星级标识和二维码，三星及以上另发产品评价证书。")),
)


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    stars = [
        {"star": star, "level": level, "path": Application(star=star).get_path_display(), "note": _NOTES[star]}
        for star, level in LEVELS.items()
    ]
    context = {
        "stars": stars,
        "steps": _STEPS,
        "hotline": values.text("OTOP_HOTLINE"),
        "hours": values.text("OTOP_HOTLINE_HOURS"),
    }
    return render(request, "public/home.html", context)
