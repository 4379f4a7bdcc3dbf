"""What channels are told of a product: what everybody reads in the directory and on the scan page, and no more.

What others are told of a product is watched for by `portal.public.listing`, which dates it when it changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from portal.certification.concerns import Concern
from portal.certification.models import Authorisation
from portal.certification.models.marks import scan_url
from portal.notifications.notices import whole as whole_url
from portal.public.directory import place_names
from portal.public.models import Listing
from portal.public.page import BANNERS, concerns_of
from portal.public.samples import told
from portal.registry.models import Product

PUBLIC = [(status.value, status.label) for status in Authorisation.Status if status not in Authorisation.UNISSUED]
MATCHED = [("code", _("产品二维码")), ("number", _("证书编号")), ("document", _("证书上的验证码"))]
_SUCCEEDED = _("该证书由本平台签发，已由新的证书取代。")


@dataclass(frozen=True)
class Item:
    """`product` says name, specification and category as they were evaluated; `place`: province, city and county."""

    authorisation: Authorisation
    product: Listing | Product
    county: str
    place: list[str]
    updated_at: datetime | None

    @property
    def enterprise(self) -> Any:
        return self.authorisation.product.enterprise

    @property
    def origin(self) -> dict[str, str]:
        return {"code": self.county, "province": self.place[0] if self.place else "", "name": "".join(self.place)}

    @property
    def status(self) -> Authorisation.Status:
        """The worst of what is known at this moment, as everywhere."""
        return self.authorisation.status_now

    @property
    def status_label(self) -> str:
        return str(self.status.label)

    @property
    def verification_url(self) -> str:
        """The page of its code; none until it has one."""
        code = getattr(self.authorisation.product, "qr_code", None)
        return f"{scan_url(code.token)}?from=channel" if code else ""


@dataclass(frozen=True)
class Whole(Item):
    """With what the scan page says of the status."""

    reasons: list[Concern]
    matched: str = "number"

    @property
    def status_label(self) -> str:
        return self.authorisation.status_words

    @property
    def advice(self) -> str | Promise:
        return _SUCCEEDED if self.replaced_by else BANNERS[self.status][1]

    @property
    def replaced_by(self) -> str:
        successor = self.authorisation.successor
        return successor.number if successor else ""


@dataclass(frozen=True)
class ShownSample(Item):
    """Of a listing about which `public.samples.told` has said what is so this moment."""

    listing: Any

    @property
    def how(self) -> str:
        return str(self.listing.sample.how)

    @property
    def passed_at(self) -> datetime:
        return self.listing.sample.passed_at

    @property
    def recommendation(self) -> str:
        return self.listing.feature.reason if self.listing.feature else ""

    @property
    def sample_url(self) -> str:
        return whole_url(reverse("public:sample", args=[self.authorisation.number]))

    @property
    def picture_url(self) -> str:
        return whole_url(reverse("public:picture", args=[self.listing.token, 0])) if self.listing.has_picture else ""


def shown_samples(listings: list[Listing]) -> list[ShownSample]:
    """Only what may be shown this moment; the directory may not have been told yet."""
    known = told(listings)
    shown = [listing for listing in listings if listing.pk in known]
    return [ShownSample(**vars(item), listing=listing) for item, listing in zip(items(shown), shown, strict=True)]


def items(listings: list[Listing]) -> list[Item]:
    names = place_names(listing.place for listing in listings)
    return [
        Item(listing.authorisation, listing, listing.place, names[listing.place], listing.changed_at)
        for listing in listings
    ]


def whole(authorisation: Authorisation, *, matched: str = "number") -> Whole:
    """Of one that was read with `RELATED_WHOLE`."""
    product = authorisation.product_shown
    county = product.origin_id[:6]
    listing = getattr(authorisation.product, "listing", None)
    return Whole(
        authorisation,
        product,
        county,
        place_names([county])[county],
        listing.changed_at if listing else authorisation.published_at,
        concerns_of(authorisation),
        matched,
    )


#: What else is read with an authorisation or a listing, so that nothing is asked row by row.
RELATED = ("product__enterprise", "product__qr_code")
RELATED_WHOLE = (*RELATED, "product__listing", "replaced_by")


class ChannelProductSerializer(serializers.Serializer):
    name = serializers.CharField(help_text=_("评价时的产品名称"))
    specification = serializers.CharField(help_text=_("规格型号"))
    category = serializers.ChoiceField(choices=Product.Category.choices, help_text=_("产品类别"))
    category_label = serializers.CharField(source="get_category_display")


class ChannelEnterpriseSerializer(serializers.Serializer):
    name = serializers.CharField()
    uscc = serializers.CharField(help_text=_("统一社会信用代码"))


class ChannelOriginSerializer(serializers.Serializer):
    code = serializers.CharField(help_text=_("产地县级行政区划代码"))
    province = serializers.CharField(help_text=_("省级行政区名称"))
    name = serializers.CharField(help_text=_("产地全称"))


# No docstrings: they would become descriptions in the contract.
class ChannelItemSerializer(serializers.Serializer):
    id = serializers.IntegerField(
        source="authorisation.product_id", help_text=_("产品的固定编号；升级、续展后证书编号会变，它不变")
    )
    number = serializers.CharField(source="authorisation.number", help_text=_("证书编号"))
    product = ChannelProductSerializer()
    enterprise = ChannelEnterpriseSerializer()
    origin = ChannelOriginSerializer()
    star = serializers.IntegerField(source="authorisation.star", help_text=_("授予的星级，1 到 5"))
    star_name = serializers.CharField(source="authorisation.star_name")
    star_class = serializers.CharField(source="authorisation.star_class", help_text=_("初选、优选或臻选"))
    valid_from = serializers.DateField(source="authorisation.valid_from")
    valid_to = serializers.DateField(source="authorisation.valid_to", help_text=_("有效期的最后一天"))
    status = serializers.ChoiceField(choices=PUBLIC, help_text=_("此刻的状态，取最严重的一项"))
    status_label = serializers.CharField(help_text=_("状态的中文名称"))
    is_usable = serializers.BooleanField(
        source="authorisation.is_usable", help_text=_("可否继续展示星级；为 false 时请立即停止展示")
    )
    verification_url = serializers.CharField(help_text=_("产品的查验页；还没有二维码时为空"))
    updated_at = serializers.DateTimeField(help_text=_("以上内容最近一次变化的时间"))


class ChannelSampleSerializer(ChannelItemSerializer):
    how = serializers.CharField(help_text=_("合格的方式：实验室检测、第三方评价或专家现场评价"))
    passed_at = serializers.DateTimeField(help_text=_("合格的时间"))
    recommendation = serializers.CharField(help_text=_("平台的推介理由；没有推介的为空"))
    sample_url = serializers.CharField(help_text=_("样品的公开页面"))
    picture_url = serializers.CharField(help_text=_("样品的图片；没有的为空"))


class ChannelReasonSerializer(serializers.Serializer):
    level = serializers.CharField()
    level_label = serializers.CharField(source="label")
    reason = serializers.CharField(help_text=_("对外公布的原因"))
    since = serializers.DateTimeField()


class ChannelItemDetailSerializer(ChannelItemSerializer):
    advice = serializers.CharField(help_text=_("给消费者的提示，与扫码页相同"))
    reasons = ChannelReasonSerializer(many=True, help_text=_("对外公布的警示与处罚，最近的在前"))
    replaced_by = serializers.CharField(help_text=_("升级或续展后的新证书编号；没有则为空"))


class ChannelVerificationSerializer(ChannelItemDetailSerializer):
    matched = serializers.ChoiceField(choices=MATCHED, help_text=_("按什么查到的"))
    notice = serializers.SerializerMethodField(help_text=_("请与结果一同展示"))

    def get_notice(self, found: Whole) -> str:
        return str(_("查到的是本平台的登记，不能据此断定手中的包装是真品；请同时核对产品名称、规格与生产企业。"))
