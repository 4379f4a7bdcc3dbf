"""What people see and may do on the enterprise's pages."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents.models import StoredFile
from engine import jobs, runtime
from engine.models import ProcessInstance
from portal.registry.models import Enterprise, Product, RegistrationDraft
from tests.portal.filing import review, running
from tests.portal.world import THIRD_USCC, WEDNESDAY, deploy, picture, product_fields, stored_picture

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def wednesday(clock):
    clock.set(WEDNESDAY)


@pytest.fixture
def answers(people, regions):
    """Complete answers of a newcomer to the registration form."""
    mine = f"user:{people.newcomer.username}"
    papers = {
        name: [{"id": str(stored_picture(owner=mine, user=people.newcomer).pk), "name": "x.png"}]
        for name in ("licence", "authorisation")
    }
    return papers | {
        "name": "默戎苗家食品有限公司",
        "uscc": f"{THIRD_USCC[:8]} {THIRD_USCC[8:].lower()}",
        "kind": "company",
        "legal_representative": "龙苗",
        "founded_on": "2019-05-06",
        "long_term": True,
        "address": "古丈县默戎镇",
        "business_scope": "茶叶",
        "township": "433126104",
        "production_address": "牛角山村",
        "contact_name": "田新",
        "contact_phone": people.newcomer.phone,
        "category": "tea",
        "is_representative": False,
        "rules": True,
        "privacy": True,
    }


@pytest.fixture
def submit(client, people):
    deploy("registration")
    client.force_login(people.newcomer)

    def post(answers, *, county="433126"):
        return client.post(
            reverse("registry:submit", args=[county]),
            json.dumps({"answers": answers}),
            content_type="application/json",
        )

    return post


def test_a_newcomer_registers_and_follows_the_registration(submit, answers, client):
    page = client.get(reverse("registry:register"), {"county": "433126"})
    assert {"value": "433126104", "label": "默戎镇"} in page.context["config"]["data"]["townships"]

    answer = submit(answers)
    assert answer.status_code == 200, answer.content.decode()
    enterprise = Enterprise.objects.get()
    assert enterprise.uscc == THIRD_USCC
    jobs.run_due_jobs()

    followed = client.get(answer.json()["next"])
    assert followed.status_code == 200
    text = followed.content.decode()
    assert "登记审核员" in text
    assert "还有 2 个工作日" in text

    instance = ProcessInstance.objects.get()
    drawing = client.get(reverse("registry:diagram", args=[instance.pk]))
    assert b"enterprise_registration" in drawing.content
    assert client.get(reverse("registry:state", args=[instance.pk])).json()["active"]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"uscc": "91433126MAY0P0A178"}, "uscc", "校验不通过"),
        ({"long_term": False, "term_ends_on": "2026-03-10"}, "term_ends_on", "营业执照已过期"),
        ({"founded_on": "2027-01-01"}, "founded_on", "不能晚于今天"),
        ({"township": "522634101"}, "township", ""),
        ({"contact_phone": "13900000000"}, "contact_phone", "已通过短信验证"),
        ({"rules": False}, "rules", "请勾选"),
        ({"name": ""}, "name", "不能为空"),
    ],
)
def test_wrong_answers_are_refused_at_their_field(submit, answers, changes, field, sentence):
    answer = submit(answers | changes)
    assert answer.status_code == 422
    assert sentence in " ".join(answer.json()["errors"][field])
    assert not Enterprise.objects.exists()
    assert not ProcessInstance.objects.exists()


def test_while_no_registrations_are_started_the_applicant_reads_why_and_nothing_is_kept(submit, answers, people):
    runtime.suspend_definition("enterprise_registration", by=people.manager, reason="系统升级，明日恢复")
    answer = submit(answers)
    assert (answer.status_code, "系统升级，明日恢复" in answer.json()["detail"]) == (409, True)
    assert not Enterprise.objects.filter(created_by=people.newcomer).exists()


def test_somebody_else_s_file_is_refused(submit, answers, silver_house):
    stranger = [{"id": str(silver_house.licence_id), "name": "x.png"}]
    answer = submit(answers | {"licence": stranger})
    assert answer.status_code == 422
    assert "licence" in answer.json()["errors"]


def test_nonsense_instead_of_answers_is_refused(submit, client):
    url = reverse("registry:submit", args=["433126"])
    assert client.post(url, "no json", content_type="application/json").status_code == 422
    assert client.post(url, "[]", content_type="application/json").status_code == 422


def test_a_registered_code_leads_to_asking_its_owner(submit, answers, tea_house, client):
    answer = submit(answers | {"uscc": tea_house.uscc})
    assert answer.json()["next"] == reverse("registry:join", args=[tea_house.pk])
    client.post(answer.json()["next"], {"reason": "我是会计"})
    assert tea_house.join_requests.count() == 1


def test_what_was_typed_is_kept_and_another_window_is_noticed(client, people, regions):
    client.force_login(people.newcomer)
    url = reverse("registry:draft", args=["433126"])

    def put(name, **headers):
        body = json.dumps({"answers": {"name": name}})
        return client.put(url, body, content_type="application/json", headers=headers)

    first = put("甲", **{"If-None-Match": "*"})
    assert first.status_code == 200
    assert put("另一个窗口", **{"If-None-Match": "*"}).status_code == 412
    put("乙", **{"If-Match": first["ETag"]})
    assert put("丙", **{"If-Match": first["ETag"]}).status_code == 412
    assert put("丁").status_code == 428
    assert RegistrationDraft.objects.get(user=people.newcomer).answers["name"] == "乙"


def test_an_account_without_a_verified_number_verifies_first(client, make_user):
    user = make_user("noone")
    user.phone_verified_at = None
    user.save()
    client.force_login(user)
    assert client.get(reverse("registry:register")).url.startswith(reverse("phone"))


@pytest.mark.parametrize("name", ["dashboard", "documents", "members", "products", "new_product", "register"])
def test_the_owner_opens_every_page(client, people, tea, name):
    deploy("registration")
    client.force_login(people.owner)
    assert client.get(reverse(f"registry:{name}")).status_code == 200


def test_visitors_are_led_to_sign_in(client):
    answer = client.get(reverse("registry:dashboard"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("login"))


def test_another_enterprise_s_things_are_not_there(client, people, tea, silver_house):
    client.force_login(people.rival)
    for url in [
        reverse("registry:product", args=[tea.pk]),
        reverse("registry:edit_product", args=[tea.pk]),
        reverse("registry:registration", args=[tea.enterprise_id]),
        reverse("files:show", args=[tea.enterprise.licence_id]),
    ]:
        assert client.get(url).status_code == 404, url
    assert client.post(reverse("registry:file_product", args=[tea.pk])).status_code == 404
    assert client.post(reverse("registry:switch", args=[tea.enterprise_id])).status_code == 404


def test_reviewers_read_an_enterprise_s_files(client, people, tea_house):
    client.force_login(people.reviewer)
    answer = client.get(reverse("files:show", args=[tea_house.licence_id]))
    assert answer.getvalue() == picture()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_somebody_with_several_enterprises_switches(client, people, tea_house, make_enterprise):
    second = make_enterprise(people.owner, name="默戎苗家食品有限公司")
    client.force_login(people.owner)
    assert tea_house.uscc in client.get(reverse("registry:dashboard")).content.decode()
    client.post(reverse("registry:switch", args=[second.pk]))
    assert second.uscc in client.get(reverse("registry:dashboard")).content.decode()


def test_a_script_in_a_name_is_shown_as_text(client, people, make_enterprise):
    make_enterprise(people.owner, name=f"茶业{SCRIPT}")
    client.force_login(people.owner)
    text = client.get(reverse("registry:dashboard")).content.decode()
    assert SCRIPT not in text
    assert "&lt;script&gt;" in text


def test_staff_may_not_manage_members(client, people, tea_house):
    client.force_login(people.staff)
    assert client.post(reverse("registry:add_member"), {"username": "rr", "role": "staff"}).status_code == 403
    member = tea_house.members.get(user=people.owner)
    assert client.post(reverse("registry:member", args=[member.pk]), {"remove": "1"}).status_code == 403
    assert tea_house.members.count() == 2


def test_the_owner_adds_a_colleague(client, people, tea_house):
    client.force_login(people.owner)
    answer = client.post(reverse("registry:add_member"), {"username": "nobody", "role": "staff"})
    assert answer.status_code == 422
    assert "没有找到该用户名的账户" in answer.content.decode()
    client.post(reverse("registry:add_member"), {"username": "xinren", "role": "staff"})
    assert tea_house.members.filter(user=people.newcomer, role="staff").exists()


def product_post(regions, **changes):
    fields = product_fields(regions["433126104"]) | {"origin": "433126104", "trace_level": 2} | changes
    return {name: value for name, value in fields.items() if value is not None}


def test_a_product_is_created_with_a_picture_sent_and_filed(client, people, tea_house, regions):
    deploy("product_filing")
    client.force_login(people.owner)
    photo = SimpleUploadedFile("茶.png", picture(), content_type="image/png")
    answer = client.post(reverse("registry:new_product"), product_post(regions, pictures=[photo]))
    assert answer.status_code == 302, answer.content.decode()
    product = Product.objects.get()
    assert product.pictures.count() == 1
    answer = client.post(reverse("registry:file_product", args=[product.pk]))
    filing = running(product)
    assert answer.url == reverse("registry:filing", args=[filing.number])
    jobs.run_due_jobs()
    product.refresh_from_db()
    assert product.status == Product.Status.FILING
    assert "备案正在办理" in client.get(reverse("registry:product", args=[product.pk])).content.decode()
    review(filing, "pass", by=people.reviewer, guidance="建议在包装上加印追溯码。")
    product.refresh_from_db()
    page = client.get(reverse("registry:product", args=[product.pk])).content.decode()
    assert product.filing_number in page
    assert "建议在包装上加印追溯码" in client.get(answer.url).content.decode()


def test_a_new_product_starts_with_the_enterprise_s_township(client, people, tea_house):
    client.force_login(people.owner)
    form = client.get(reverse("registry:new_product")).context["form"]
    assert form["origin"].value() == tea_house.township_id


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"pictures": [SimpleUploadedFile("茶.png", b"GIF89a no picture")]}, "内容与扩展名不符"),
        ({"pictures": [SimpleUploadedFile("茶.exe", b"MZ")]}, "类型不受支持"),
        ({"purchase_url": "javascript:alert(1)"}, ""),
        ({"barcode": "6901234567891"}, "商品条码校验不通过"),
        ({"public_contact": "110", "contact_consent": "on"}, "请填写手机、固定电话"),
        ({"public_contact": "15400000001"}, "须经本人同意"),
        ({"name": ""}, ""),
    ],
)
def test_a_wrong_product_is_refused_and_nothing_is_kept(client, people, tea_house, regions, changes, sentence):
    client.force_login(people.owner)
    answer = client.post(reverse("registry:new_product"), product_post(regions, **changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Product.objects.exists()


class TestUpload:
    def send(self, client, name, content):
        return client.post(reverse("files:upload"), {"file": SimpleUploadedFile(name, content), "field": "licence"})

    def test_an_upload_belongs_to_the_current_enterprise(self, client, people, tea_house):
        client.force_login(people.owner)
        answer = self.send(client, "执照.png", picture())
        assert answer.status_code == 201
        stored = StoredFile.objects.get(pk=answer.json()["id"])
        assert stored.owner == tea_house.group
        assert client.get(answer.json()["url"]).getvalue() == picture()

    def test_an_upload_of_somebody_without_enterprise_is_the_person_s(self, client, people, silver_house):
        client.force_login(people.newcomer)
        url = self.send(client, "执照.png", picture()).json()["url"]
        assert client.get(url).getvalue() == picture()
        client.force_login(people.rival)
        assert client.get(url).status_code == 404

    def test_a_file_that_is_too_large_is_refused_with_a_sentence(self, client, people, settings):
        settings.UPLOAD_MAX_BYTES = 1024 * 1024
        client.force_login(people.newcomer)
        answer = self.send(client, "执照.png", b"x" * (1024 * 1024 + 1))
        assert answer.status_code == 422
        assert "超过 1 MB" in answer.json()["detail"]

    @pytest.mark.parametrize("name", ["a.svg", "a.html", "a.exe", "a"])
    def test_files_that_could_run_are_refused(self, client, people, name):
        client.force_login(people.newcomer)
        assert self.send(client, name, b"<svg onload=alert(1)>").status_code == 422
        assert not StoredFile.objects.exists()

    def test_no_file_is_said_plainly(self, client, people):
        client.force_login(people.newcomer)
        assert client.post(reverse("files:upload")).status_code == 400
