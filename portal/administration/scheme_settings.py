"""The settings of the scheme: what they mean, what they are, and those that may change while the platform runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.validators import RegexValidator
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from forms import typed
from portal.administration.pages import Page
from portal.scheme import values
from portal.scheme.lines import LinesField
from portal.scheme.models import SettingChange

_STARS = (3, 4, 5)
_PANELS = "OTOP_PANEL_SIZES"
_PREFIX = RegexValidator(r"^[\u3400-\u4dbf\u4e00-\u9fff]{2,10}\Z", gettext_lazy("请填写2到10个汉字"))


class TextField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return typed.name(super().to_python(value) or "")


class SettingsForm(forms.Form):
    """Each field bears the name of its setting; those of the panels one for each star."""

    OTOP_SAMPLE_RECEIVER = TextField(label=gettext_lazy("收样人"), max_length=50)
    OTOP_SAMPLE_ADDRESS = TextField(
        label=gettext_lazy("收样地址"), max_length=150, help_text=gettext_lazy("印在寄样单上")
    )
    OTOP_SAMPLE_PHONE = TextField(label=gettext_lazy("收样电话"), max_length=30)
    OTOP_SAMPLE_QUANTITY = TextField(label=gettext_lazy("寄样数量"), max_length=100)
    OTOP_ISSUER = TextField(
        label=gettext_lazy("发证单位"),
        max_length=50,
        help_text=gettext_lazy("印在文书和证书上，写法人单位的全称；已发出的不变"),
    )
    OTOP_CONTACT = TextField(
        label=gettext_lazy("联系方式"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("印在通知书上，例如电话和服务时间"),
    )
    OTOP_HOTLINE = TextField(
        label=gettext_lazy("热线电话"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("显示在公众首页；不填则不显示"),
    )
    OTOP_HOTLINE_HOURS = TextField(label=gettext_lazy("热线服务时间"), max_length=50, required=False)
    OTOP_REGISTRATION_NOTICE_PREFIX = TextField(
        label=gettext_lazy("登记通知书文号字头"), validators=[_PREFIX], help_text=gettext_lazy("换字头后从1号重新编号")
    )
    OTOP_WARNING_NOTICE_PREFIX = TextField(label=gettext_lazy("警示通知书文号字头"), validators=[_PREFIX])
    OTOP_EVALUATION_NOTICE_PREFIX = TextField(label=gettext_lazy("评价文书文号字头"), validators=[_PREFIX])
    OTOP_APPEAL_NOTICE_PREFIX = TextField(label=gettext_lazy("申诉处理决定文号字头"), validators=[_PREFIX])
    OTOP_APPEAL_DAYS = forms.IntegerField(
        label=gettext_lazy("申诉期限（工作日）"),
        min_value=1,
        max_value=60,
        help_text=gettext_lazy("自决定送达之日起；对已送达的决定同样有效"),
    )
    OTOP_REAPPLY_MONTHS = forms.IntegerField(
        label=gettext_lazy("评价不通过后几个月可以重新申请"),
        min_value=1,
        max_value=24,
        help_text=gettext_lazy("对已有的不通过结论同样有效"),
    )
    OTOP_REAPPLY_YEARS = forms.IntegerField(
        label=gettext_lazy("撤销后多少年可以重新申请"),
        min_value=1,
        max_value=10,
        help_text=gettext_lazy("对已撤销的产品同样有效"),
    )
    OTOP_REAPPLY_YEARS_FRAUD = forms.IntegerField(
        label=gettext_lazy("弄虚作假被撤销后多少年可以重新申请"), min_value=1, max_value=20
    )
    OTOP_FREEZE_PRODUCTS = forms.IntegerField(
        label=gettext_lazy("几个产品被暂停或撤销时冻结企业"),
        min_value=1,
        max_value=20,
        help_text=gettext_lazy("弄虚作假的，一个产品即冻结"),
    )
    OTOP_NAMED_YEARS = forms.IntegerField(label=gettext_lazy("撤销后公示多少年"), min_value=1, max_value=10)
    OTOP_COMPLAINT_NOTICE_PREFIX = TextField(label=gettext_lazy("投诉文书文号字头"), validators=[_PREFIX])
    OTOP_MARK_NOTICE_PREFIX = TextField(label=gettext_lazy("标识应用备案表文号字头"), validators=[_PREFIX])
    OTOP_INSPECTION_NOTICE_PREFIX = TextField(label=gettext_lazy("年检文书文号字头"), validators=[_PREFIX])
    OTOP_VALIDITY_MONTHS = forms.IntegerField(
        label=gettext_lazy("授权有效期（月）"),
        min_value=1,
        max_value=120,
        help_text=gettext_lazy("只对以后发的证书有效"),
    )
    OTOP_DRAW_RATE = forms.FloatField(
        label=gettext_lazy("抽检比例"),
        min_value=0,
        max_value=1,
        help_text=gettext_lazy("0 到 1，例如 0.2 是每五件抽一件；食品2星以上必检"),
    )
    OTOP_INSPECTION_NOTICE_DAYS = forms.IntegerField(
        label=gettext_lazy("周年前多少天发年检通知"), min_value=14, max_value=180
    )
    OTOP_INSPECTION_VISIT_RATE = forms.FloatField(
        label=gettext_lazy("年检现场抽查比例"),
        min_value=0,
        max_value=1,
        help_text=gettext_lazy("0 到 1，只在三星及以上中随机抽取"),
    )
    OTOP_RENEWAL_OPENS_DAYS = forms.IntegerField(
        label=gettext_lazy("到期前多少天开放续展"), min_value=30, max_value=365
    )
    OTOP_RENEWAL_CLOSES_DAYS = forms.IntegerField(
        label=gettext_lazy("到期前多少天截止续展"), min_value=0, max_value=300
    )
    OTOP_SELL_THROUGH_DAYS = forms.IntegerField(label=gettext_lazy("期满后库存可售天数"), min_value=0, max_value=365)
    OTOP_PRODUCT_STANDARDS = LinesField(
        label=gettext_lazy("产品执行标准清单"),
        max_length=4000,
        required=False,
        help_text=gettext_lazy("每行一个，登记产品时可以选用，例如 TB/OTOP 标准"),
    )
    OTOP_THIRD_PARTY_DAYS = forms.IntegerField(
        label=gettext_lazy("第三方评价报告期限（工作日）"),
        min_value=1,
        max_value=120,
        help_text=gettext_lazy("只对以后的委托有效；退回修改的期限在流程图中"),
    )
    OTOP_VISIT_DAYS = forms.IntegerField(
        label=gettext_lazy("现场评价期限（工作日）"),
        min_value=1,
        max_value=120,
        help_text=gettext_lazy("自专家组确定之日起"),
    )
    OTOP_VISIT_NOTICE_DAYS = forms.IntegerField(
        label=gettext_lazy("现场评价至少提前通知（工作日）"), min_value=0, max_value=20
    )
    OTOP_TIE_YEARS = forms.IntegerField(
        label=gettext_lazy("利害关系结束后的回避年数"),
        min_value=0,
        max_value=20,
        help_text=gettext_lazy("专家与第三方机构"),
    )
    OTOP_CERTIFICATION_REMINDER_DAYS = forms.IntegerField(
        label=gettext_lazy("其他认证到期前多少天提醒"), min_value=1, max_value=365
    )
    OTOP_REFERRAL_KEEP_DAYS = forms.IntegerField(
        label=gettext_lazy("推荐人号码待匹配保留天数"),
        min_value=1,
        max_value=365,
        help_text=gettext_lazy("只保存加密摘要，期满清除；只对以后填写的有效"),
    )
    OTOP_GRANT_ANSWER_DAYS = forms.IntegerField(
        label=gettext_lazy("推荐人答复权益的期限（工作日）"), min_value=1, max_value=60
    )
    panel_3 = forms.IntegerField(label=gettext_lazy("三星专家组人数"), min_value=3, max_value=15)
    panel_4 = forms.IntegerField(label=gettext_lazy("四星专家组人数"), min_value=3, max_value=15)
    panel_5 = forms.IntegerField(label=gettext_lazy("五星专家组人数"), min_value=3, max_value=15)

    def values(self) -> dict[str, Any]:
        found = {name: value for name, value in self.cleaned_data.items() if name.startswith("OTOP_")}
        return found | {_PANELS: {str(star): self.cleaned_data[f"panel_{star}"] for star in _STARS}}


class Settings(Page, FormView):
    template_name = "administration/settings.html"
    tab, permission_required = "settings", "scheme.view_settingchange"
    write_permission = "scheme.add_settingchange"
    form_class = SettingsForm
    success_url = reverse_lazy("administration:settings")

    def get_initial(self) -> dict[str, Any]:
        panels = values.by_star(_PANELS)
        found = {name: _read(field)(name) for name, field in SettingsForm.base_fields.items() if name in _names()}
        return found | {f"panel_{star}": panels[star] for star in _STARS}

    def form_valid(self, form: SettingsForm) -> HttpResponse:
        changed = values.change(form.values(), by=self.request.user)
        messages.success(self.request, _("参数已保存") if changed else _("没有变更"))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels = _labels()
        changes = [
            (change, labels.get(change.name, change.name), _shown(change.value))
            for change in SettingChange.objects.select_related("by")[:50]
        ]
        return super().get_context_data(**kwargs) | {"changes": changes, "fixed": _fixed()}


def _read(field: forms.Field) -> Callable[[str], Any]:
    """How a setting is read, by the field that shows it."""
    if isinstance(field, LinesField):
        return values.lines
    if isinstance(field, forms.FloatField):
        return values.number
    return values.whole if isinstance(field, forms.IntegerField) else values.text


def _names() -> list[str]:
    return [name for name in SettingsForm.base_fields if name.startswith("OTOP_")]


def _labels() -> Mapping[str, str | Promise | None]:
    return {name: SettingsForm.base_fields[name].label for name in _names()} | {_PANELS: _("专家组人数")}


def _shown(value: Any) -> str:
    if value is None:
        return _("恢复为部署时的值")
    if isinstance(value, dict):
        return _("、").join(_("%(star)s星 %(n)s人") % {"star": star, "n": count} for star, count in value.items())
    if isinstance(value, list):
        return _("、").join(value) or "—"
    return str(value) or "—"


def _fixed() -> list[tuple[str, str]]:
    """Those that only a start of the platform changes: what they mean, and what they are."""
    yes_or_no = _("是") if settings.OTOP_SAMPLE_OUTPUT else _("否")
    return [
        (_("当日截止时间，此后收到的算下一个工作日"), str(settings.OTOP_DAY_CUTOFF)),
        (_("证书和标识带“样本”字样"), yes_or_no),
        (_("单个上传文件的上限（MB）"), str(settings.OTOP_UPLOAD_MAX_MB)),
        (_("接口令牌有效天数"), str(settings.OTOP_TOKEN_DAYS)),
        (_("密码最少字符数"), str(settings.PASSWORD_LENGTH)),
    ]
