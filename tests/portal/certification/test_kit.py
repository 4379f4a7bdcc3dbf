"""The mark's kit as one download, and what of a star the list of products offers."""

from __future__ import annotations

import io
import zipfile

import pytest
import zxingcpp
from django.urls import reverse
from django.utils.translation import override
from PIL import Image
from pypdf import PdfReader

from portal.certification.models import Authorisation
from portal.registry.accepting import accept
from portal.registry.models import Acceptance, Enterprise, Product
from portal.scheme import regulations
from portal.scheme.regulations import MARKS, OF_MARKS
from tests.portal.world import WEDNESDAY, another

pytestmark = pytest.mark.django_db


def download(client, authorisation, **how):
    return client.get(reverse("certification:kit", args=[authorisation.pk]), **how)


def accepted(authorisation, person):
    accept(authorisation.product.enterprise, *OF_MARKS, subject=authorisation.number, by=person)
    return authorisation


def opened(answer):
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


def test_the_holder_downloads_everything_that_a_printer_and_a_lawyer_ask_for(issue, client, people):
    authorisation = accepted(issue(star=4), people.owner)
    client.force_login(people.staff)
    answer = download(client, authorisation)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer["Cache-Control"] == "private, no-store"
    number, code = authorisation.number, authorisation.product.qr_code
    archive = opened(answer)
    files = {name.removeprefix(f"{number}/"): archive.read(name) for name in archive.namelist()}
    assert set(files) == {
        "请先阅读.txt",
        *(f"星级标识/{number}.{form}" for form in ("svg", "png", "pdf")),
        *(f"二维码/QR-{code.code}.{form}" for form in ("svg", "png", "pdf")),
        "标识使用规定（2026-01）.html",
        "版权声明.txt",
    }
    # The mark as it was given out, and the code that leads to the product's page.
    assert files[f"星级标识/{number}.svg"] == authorisation.badge.svg.read()
    for name in (f"星级标识/{number}.png", f"二维码/QR-{code.code}.png"):
        assert Image.open(io.BytesIO(files[name])).info["dpi"] == pytest.approx((300, 300), abs=0.02)
    picture = Image.open(io.BytesIO(files[f"二维码/QR-{code.code}.png"])).convert("L")
    assert [read.text for read in zxingcpp.read_barcodes(picture)] == [code.url]
    for name in (f"星级标识/{number}.pdf", f"二维码/QR-{code.code}.pdf"):
        assert len(PdfReader(io.BytesIO(files[name]), strict=True).pages) == 1
    assert "标识应当从平台下载" in files["标识使用规定（2026-01）.html"].decode()
    for text in (files["请先阅读.txt"].decode(), files["版权声明.txt"].decode()):
        assert number in text
        assert authorisation.product.enterprise.name in text
        assert "2026-03-11 至 2029-03-11" in text or "2029-03-12" in text


def test_the_same_star_gives_the_same_bytes_whoever_asks_and_whenever(issue, client, people, clock):
    authorisation = accepted(issue(star=1), people.owner)
    client.force_login(people.owner)
    first = download(client, authorisation).getvalue()
    clock.set(WEDNESDAY.replace(month=9))
    client.force_login(people.staff)
    with override("en"):
        assert download(client, authorisation, headers={"Accept-Language": "en"}).getvalue() == first
    Product.objects.filter(pk=authorisation.product_id).update(specification="500克/罐")
    assert download(client, authorisation).getvalue() != first


def test_nobody_but_the_holder_gets_the_kit(issue, begin, client, people, silver_house):
    authorisation = issue(star=1)
    assert download(client, authorisation).status_code == 302  # to the sign-in
    for person in (people.rival, people.officer, people.manager):
        client.force_login(person)
        assert download(client, authorisation).status_code == 404
    pending = begin(star=1, product=another(authorisation.product, "古丈白茶")).authorisation
    client.force_login(people.owner)
    assert download(client, pending).status_code == 404


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("red", "红色警示期间停止下载"),
        ("suspended", "授权已暂停"),
        ("revoked", "授权已撤销"),
        ("expired", "期满"),
        ("cancelled", "已注销"),
        ("frozen", "授权已暂停"),
        ("past", "期满"),
    ],
)
def test_what_is_worse_than_yellow_refuses_the_kit_and_the_list_says_why(
    issue, client, people, clock, status, sentence
):
    authorisation = issue(star=3)
    client.force_login(people.owner)
    mine = reverse("registry:products"), reverse("registry:product", args=[authorisation.product_id])
    kit = reverse("certification:kit", args=[authorisation.pk])
    paper = reverse("files:document", args=[authorisation.certificates.get().document_id])
    for page in mine:
        text = client.get(page).content.decode()
        for offered in (kit, paper, *(f"{kit.removesuffix('kit.zip')}{what}.png" for what in ("mark", "qr"))):
            assert offered in text
    if status == "past":
        clock.set(WEDNESDAY.replace(year=2029, day=14))
    elif status == "frozen":
        Enterprise.objects.update(status=Enterprise.Status.FROZEN)
    else:
        Authorisation.objects.update(status=status)

    answer = download(client, authorisation)
    assert (answer.status_code, sentence in answer.content.decode()) == (403, True)
    for page in mine:
        text = client.get(page).content.decode()
        assert sentence in text
        assert kit not in text
    assert f">{Authorisation.objects.get().get_status_now_display()}<" in client.get(mine[0]).content.decode()


def test_a_yellow_star_keeps_its_kit_and_a_product_without_a_star_has_none(issue, client, people, tea):
    client.force_login(people.owner)
    assert "kit.zip" not in client.get(reverse("registry:products")).content.decode()
    authorisation = accepted(issue(star=2), people.owner)
    Authorisation.objects.update(status="yellow")
    another(tea, "古丈白茶")
    text = client.get(reverse("registry:products")).content.decode()
    assert text.count("kit.zip") == 1
    assert ">黄色警示<" in text
    assert download(client, authorisation).status_code == 200


def test_the_rules_of_use_are_accepted_by_version_before_the_first_kit_and_again_under_a_new_one(
    issue, client, people, monkeypatch
):
    authorisation = issue(star=3)
    rules = reverse("certification:accept", args=[authorisation.pk])
    client.force_login(people.staff)
    assert download(client, authorisation)["Location"] == rules
    page = client.get(rules).content.decode()
    assert "标识应当从平台下载" in page
    assert MARKS.url in page
    assert client.post(rules, {}).status_code == 422
    assert not Acceptance.objects.exists()
    assert client.post(rules, {"accept": "on"})["Location"] == reverse("certification:kit", args=[authorisation.pk])
    assert download(client, authorisation).status_code == 200
    assert set(Acceptance.objects.values_list("regulation", "version", "subject", "by")) == {
        (name, "2026-01", authorisation.number, people.staff.pk) for name in ("marks", "certificates")
    }
    mine = client.get(reverse("centre:data")).content.decode()
    assert MARKS.url_of("2026-01") in mine
    assert authorisation.number in mine
    # Whoever of the enterprise comes next is not asked; under a new version somebody is, once.
    client.force_login(people.owner)
    assert download(client, authorisation).status_code == 200
    monkeypatch.setitem(regulations.CERTIFICATES.versions, "2026-09", MARKS.versions["2026-01"])
    assert download(client, authorisation)["Location"] == rules
    accept(authorisation.product.enterprise, *OF_MARKS, subject=authorisation.number, by=people.owner)
    assert download(client, authorisation).status_code == 200
    assert Acceptance.objects.filter(regulation="certificates").count() == 2
    Authorisation.objects.update(status="red")
    assert client.get(rules).status_code == 403
    client.force_login(people.officer)
    assert client.get(rules).status_code == 404
