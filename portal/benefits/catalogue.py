"""The catalogue as the scheme begins with it; managers change its rows, and what they changed stays."""

from __future__ import annotations

from typing import Any

from portal.benefits.models import Benefit

# Code, kind, name, medium, least star, whether it is promotion, what can be chosen.
ROWS: tuple[tuple[str, str, str, str, int | None, bool, tuple[str, ...]], ...] = (
    ("china_net", "channel", "中国网", "文章", 1, True, ()),
    ("wechat", "channel", "微信", "文章", 1, True, ()),
    ("douyin", "channel", "抖音", "视频", 1, True, ()),
    ("kuaishou", "channel", "快手", "视频", 1, True, ()),
    ("certificate_service", "service", "产品证书", "", 3, False, ()),
    ("training", "service", "教育培训", "", 3, False, ()),
    ("promotion", "service", "宣传推广", "", 3, True, ()),
    ("ecommerce", "service", "电商运营", "", 3, False, ()),
    ("offline_sales", "service", "线下销售", "", 3, False, ()),
    ("finance_insurance", "service", "金控保险", "", 3, False, ()),
    (
        "industry",
        "enquiry",
        "产业提升",
        "",
        None,
        False,
        ("标准制定", "种植养殖技术", "生产工艺改进", "质量管理体系", "包装设计"),
    ),
    (
        "publicity",
        "enquiry",
        "宣传推广咨询",
        "",
        None,
        False,
        ("媒体报道", "短视频拍摄", "展会参展", "产品画册", "直播带货"),
    ),
    (
        "branding",
        "enquiry",
        "品牌打造",
        "",
        None,
        False,
        ("品牌策划", "商标注册", "地理标志申报", "品牌故事", "包装形象"),
    ),
)


def fill(using: str = "default", **more: Any) -> None:
    """After a migration: the rows that are not there."""
    for position, (code, kind, name, medium, least_star, is_promotion, options) in enumerate(ROWS):
        values = {
            "kind": kind,
            "name": name,
            "medium": medium,
            "least_star": least_star,
            "is_promotion": is_promotion,
            "options": list(options),
            "position": position,
        }
        Benefit.objects.using(using).get_or_create(code=code, defaults=values)
