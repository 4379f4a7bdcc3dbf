"""P02 as it runs: the real diagram, the real engine, the real rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from engine import jobs, runtime
from engine.errors import AnswersRefused, EngineError
from engine.models import HistoryEvent, Incident, Job, ProcessInstance, UserTask
from portal.inbox.answers import initial
from portal.notifications.models import Notification, SmsMessage
from portal.registry import commands, timeline
from portal.registry.commands import filings
from portal.registry.errors import EnterpriseNotActive, FilingRunning, Incomplete, NotEditable
from portal.registry.filing_forms import Correction, Review
from portal.registry.models import Enterprise, Filing, Product, Region
from portal.registry.progress import progress
from portal.registry.versions import as_of
from tests.flows import untaken
from tests.portal.filing import OBJECTION, case_of, changed, draft, open_task, review, running, send_again, sent
from tests.portal.world import BPMN, WEDNESDAY, deploy, picture, product_fields, stored_picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def process(people, clock):
    clock.set(WEDNESDAY)
    deploy("product_filing")


@pytest.fixture
def product(tea_house, people):
    return draft(tea_house, by=people.owner)


def filings_form(task: UserTask) -> dict[str, Any]:
    """What the reviewer's form shows."""
    return Review().initial(task)


def completed(filing: Filing) -> list[str]:
    events = HistoryEvent.objects.filter(case=case_of(filing), kind="element_completed").order_by("id")
    return list(events.values_list("element_id", flat=True))


def test_a_complete_product_is_filed_by_a_reviewer_and_numbered(product, people):
    filing = sent(product, by=people.staff)
    assert filing.number == "B202600001"
    product.refresh_from_db()
    assert product.status == Product.Status.FILING
    task = open_task(filing)
    assert task.form_key == "product_filing_review"
    assert list(task.candidates.values_list("group", flat=True)) == ["registration_reviewer"]
    assert task.due_at.astimezone().date().isoformat() == "2026-03-13"

    review(filing, "pass", by=people.reviewer, guidance="建议在包装上加印追溯码。")

    assert (filing.status, filing.version, filing.product.status) == ("filed", 1, "filed")
    assert filing.product.filing_number == "F202600001"
    assert (filing.product.version, filing.product.filed_at) == (1, WEDNESDAY)
    told = Notification.objects.get(user=people.owner, text__contains="已备案，备案编号F202600001")
    assert told.url == f"/enterprise/filings/{filing.number}/"
    assert "已备案" in SmsMessage.objects.get(phone=people.owner.phone).text
    assert case_of(filing).status == ProcessInstance.Status.COMPLETED
    assert not Job.objects.filter(instance=case_of(filing), status="ready").exists()
    assert completed(filing)[-1] == "Filed"


def test_what_was_returned_is_put_right_and_filed(product, people):
    filing = sent(product, by=people.owner)
    review(filing, "correct", by=people.reviewer, opinion=OBJECTION, guidance="请在自然光下拍摄。")
    assert (filing.status, filing.product.status) == ("correction", "returned")
    task = open_task(filing)
    assert list(task.candidates.values_list("group", flat=True)) == [product.enterprise.group]
    assert task.due_at.astimezone().date().isoformat() == "2026-04-01"
    assert Notification.objects.filter(user=people.staff, text__contains="需要补正，请在2026-04-01前").exists()

    commands.update_product(product, fields={"specification": "100克/罐"})
    commands.set_pictures(product, files=[stored_picture(owner=product.enterprise.group, name="正面.png")])
    send_again(filing, by=people.staff, note="已重拍包装正面照片")

    assert (filing.status, filing.rounds, filing.product.status) == ("submitted", 1, "filing")
    seen = open_task(filing)
    assert seen.form_key == "product_filing_review"
    assert filings_form(seen)["note"] == "已重拍包装正面照片"
    look = timeline.look_back(seen, people.reviewer)
    assert [(change.label, change.before, change.after) for entry in look.since for change in entry.changes] == [
        ("规格型号", "250克/罐", "100克/罐"),
        ("产品图片", "照片.png", "正面.png"),
    ]
    # The second time is a new decision, whatever was concluded the first time.
    assert "outcome" not in initial(seen)
    review(filing, "pass", by=people.reviewer)
    assert filing.product.status == Product.Status.FILED


def test_what_is_refused_is_a_draft_again_with_the_reason_and_may_be_sent_anew(product, people):
    filing = sent(product, by=people.owner)
    review(filing, "fail", by=people.reviewer, opinion="产品属于国家禁止生产的品种。", guidance="请改报其他产品。")
    assert (filing.status, filing.product.status, filing.product.filing_number) == ("refused", "draft", None)
    assert Notification.objects.filter(user=people.owner, text__contains="不予备案").exists()
    assert case_of(filing).status == ProcessInstance.Status.COMPLETED
    again = sent(product, by=people.owner)
    assert again.pk != filing.pk
    assert open_task(again).form_key == "product_filing_review"


def test_a_third_objection_after_two_rounds_is_a_refusal(product, people):
    filing = sent(product, by=people.owner)
    for _round in range(2):
        review(filing, "correct", by=people.reviewer, opinion=OBJECTION)
        send_again(filing, by=people.owner)
    assert filing.rounds == 2
    review(filing, "correct", by=people.reviewer, opinion=OBJECTION)
    assert (filing.status, filing.product.status) == ("refused", "draft")
    assert completed(filing)[-1] == "Refused"


def test_a_correction_that_never_comes_is_a_withdrawal(product, people, clock):
    filing = sent(product, by=people.owner)
    review(filing, "correct", by=people.reviewer, opinion=OBJECTION)
    due = open_task(filing).due_at
    clock.set(due - timedelta(days=6))
    jobs.run_due_jobs()
    assert Notification.objects.filter(user=people.owner, text__contains="还剩5个工作日").count() == 1
    clock.set(due + timedelta(seconds=1))
    jobs.run_due_jobs()
    filing.refresh_from_db()
    product.refresh_from_db()
    assert (filing.status, product.status) == ("withdrawn", "draft")
    assert Notification.objects.filter(user=people.owner, text__contains="视为撤回，可以重新提交").count() == 1
    assert case_of(filing).status == ProcessInstance.Status.COMPLETED
    assert not UserTask.objects.open().exists()
    assert not Incident.objects.exists()


def test_a_slow_review_is_reminded_reported_and_never_granted_by_itself(product, people, clock):
    filing = sent(product, by=people.owner)
    due = open_task(filing).due_at
    clock.set(WEDNESDAY + (due - WEDNESDAY) / 2 + timedelta(minutes=1))
    jobs.run_due_jobs()
    assert Notification.objects.filter(user=people.reviewer, text__contains="过半").count() == 1
    assert not Notification.objects.filter(user=people.manager).exists()
    clock.set(due + timedelta(days=90))
    jobs.run_due_jobs()
    assert Notification.objects.filter(user=people.manager, text__contains="超过2个工作日").count() == 1
    assert open_task(filing).form_key == "product_filing_review"
    product.refresh_from_db()
    assert product.status == Product.Status.FILING


def test_what_is_incomplete_by_now_goes_straight_back(product, people):
    """The township was given up after the filing was sent."""
    commands.file_product(product, by=people.owner)
    Region.objects.filter(pk=product.origin_id).update(valid_to=WEDNESDAY.date() - timedelta(days=1))
    jobs.run_due_jobs()
    filing = Filing.objects.get()
    assert filing.status == Filing.Status.CORRECTION
    task = open_task(filing)
    with pytest.raises(AnswersRefused) as refused:
        runtime.complete_task(task.pk, answers={}, by=people.owner)
    assert "产地乡镇" in str(refused.value.errors)
    Region.objects.filter(pk=product.origin_id).update(valid_to=None)
    send_again(filing, by=people.owner)
    assert open_task(filing).form_key == "product_filing_review"


def test_every_flow_of_the_diagram_is_taken(tea_house, people, clock):
    """One filing for each way."""
    filed = sent(draft(tea_house, by=people.owner, name="甲"), by=people.owner)
    review(filed, "pass", by=people.reviewer)
    refused = sent(draft(tea_house, by=people.owner, name="乙"), by=people.owner)
    review(refused, "fail", by=people.reviewer, opinion="产品属于国家禁止生产的品种。")
    thrice = sent(draft(tea_house, by=people.owner, name="丙"), by=people.owner)
    for _round in range(2):
        review(thrice, "correct", by=people.reviewer, opinion=OBJECTION)
        send_again(thrice, by=people.owner)
    review(thrice, "correct", by=people.reviewer, opinion=OBJECTION)
    commands.file_product(lost := draft(tea_house, by=people.owner, name="丁"), by=people.owner)
    Region.objects.filter(pk=lost.origin_id).update(valid_to=WEDNESDAY.date() - timedelta(days=1))
    jobs.run_due_jobs()
    late = Filing.objects.get(product=lost)
    due = open_task(late).due_at
    clock.set(due - timedelta(days=6))
    jobs.run_due_jobs()
    clock.set(due + timedelta(seconds=1))
    Region.objects.filter(pk=lost.origin_id).update(valid_to=None)
    slow = sent(draft(tea_house, by=people.owner, name="戊"), by=people.owner)
    clock.set(open_task(slow).due_at + timedelta(seconds=1))
    jobs.run_due_jobs()
    played = map(case_of, (filed, refused, thrice, late, slow))
    assert untaken(BPMN / "product_filing" / "product_filing.bpmn", played) == set()


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"permit_number": ""}, "生产许可证号或承诺达标合格证"),
        ({"permit_number": "", "category": Product.Category.FOOD}, "生产许可证号"),
        ({"trace_note": ""}, "溯源说明"),
        ({"public_contact": "15400000001"}, "公开联系电话的同意"),
    ],
)
def test_an_incomplete_product_is_not_sent(tea_house, people, changes, missing):
    product = draft(tea_house, by=people.owner, **changes)
    with pytest.raises(Incomplete, match=missing):
        commands.file_product(product, by=people.owner)
    product.refresh_from_db()
    assert product.status == Product.Status.DRAFT
    assert not Filing.objects.exists()
    assert not ProcessInstance.objects.exists()


def test_a_product_without_picture_is_not_sent(product, people):
    commands.set_pictures(product, files=[])
    with pytest.raises(Incomplete, match="产品图片"):
        commands.file_product(product, by=people.owner)


@pytest.mark.parametrize("category", [Product.Category.TEA, Product.Category.FRUIT, Product.Category.GRAIN])
def test_primary_produce_may_show_its_declaration_instead_of_a_licence(tea_house, people, category):
    paper = stored_picture(owner=tea_house.group, name="承诺达标合格证.png")
    product = draft(tea_house, by=people.owner, category=category, permit_number="", compliance_file=paper)
    assert open_task(sent(product, by=people.owner)).form_key == "product_filing_review"


def test_processed_food_needs_a_licence_whatever_it_declares(tea_house, people):
    paper = stored_picture(owner=tea_house.group, name="承诺达标合格证.png")
    product = draft(tea_house, by=people.owner, category=Product.Category.FOOD, permit_number="", compliance_file=paper)
    with pytest.raises(Incomplete, match="生产许可证号"):
        commands.file_product(product, by=people.owner)


def test_crafts_need_no_food_permit(tea_house, people):
    product = draft(tea_house, by=people.owner, category=Product.Category.CRAFTS, permit_number="")
    assert open_task(sent(product, by=people.owner))


def test_an_unusual_licence_is_only_a_hint_to_the_reviewer(tea_house, people):
    filing = sent(draft(tea_house, by=people.owner, permit_number="QS4331"), by=people.owner)
    task = open_task(filing)
    assert task.inputs["filing_findings"] == [{"code": "permit_unusual", "severity": "note"}]
    assert "请人工核对" in filings_form(task)["findings"]


def test_a_product_is_not_sent_twice(product, people):
    filing = sent(product, by=people.owner)
    with pytest.raises(FilingRunning, match=filing.number):
        commands.file_product(product, by=people.staff)
    assert ProcessInstance.objects.count() == 1
    review(filing, "pass", by=people.reviewer)
    with pytest.raises(NotEditable):
        commands.file_product(product, by=people.owner)


def test_under_review_nothing_is_edited(product, people):
    sent(product, by=people.owner)
    with pytest.raises(NotEditable):
        commands.update_product(product, fields={"name": "别的茶"})
    with pytest.raises(NotEditable):
        commands.set_pictures(product, files=[])


def test_a_frozen_enterprise_files_nothing(product, people, tea_house):
    tea_house.move(Enterprise.Status.FROZEN)
    with pytest.raises(EnterpriseNotActive):
        commands.file_product(product, by=people.owner)


def test_nobody_reviews_a_product_of_his_own_enterprise(product, people):
    filing = sent(product, by=people.owner)
    product.enterprise.members.create(user=people.reviewer, role="staff")
    assert not (UserTask.objects.offered_to(people.reviewer) & UserTask.objects.filter(pk=open_task(filing).pk))


def test_the_progress_tells_both_sides_of_the_same_days(product, people):
    filing = sent(product, by=people.owner)
    seen = progress(case_of(filing), user=people.owner)
    assert [(step.name, step.role) for step in seen.now] == [("备案审核", "登记审核员")]
    assert seen.now[0].deadline.working_days == 2
    review(filing, "correct", by=people.reviewer, opinion=OBJECTION)
    seen = progress(case_of(filing), user=people.owner)
    assert [step.name for step in seen.asked_of_me] == ["补正产品备案"]
    assert seen.stages[1].is_paused
    assert [line.text for line in seen.history] == ["审核退回补正", "提交了产品备案"]


class TestChange:
    """A filed product changed: a new version by the same process, while the old one stays."""

    def test_name_standard_and_origin_are_a_new_version_that_a_reviewer_grants(self, tea, people, regions):
        origin = regions["433126101"]
        filing = changed(
            tea, by=people.owner, reason="更换商标", name="云岭绿茶", standard="TB/OTOP 001", origin=origin
        )
        tea.refresh_from_db()
        assert (tea.name, tea.status, tea.version) == ("高山绿茶", "filed", 1)
        task = open_task(filing)
        shown = filings_form(task)
        assert (shown["is_change"], shown["reason"]) == (True, "更换商标")
        assert [(row["label"], row["before"], row["after"]) for row in shown["changes"]] == [
            ("产品名称", "高山绿茶", "云岭绿茶"),
            ("执行标准号", "GB/T 14456.1", "TB/OTOP 001"),
            ("产地乡镇", "湖南省湘西土家族苗族自治州古丈县默戎镇", "湖南省湘西土家族苗族自治州古丈县罗依溪镇"),
        ]
        number = tea.filing_number
        review(filing, "pass", by=people.reviewer)
        tea.refresh_from_db()
        assert (tea.name, tea.standard, tea.origin_id, tea.version) == ("云岭绿茶", "TB/OTOP 001", origin.pk, 2)
        assert (tea.filing_number, tea.status) == (number, "filed")
        assert as_of(tea, 1).name == "高山绿茶"
        assert as_of(tea, 1).origin.name == "默戎镇"
        assert as_of(tea, 2).name == "云岭绿茶"
        assert Notification.objects.filter(user=people.owner, text__contains="现为第2版").exists()

    def test_a_refused_change_leaves_everything_as_it_was(self, tea, people):
        filing = changed(tea, by=people.owner, name="云岭绿茶")
        review(filing, "fail", by=people.reviewer, opinion="新名称与他人注册商标相同。")
        tea.refresh_from_db()
        assert (filing.status, filing.version) == ("refused", None)
        assert (tea.name, tea.version, tea.status) == ("高山绿茶", 1, "filed")
        assert Notification.objects.filter(user=people.owner, text__contains="原备案内容继续有效").exists()

    def test_a_returned_change_is_put_right_in_the_change_not_in_the_product(self, tea, people):
        filing = changed(tea, by=people.owner, name="云岭绿茶")
        review(filing, "correct", by=people.reviewer, opinion="请附上新包装的照片供核对。")
        tea.refresh_from_db()
        assert tea.status == Product.Status.FILED
        new = stored_picture(owner=tea.enterprise.group, name="新包装.png")
        fields = {name: getattr(tea, name) for name in ("capacity", "description", "purchase_url")}
        fields |= {"public_contact": "", "contact_consent": False, "name": "云岭高山绿茶"}
        filings.revise(filing, fields=fields, pictures=[new])
        tea.refresh_from_db()
        assert (tea.name, tea.pictures.get().file.name) == ("高山绿茶", "照片.png")
        send_again(filing, by=people.owner)
        review(filing, "pass", by=people.reviewer)
        tea.refresh_from_db()
        assert (tea.name, tea.version, tea.pictures.get().file) == ("云岭高山绿茶", 2, new)

    def test_what_only_informs_people_changes_at_once(self, tea, people):
        assert changed(tea, by=people.owner, purchase_url="https://shop.example.com/", capacity="年产30吨") is None
        tea.refresh_from_db()
        assert (tea.purchase_url, tea.capacity, tea.version) == ("https://shop.example.com/", "年产30吨", 1)
        assert not ProcessInstance.objects.exists()

    def test_one_change_at_a_time(self, tea, people):
        filing = changed(tea, by=people.owner, name="云岭绿茶")
        with pytest.raises(FilingRunning, match=filing.number):
            changed(tea, by=people.owner, name="别的绿茶")
        assert ProcessInstance.objects.count() == 1

    def test_a_change_that_lapses_is_withdrawn(self, tea, people, clock):
        filing = changed(tea, by=people.owner, name="云岭绿茶")
        review(filing, "correct", by=people.reviewer, opinion="请附上新包装的照片供核对。")
        clock.set(open_task(filing).due_at + timedelta(seconds=1))
        jobs.run_due_jobs()
        filing.refresh_from_db()
        tea.refresh_from_db()
        assert (filing.status, tea.status, tea.version) == ("withdrawn", "filed", 1)


class TestPages:
    """The way of a filing through the enterprise's pages, and what is refused there with a sentence."""

    def post(self, product, **changes):
        fields = {name: getattr(product, name) for name in product_fields(product.origin)}
        fields |= {"origin": product.origin_id, "pictures-kept": [str(p.file_id) for p in product.pictures.all()]}
        return fields | changes

    def test_what_came_back_is_edited_and_sent_again_on_the_task_s_page(self, client, product, people):
        filing = sent(product, by=people.owner)
        review(filing, "correct", by=people.reviewer, opinion=OBJECTION)
        client.force_login(people.staff)
        edit = reverse("registry:edit_product", args=[product.pk])
        task = reverse("inbox:task", args=[open_task(filing).pk])
        page = client.get(reverse("registry:product", args=[product.pk])).content.decode()
        assert edit in page
        assert task in page
        assert client.post(edit, self.post(product, specification="50克/罐")).url == task
        assert client.get(task).status_code == 200
        shown = Correction().initial(open_task(filing))
        assert (OBJECTION in shown["guidance"], shown["edit_url"], shown["missing"]) == (True, edit, "")

    def test_a_filed_product_is_changed_on_the_same_form(self, client, tea, people):
        client.force_login(people.owner)
        edit = reverse("registry:edit_product", args=[tea.pk])
        assert "变更说明" in client.get(edit).content.decode()
        again = client.post(edit, self.post(tea))
        assert (again.status_code, "没有改动，无须提交" in again.content.decode()) == (422, True)
        answer = client.post(edit, self.post(tea, name="云岭绿茶", reason="更换商标"))
        filing = running(tea)
        assert answer.url == reverse("registry:filing", args=[filing.number])
        page = client.get(answer.url).content.decode()
        assert "云岭绿茶" in page
        assert "原备案内容继续有效" in page
        assert client.get(edit).url == reverse("registry:product", args=[tea.pk])

    def test_sending_twice_says_what_is_under_way(self, client, product, people):
        client.force_login(people.owner)
        url = reverse("registry:file_product", args=[product.pk])
        client.post(url)
        assert f"备案 {running(product).number} 正在办理" in client.post(url, follow=True).content.decode()

    def test_a_missing_licence_is_named_and_nothing_is_sent(self, client, tea_house, people):
        product = draft(tea_house, by=people.owner, permit_number="")
        client.force_login(people.owner)
        assert "生产许可证号或承诺达标合格证" in client.get(f"/enterprise/products/{product.pk}/").content.decode()
        answer = client.post(reverse("registry:file_product", args=[product.pk]), follow=True)
        assert "备案资料不完整，请补充：生产许可证号或承诺达标合格证" in answer.content.decode()
        assert not Filing.objects.exists()

    def test_a_picture_that_is_too_large_is_refused_and_the_change_not_sent(self, client, tea, people):
        client.force_login(people.owner)
        large = SimpleUploadedFile("大.png", picture() + b"\0" * (10 * 1024 * 1024), content_type="image/png")
        answer = client.post(
            reverse("registry:edit_product", args=[tea.pk]), self.post(tea, name="云岭绿茶", pictures=[large])
        )
        assert answer.status_code == 422
        assert not Filing.objects.open().exists()

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [({"barcode": "6901234567891"}, "商品条码校验不通过"), ({"purchase_url": "javascript:alert(1)"}, "URL")],
    )
    def test_a_wrong_change_is_refused_beside_its_field(self, client, tea, people, changes, sentence):
        client.force_login(people.owner)
        answer = client.post(reverse("registry:edit_product", args=[tea.pk]), self.post(tea, **changes))
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert not Filing.objects.open().exists()

    def test_another_enterprise_s_staff_neither_sees_nor_sends_it(self, client, product, people, silver_house):
        client.force_login(people.rival)
        assert client.post(reverse("registry:file_product", args=[product.pk])).status_code == 404
        filing = sent(product, by=people.owner)
        assert client.get(reverse("registry:filing", args=[filing.number])).status_code == 404
        assert client.get(reverse("registry:filing", args=["B202699999"])).status_code == 404
        with pytest.raises(EngineError):
            runtime.claim(open_task(filing).pk, by=people.rival)

    def test_the_standard_is_chosen_from_the_list_or_typed(self, client, product, people, settings):
        settings.OTOP_PRODUCT_STANDARDS = ["TB/OTOP 001"]
        client.force_login(people.owner)
        edit = reverse("registry:edit_product", args=[product.pk])
        assert '<option value="TB/OTOP 001">' in client.get(edit).content.decode()
        assert client.post(edit, self.post(product, standard="Q/YL 0001S")).status_code == 302
