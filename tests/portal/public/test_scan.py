"""The page behind a code."""

from __future__ import annotations

import io
from html import escape
from urllib.parse import unquote

import pytest
import zxingcpp
from django.test import Client, RequestFactory
from PIL import Image

from documents import storage, token
from portal.certification.models import Authorisation, QrCode, ScanEvent, ScanSalt
from portal.public.pictures import reduced
from portal.public.scans import CountedResponse
from portal.registry.models import Enterprise, Product
from portal.supervision import commands
from portal.supervision.models import Warning
from tests.portal.certification.issuing import KEYS
from tests.portal.supervision.prosecuting import FACTS
from tests.portal.world import WEDNESDAY, deploy

pytestmark = pytest.mark.django_db

WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0.50 Language/zh_CN"


@pytest.fixture
def scan(client: Client, tea: Product):
    """The page that the tea's code opens, as text."""

    def get(**headers):
        response = client.get(f"/c/{QrCode.objects.get(product=tea).token}", headers=headers)
        assert response.status_code == 200
        return response.content.decode()

    return get


@pytest.fixture
def warned(people):
    """`warned(authorisation, trigger)`: a case whose warning is in force."""

    def warn(authorisation, level, *, reason="标识使用不当"):
        deploy("penalty_escalation")
        case = commands.open_case(
            authorisation=authorisation, trigger="misuse", severity="minor", facts=FACTS, by=people.compliance,
            public_reason=reason,
        )  # fmt: skip
        commands.warn(case, level=level, basis="规则", cure_by=WEDNESDAY)
        return case

    return warn


def test_the_picture_of_the_code_opens_the_page(issue, client, tea, settings):
    settings.PUBLIC_BASE_URL = "http://testserver"
    issue(star=4)
    picture = Image.open(io.BytesIO(tea.qr_code.png.read()))
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.ec_level == "Q"
    response = client.get(found.text.removeprefix("http://testserver"))
    assert response.status_code == 200
    assert "高山绿茶" in response.content.decode()


def test_a_valid_product_shows_everything_in_its_order(issue, scan, tea, client):
    Product.objects.filter(pk=tea.pk).update(purchase_url="https://shop.example/tea?a=1&b=2")
    authorisation = issue(star=4)
    page = scan().partition("<main")[2]
    order = [
        "有效",
        "四星级",
        "臻选",
        "高山绿茶",
        tea.enterprise.name,
        tea.enterprise.uscc,
        authorisation.number,
        "2029-03-12",
        "专家现场评价",
        "产品可追溯",
        "https://shop.example/tea?a=1&amp;b=2",
        "举报问题",
        "不能据此断定手中的包装是真品",
    ]
    places = [page.index(text) for text in order]
    assert places == sorted(places)
    assert 'rel="external nofollow noopener noreferrer"' in page
    assert "停止购买" not in page
    assert "<script" not in page


def test_a_forged_signature_and_an_unknown_code_are_the_same_page(issue, client, tea, django_assert_num_queries):
    issue(star=1)
    good = tea.qr_code.token
    forged = good[:-1] + ("A" if good[-1] != "A" else "B")
    unknown = token.sign(token.new_code(), KEYS)
    other_key = token.sign(tea.qr_code.code, {"k": "somebody else's secret"})
    bad_ones = (forged, unknown, other_key, "x", "k" * 400, "二维码", good.lower())
    pages = [client.get(f"/c/{bad}") for bad in bad_ones]
    assert {page.status_code for page in pages} == {404}
    # But for the address to report it at.
    texts = [
        unquote(page.content.decode()).replace(f"/c/{bad}/", "/c/…/") for bad, page in zip(bad_ones, pages, strict=True)
    ]
    assert len(set(texts)) == 1
    assert {page["Cache-Control"] for page in pages} == {"no-cache"}
    with django_assert_num_queries(0):
        client.get(f"/c/{forged}")
    assert ScanEvent.objects.count() == 0


def test_a_code_is_unknown_until_the_officer_has_issued(begin, client, tea):
    case = begin(star=1)
    assert client.get(f"/c/{tea.qr_code.token}").status_code == 404
    case.issue()
    assert client.get(f"/c/{tea.qr_code.token}").status_code == 200


def test_a_yellow_warning_shows_its_reason_and_date_and_leaves_buying(issue, scan, tea, warned):
    Product.objects.filter(pk=tea.pk).update(purchase_url="https://shop.example/tea")
    warned(issue(star=3), Warning.Level.YELLOW)
    page = scan()
    assert "scan-yellow" in page
    assert "标识使用不当" in page
    assert "2026-03-11" in page
    assert "https://shop.example/tea" in page
    assert FACTS not in page


def test_a_red_warning_advises_against_buying_and_hides_the_link(issue, scan, tea, warned):
    Product.objects.filter(pk=tea.pk).update(purchase_url="https://shop.example/tea")
    authorisation = issue(star=3)
    case = warned(authorisation, Warning.Level.RED, reason="抽检发现质量风险")
    page = scan()
    assert "scan-red" in page
    assert "停止购买" in page
    assert "抽检发现质量风险" in page
    assert "https://shop.example/tea" not in page
    certificate = page.partition('id="certificate"')[2]
    assert 'class="scan-struck"' in certificate
    assert "红色警示</strong> 自 2026-03-11 起" in certificate
    assert "12315" in page

    commands.close(case, end=Warning.End.LIFTED)
    assert "scan-valid" in scan()


def test_what_has_ended_says_so(issue, scan, clock, tea):
    authorisation = issue(star=3)
    clock.set(WEDNESDAY.replace(year=2029, day=14))
    assert "scan-expired" in scan()
    Authorisation.objects.update(status="suspended")
    assert "scan-suspended" in scan()
    Authorisation.objects.update(status="revoked")
    page = scan()
    assert "scan-revoked" in page
    assert 'class="scan-struck"' in page
    assert "三星级" not in page
    assert authorisation.number in page


def test_a_frozen_enterprise_has_no_valid_star(issue, scan, tea):
    issue(star=3)
    Enterprise.objects.filter(pk=tea.enterprise_id).update(status=Enterprise.Status.FROZEN)
    page = scan()
    assert "scan-suspended" in page
    assert "企业已被冻结" in page


def test_names_with_markup_stay_text(issue, scan, tea):
    name = "<script>alert(1)</script>\"'茶"
    Product.objects.filter(pk=tea.pk).update(
        name=name, trace_note="<img src=x onerror=alert(1)>", purchase_url="javascript:alert(1)"
    )
    issue(star=1)
    page = scan()
    assert "<script" not in page
    assert escape(name, quote=True) in page
    assert "<img src=x" not in page
    assert "javascript:" not in page


def test_the_page_is_asked_again_each_time_and_never_redirects(issue, client, tea):
    issue(star=1)
    url = f"/c/{tea.qr_code.token}"
    response = client.get(url)
    assert response["Cache-Control"] == "no-cache"
    assert "Accept-Language" in response["Vary"]
    assert response.status_code == 200
    again = client.get(url, headers={"if-none-match": f"W/{response['ETag']}"})
    assert (again.status_code, again.content) == (304, b"")
    assert ScanEvent.objects.count() == 2
    assert client.post(url).status_code == 405


def test_the_maker_s_number_is_shown_with_consent_only(issue, scan, tea):
    Product.objects.filter(pk=tea.pk).update(public_contact="0743-4712345")
    issue(star=1)
    assert "0743-4712345" not in scan()
    Product.objects.filter(pk=tea.pk).update(contact_consent=True)
    assert 'href="tel:0743-4712345"' in scan()
    Product.objects.filter(pk=tea.pk).update(public_contact="")
    page = scan()
    phone = tea.enterprise.contact_phone
    assert phone not in page
    assert f"{phone[:3]}****{phone[-4:]}" in page


def test_a_scan_is_counted_without_saying_who_or_where(issue, client, tea, clock):
    issue(star=1)
    url = f"/c/{tea.qr_code.token}"
    client.get(url, headers={"user-agent": WECHAT}, REMOTE_ADDR="203.0.113.7")
    client.get(url, headers={"user-agent": WECHAT}, REMOTE_ADDR="203.0.113.7")
    client.head(url)
    first, second = ScanEvent.objects.order_by("pk")
    assert (first.agent, first.at) == (ScanEvent.Agent.WECHAT, WEDNESDAY)
    assert first.ip_hash == second.ip_hash
    kept = {field.name for field in ScanEvent._meta.get_fields()}
    assert kept == {"id", "qr_code", "at", "ip_hash", "agent"}

    clock.advance(days=3)
    client.get(url, REMOTE_ADDR="203.0.113.7")
    third = ScanEvent.objects.latest("pk")
    assert third.ip_hash != first.ip_hash  # another day's salt
    assert [salt.day.isoformat() for salt in ScanSalt.objects.all()] == ["2026-03-14"]  # the old one is gone


@pytest.mark.django_db(transaction=True)
def test_a_count_that_fails_costs_nobody_the_page(issue, tea, caplog):
    issue(star=1)
    gone = tea.qr_code.pk + 1
    response = CountedResponse("page")
    response.count(gone, RequestFactory().get("/"))
    response.close()
    assert "was not counted" in caplog.text
    assert not ScanEvent.objects.exists()


def test_pictures_are_public_only_for_published_products_and_carry_no_place(begin, client, tea, people):
    photo = Image.new("RGB", (2400, 1200), "seagreen")
    exif = photo.getexif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010E] = "somebody's garden"
    content = io.BytesIO()
    photo.save(content, "JPEG", exif=exif)
    group = tea.enterprise.group
    file = storage.store(content.getvalue(), name="茶园.jpg", purpose="test", user=people.owner, owner=group)
    tea.pictures.create(file=file, position=1)
    case = begin(star=1)
    url = f"/c/{tea.qr_code.token}/picture/1"
    assert client.get(url).status_code == 404
    case.issue()
    response = client.get(url)
    assert response["Content-Type"] == "image/jpeg"
    shown = Image.open(io.BytesIO(response.content))
    assert max(shown.size) == 1080
    assert not shown.getexif()
    assert client.get(f"/c/{tea.qr_code.token}/picture/9").status_code == 404
    assert client.get("/c/forged/picture/0").status_code == 404
    reduced.cache_clear()


def test_the_page_speaks_the_reader_s_language(issue, scan):
    issue(star=1)
    assert '<html lang="zh-hans"' in scan(accept_language="zh-CN")
    assert '<html lang="en"' in scan(accept_language="en-GB,en;q=0.9")
