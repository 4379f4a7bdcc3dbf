"""What every case of an authorisation says of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from portal.certification.models import Authorisation

Rows = list[tuple[str, str]]


def title_of(authorisation: Authorisation) -> str:
    return f"{authorisation.product.name} · {authorisation.product.enterprise.name}"


def words_of(authorisation: Authorisation) -> Iterable[str]:
    product = authorisation.product
    return (product.name, product.enterprise.name, product.enterprise.uscc, authorisation.number)


def rows_of(authorisation: Authorisation) -> Rows:
    product = authorisation.product_shown
    return [
        (_("企业"), f"{product.enterprise.name}（{product.enterprise.uscc}）"),
        (_("产品"), product.name),
        (_("规格型号"), product.specification),
        (_("星级"), authorisation.star_name),
        (_("授权编号"), authorisation.number),
        (_("授权状态"), authorisation.status_words),
        (_("有效期至"), authorisation.valid_to.isoformat()),
    ]
