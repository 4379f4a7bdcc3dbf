"""What a scan costs: processor time of the web process and of the database, beside a page that is made anew and beside
one that needs no database at all."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.test import Client

from documents import storage
from documents.models import StoredFile
from engine import clock
from portal.accounts.models import User
from portal.certification.commands import newest_key
from portal.certification.models import Authorisation, QrCode
from portal.evaluation.models import Application
from portal.public import kept
from portal.registry.models import Enterprise, Product, Region
from portal.services.terminal import say, table
from tests.bench.load import processor_time
from tests.portal.world import enterprise_fields, product_fields

TIMES = 300
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0.50"


ALLOWED = 0.005  # seconds of processor time that a scan may take


def say_scan(database: int) -> None:
    times = scan_times(database)
    scan = times["a scan"]
    rows = [[name, f"{1000 * seconds:.1f}", f"{seconds / scan:.1f}"] for name, seconds in times.items()]
    say("")
    say(f"The page behind a code: a scan takes {scan / ALLOWED:.2f} of the processor time allowed")
    say(table(["", "CPU ms", "to a scan"], rows))


def scan_times(database: int) -> dict[str, float]:
    """Processor seconds of one request each; `database`: the first process of its servers."""
    client = Client(headers={"host": "localhost", "user-agent": PHONE})
    url = f"/c/{published().token}"

    def scan() -> None:
        assert client.get(url).status_code == 200

    def scan_anew() -> None:
        kept._kept.clear()
        scan()

    def no_database() -> None:
        assert client.get("/verify/").status_code == 200

    return {
        "a scan": _processor_time(scan, database),
        "the page made anew": _processor_time(scan_anew, database),
        "a page without database": _processor_time(no_database, database),
    }


def _processor_time(ask: Callable[[], None], database: int) -> float:
    for _ in range(20):
        ask()
    before = time.process_time() + processor_time(database)
    for _ in range(TIMES):
        ask()
    return (time.process_time() + processor_time(database) - before) / TIMES


def published() -> QrCode:
    """A product with a star in force."""
    owner = User.objects.create_user("bench-owner")
    county = Region.objects.create(code="433126", name="古丈县", level=3)
    town = Region.objects.create(code="433126104", name="默戎镇", level=4, parent=county)
    enterprise = Enterprise.objects.create(
        number="R202600001", status=Enterprise.Status.ACTIVE, created_by=owner, **enterprise_fields(town)
    )
    product = Product.objects.create(
        enterprise=enterprise, status=Product.Status.STARRED, created_by=owner, **product_fields(town)
    )
    application = Application.objects.create(
        number="A202600001", enterprise=enterprise, product=product, star=4, created_by=owner
    )
    today = clock.today()
    Authorisation.objects.create(
        number="OTOP-4-2026-433126-00001-8", product=product, application=application, star=4,
        status=Authorisation.Status.VALID, valid_from=today, valid_to=today.replace(year=today.year + 3),
        published_at=clock.now(),
    )  # fmt: skip
    return QrCode.objects.create(product=product, code="ABCDEFGH2345", kid=newest_key(), svg=_file(1), png=_file(2))


def _file(number: int) -> StoredFile:
    content = str(number).encode()
    return storage.keep(content, name="code", content_type="text/plain", purpose="bench", owner="", at=clock.now())
