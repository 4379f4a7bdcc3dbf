"""Scan pages that were made before, for as long as they say what is so.

One statement reads every row that the page of a code is made from. A page is kept under the digest of these rows, so
the page of other rows is never found: whoever revokes a star, in whichever process, has nothing to throw away, and
nobody is shown what was so a moment ago.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from django.db import connection
from django.utils.http import parse_etags
from django.utils.translation import get_language

from engine import clock
from portal.certification.models import Authorisation, QrCode
from portal.evaluation.models import Application, Sample
from portal.registry.models import Enterprise, Product, ProductPicture, Region
from portal.supervision.models import Case, Warning

_MODELS = (Application, Authorisation, Case, Enterprise, Product, ProductPicture, QrCode, Region, Sample, Warning)
_ROWS = """
SELECT code.id, code.code, md5(concat_ws(' ', code.code, code.kid, product::text, enterprise::text,
    town::text, county.name, prefecture.name, province.name,
    (SELECT count(*) FROM {ProductPicture} picture WHERE picture.product_id = product.id),
    (SELECT string_agg(concat_ws(' ', authorisation::text, application::text,
        (SELECT string_agg(sample.status, ' ' ORDER BY sample.id)
           FROM {Sample} sample WHERE sample.application_id = application.id),
        (SELECT string_agg(warning::text, ' ' ORDER BY warning.id)
           FROM {Warning} warning JOIN {Case} opened ON opened.id = warning.case_id
          WHERE opened.authorisation_id = authorisation.id)), ' ' ORDER BY authorisation.id)
       FROM {Authorisation} authorisation
       JOIN {Application} application ON application.id = authorisation.application_id
      WHERE authorisation.product_id = product.id)))
  FROM {QrCode} code JOIN {Product} product ON product.id = code.product_id
  JOIN {Enterprise} enterprise ON enterprise.id = product.enterprise_id
  JOIN {Region} town ON town.code = product.origin_id
  LEFT JOIN {Region} county ON county.code = town.parent_id
  LEFT JOIN {Region} prefecture ON prefecture.code = county.parent_id
  LEFT JOIN {Region} province ON province.code = prefecture.parent_id
 WHERE code.code = %s
"""
_MOST = 1000
_kept: dict[tuple[str, ...], Page] = {}
_lock = Lock()


@dataclass(frozen=True)
class Page:
    content: bytes

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.content).hexdigest()[:32]}"'

    def is_one_of(self, etags: str) -> bool:
        """The browser has it already. A proxy that compresses makes a tag a weak one."""
        return self.etag in {etag.removeprefix("W/") for etag in parse_etags(etags)}


@dataclass(frozen=True)
class Rows:
    """What the page of a code is made from; `digest` is another one as soon as one of them changes."""

    qr_code_id: int
    code: str
    digest: str


@lru_cache(maxsize=1)
def _statement() -> str:
    return _ROWS.format(**{model.__name__: f'"{model._meta.db_table}"' for model in _MODELS})


def rows_of(code: str) -> Rows | None:
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [code])
        found = cursor.fetchone()
    return Rows(*found) if found else None


def kept_page(token: str, rows: Rows, *, make: Callable[[], str | None], look: str = "") -> Page | None:
    """The page in the reader's language and look, made anew where it is not known; None where `make` has none."""
    key = (token, look, rows.digest, str(clock.today()), get_language() or "")
    page = _kept.get(key)
    if page is None:
        made = make()
        if made is None:
            return None
        page = Page(made.encode())
        if rows_of(rows.code) == rows:  # else something changed while it was made: it is shown, not kept
            _keep(key, page)
    return page


def _keep(key: tuple[str, ...], page: Page) -> None:
    with _lock:
        while len(_kept) >= _MOST:
            del _kept[next(iter(_kept))]
        _kept[key] = page
