"""A new version of a template: what is wrong with it is named, a second person switches it on, old letters stay."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as Docx

from documents import pdf, proposals, render, tasks, templates
from documents.errors import DecidedBefore, ProposerCannotAgree, TemplateFaulty
from documents.kinds import KINDS
from documents.models import LetterTemplate, StoredFile
from engine import clock
from portal.accounts.models import User
from tests.documents.world import issued, text_of

pytestmark = pytest.mark.django_db

KIND = "acceptance_notice"
NEEDED = "{{ number }} {{ title }} {{ issuer }} {{ issued_on|day }} {{ verification_code }} {{ verify_qr }} "
NEEDED += "{% if is_sample %}样本{% endif %}"


def docx(*lines: str) -> bytes:
    made, out = Docx(), io.BytesIO()
    for line in lines:
        made.add_paragraph(line)
    made.save(out)
    return out.getvalue()


@pytest.fixture
def two(db: None) -> tuple[User, User]:
    first, second = (User.objects.create_user(name) for name in ("manager-1", "manager-2"))
    return first, second


def propose(by: User, content: bytes | None = None) -> LetterTemplate:
    content = content or docx(NEEDED, "新版：{{ enterprise_name }}，{{ submitted_on|day }}")
    upload = SimpleUploadedFile("受理通知书.docx", content)
    return proposals.propose(KIND, upload, note="改了抬头", by=by, group="process_manager")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_comes_with_the_platform_passes_and_can_be_looked_at(kind: str) -> None:
    text = text_of(proposals.sample(kind, templates.built_in(kind)[0]))
    assert "{" not in text
    assert "2026年1月5日" in text


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ((NEEDED, "{{ enterprise }}、{{ foo.bar }}"), "用到了没有的数据：enterprise、foo"),
        (("{{ title }}",), "缺少文书必须有的内容：文号、发文单位、签发日期、验证码、核验二维码、样本水印"),
        (
            (NEEDED, "企业：{{ enterprise_name uscc }}"),
            "标记有误，在这段文字附近：企业：{{ enterprise_name uscc }}",
        ),
        ((NEEDED, "{% if guidance %}没有结束"), "模板中的标记有误"),
        ((NEEDED, "{{ uscc|shout }}"), "模板中的标记有误，在这段文字附近：{{ uscc|shout }}"),
        ((NEEDED, "{% for s in steps %}{{ s.nothing }}{% endfor %}"), "用到了没有的数据：nothing"),
        ((NEEDED, "{% for i in range(99999) %}x{% endfor %}"), "用到了没有的数据：range"),
        ((NEEDED, "{{ uscc * 999999999 }}"), "模板用样例数据填写时出错"),
        ((NEEDED, "{{ uscc.__class__ }}"), "模板用样例数据填写时出错"),
    ],
)
def test_what_is_wrong_with_a_template_is_named(two: Any, lines: tuple[str, ...], fault: str) -> None:
    with pytest.raises(TemplateFaulty) as caught:
        propose(two[0], docx(*lines))
    assert fault in str(caught.value)
    assert not StoredFile.objects.exists()


def test_a_preview_that_was_asked_for_in_vain_is_made_by_the_sweep(two: Any, settings: Any) -> None:
    """The broker was away when the template was proposed."""
    settings.LIBREOFFICE = None
    if pdf.program() is None:
        pytest.skip("LibreOffice is not installed")
    proposed, late = propose(two[0]), propose(two[0])
    LetterTemplate.objects.filter(pk=late.pk).update(proposed_at=clock.now() - timedelta(hours=1))
    tasks.make_missing_pdfs()
    for template in (proposed, late):
        template.refresh_from_db()
    assert proposed.preview_pdf is not None
    assert proposed.preview_pdf.read().startswith(b"%PDF")
    assert late.preview_pdf is None


def test_a_second_person_switches_it_on_and_what_was_issued_before_stays(two: Any) -> None:
    before = issued(KIND)
    proposed = propose(two[0])
    assert "新版：企业名称" in text_of(proposed.preview.read())
    assert "新版" not in text_of(issued(KIND).docx.read())
    with pytest.raises(ProposerCannotAgree):
        proposals.decide(proposed, agrees=True, by=two[0], at=clock.now())
    proposals.decide(proposed, agrees=True, by=two[1], at=clock.now())

    after = issued(KIND)
    assert "新版：古丈默戎云岭茶业有限公司（演示）" in text_of(after.docx.read())
    assert after.template_version == proposed.file.sha256
    for document in (before, after):
        assert render.render(document.data) == document.docx.read()
    with pytest.raises(DecidedBefore):
        proposals.decide(proposed, agrees=False, by=two[1], at=clock.now())


def test_what_was_declined_is_never_used(two: Any) -> None:
    proposals.decide(propose(two[0]), agrees=False, by=two[0], at=clock.now())
    assert templates.in_force(KIND) == templates.built_in(KIND)[1]
