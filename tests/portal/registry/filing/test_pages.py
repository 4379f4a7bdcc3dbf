"""The way of a filing through the enterprise's pages."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from engine import runtime
from engine.errors import EngineError
from portal.registry.filing_forms import Correction
from portal.registry.models import Filing
from tests.portal.filing import (
    OBJECTION,
    draft,
    open_task,
    review,
    running,
    sent,
)
from tests.portal.world import picture, product_fields

pytestmark = pytest.mark.django_db


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
