"""The registration form: what goes wrong is said at its field, and nothing typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from portal.registry.models import Enterprise, RegistrationDraft
from tests.e2e.registering import fill_in_registration
from tests.e2e.sentences import SCRIPT, is_sentence
from tests.e2e.visitor import PATIENCE, Visitor
from tests.portal.world import USCC

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]

PAGE = "/enterprise/register/?county=433126"
# The last character of the standard's own example does not fit the rest.
WRONG_USCC = "91350100M000100Y4Z"


@pytest.fixture
def visitor(visit, people, regions) -> Visitor:
    visitor: Visitor = visit(people.newcomer)
    visitor.open(PAGE)
    fill_in_registration(visitor, name=SCRIPT, representative="田新")
    return visitor


def test_a_wrong_code_and_an_expired_licence_are_named_at_their_fields(visitor):
    visitor.fill(统一社会信用代码=WRONG_USCC)
    visitor.date("营业期限至", "2020-01-01")
    visitor.submit(button="提交注册", then=False)

    code, term = visitor.field("统一社会信用代码"), visitor.field("营业期限至")
    expect(code.locator(".fjs-form-field-error")).to_contain_text("统一社会信用代码", timeout=PATIENCE)
    expect(term.locator(".fjs-form-field-error")).to_contain_text("营业执照已过期")
    visitor.shot("registration-errors")
    for message in visitor.page.locator(".fjs-form-field-error").all_inner_texts():
        assert is_sentence(message), message
    expect(code.locator("input")).to_have_value(WRONG_USCC)
    expect(visitor.field("企业名称").locator("input")).to_have_value(SCRIPT)
    expect(visitor.field("营业执照扫描件").locator(".file-list")).to_contain_text("营业执照.png")
    assert not Enterprise.objects.exists()

    # Put right, it goes through; the name is shown as it was typed and runs nowhere.
    visitor.fill(统一社会信用代码=USCC)
    visitor.date("营业期限至", "2050-01-01")
    visitor.submit(button="提交注册")
    visitor.sees(SCRIPT)
    assert Enterprise.objects.get().name == SCRIPT
    visitor.open("/enterprise/")
    visitor.sees(SCRIPT)


def test_files_that_are_too_large_or_not_what_they_say_are_refused_at_the_field(visitor):
    field = visitor.field("营业执照扫描件")
    chooser = field.locator("input[type=file]")
    large = {"name": "大.png", "mimeType": "image/png", "buffer": b"x" * (11 * 1024 * 1024)}
    chooser.set_input_files([large])
    expect(field.locator(".fjs-form-field-error")).to_contain_text("超过 10 MB")
    program = {"name": "程序.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"}
    chooser.set_input_files([program])
    expect(field.locator(".fjs-form-field-error")).to_contain_text("程序.exe")
    disguised = {"name": "照片.png", "mimeType": "image/png", "buffer": b"MZ this is a program"}
    chooser.set_input_files([disguised])
    expect(field.locator(".fjs-form-field-error")).to_contain_text("内容与扩展名不符", timeout=PATIENCE)
    visitor.shot("upload-refused")
    expect(field.locator(".file-list")).to_contain_text("营业执照.png")


def test_what_was_typed_survives_closing_the_page(visitor, people):
    expect(visitor.page.locator(".form-island-footer")).to_contain_text("已保存", timeout=PATIENCE)
    assert RegistrationDraft.objects.get(user=people.newcomer).answers["name"] == SCRIPT
    visitor.open(PAGE)
    expect(visitor.field("企业名称").locator("input")).to_have_value(SCRIPT)
    expect(visitor.field("营业执照扫描件").locator(".file-list")).to_contain_text("营业执照.png")
