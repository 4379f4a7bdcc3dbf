"""Process managers change the templates of letters, two of them together."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents import templates
from documents.models import LetterTemplate
from portal.accounts import roles
from tests.documents.test_templates import KIND, NEEDED, docx

pytestmark = pytest.mark.django_db
PAGE = ("administration:template", [KIND])


def upload(client: Any, *lines: str) -> Any:
    file = SimpleUploadedFile("受理通知书.docx", docx(*lines))
    return client.post(reverse(PAGE[0], args=PAGE[1]), {"file": file, "note": "改了抬头"})


def test_one_manager_uploads_and_another_switches_it_on(client: Any, make_user: Any) -> None:
    first, second = make_user("manager-1", roles.PROCESS_MANAGER), make_user("manager-2", roles.PROCESS_MANAGER)
    client.force_login(first)
    assert "受理通知书" in client.get(reverse("administration:templates")).content.decode()
    refused = upload(client, NEEDED, "{{ enterprise }}")
    assert refused.status_code == 422
    assert "用到了没有的数据：enterprise" in refused.content.decode()

    assert upload(client, NEEDED, "{{ enterprise_name }}").status_code == 302
    proposed = LetterTemplate.objects.get()
    page = client.get(reverse(PAGE[0], args=PAGE[1])).content.decode()
    assert "须由另一位流程管理员同意" in page
    assert "同意启用" not in page
    preview = client.get(reverse("files:show", args=[proposed.preview_id]))
    assert b"".join(preview.streaming_content) == proposed.preview.read()
    decide = reverse("administration:decide_template", args=[KIND, proposed.pk])
    said = client.post(decide, {"decision": "agree"}, follow=True).content.decode()
    assert "提出模板的人不能自己启用" in said
    assert templates.in_force(KIND) == templates.built_in(KIND)[1]

    client.force_login(second)
    assert "同意启用" in client.get(reverse(PAGE[0], args=PAGE[1])).content.decode()
    client.post(decide, {"decision": "agree"})
    assert templates.in_force(KIND) == proposed.file.sha256
    again = client.get(reverse("administration:template_file", args=[KIND]))
    assert b"".join(again.streaming_content) == proposed.file.read()


@pytest.mark.parametrize("role", [roles.ADMIN, roles.CERTIFICATE_OFFICER, roles.STAR_EVALUATOR])
def test_nobody_else_sees_or_changes_templates(client: Any, make_user: Any, role: str) -> None:
    client.force_login(make_user("somebody", role))
    assert client.get(reverse("administration:templates")).status_code == 403
    assert upload(client, NEEDED).status_code == 403
    assert not LetterTemplate.objects.exists()


def test_a_kind_that_there_is_not_is_not_found(client: Any, make_user: Any) -> None:
    client.force_login(make_user("manager-1", roles.PROCESS_MANAGER))
    assert client.get(reverse("administration:template", args=["nothing"])).status_code == 404
