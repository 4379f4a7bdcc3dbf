"""A new version of a template: looked through, tried with sample data, proposed, and agreed to by a second person."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError

from documents import render, storage, templates
from documents.errors import DecidedBefore, ProposerCannotAgree, TemplateFaulty
from documents.kinds import Kind, kind_of
from documents.models import LetterTemplate
from documents.tasks import ask_for_preview

#: What every document has, besides its kind's fields. First what may not be left out where our own template has it.
NEEDED = {
    "number": gettext_lazy("文号"),
    "title": gettext_lazy("标题"),
    "issuer": gettext_lazy("发文单位"),
    "issued_on": gettext_lazy("签发日期"),
    "verification_code": gettext_lazy("验证码"),
    "verify_qr": gettext_lazy("核验二维码"),
    "is_sample": gettext_lazy("样本水印"),
}
OTHERS = {
    "addressee": gettext_lazy("主送"),
    "handler": gettext_lazy("经办"),
    "signer": gettext_lazy("签发"),
    "version": gettext_lazy("版次"),
    "corrects": gettext_lazy("更正"),
    "verify_url": gettext_lazy("核验地址"),
    "scan_qr": gettext_lazy("扫码二维码"),
}
_QUOTED = re.compile(r"'([^']+)'(?: is undefined)?$")


def names(kind: type[Kind]) -> dict[str, str]:
    """What a template of this kind may use, by the name it has there."""
    own = {f.name: str(f.metadata["label"]) for f in fields(kind)}
    return {name: str(label) for name, label in NEEDED.items()} | own | {n: str(label) for n, label in OTHERS.items()}


def sample(kind: str, content: bytes) -> bytes:
    """The template filled with sample data; raises ``TemplateFaulty`` with all that is wrong with it."""
    if faults := list(_faults(kind_of(kind), content)):
        raise TemplateFaulty(faults=faults)
    try:
        return render.render(_snapshot(kind), using=content)
    except (TemplateError, ValueError, TypeError, KeyError, zipfile.BadZipFile) as error:
        raise TemplateFaulty(faults=[_in_words(error)]) from error


def _faults(kind: type[Kind], content: bytes) -> Iterator[str]:
    environment = render.environment()
    try:
        used = DocxTemplate(io.BytesIO(content)).get_undeclared_template_variables(environment)
    except TemplateError:
        yield _where_it_breaks(content)
        return
    except (ValueError, KeyError, zipfile.BadZipFile):
        yield _("这不是可以打开的 Word 文件（.docx）")
        return
    if unknown := sorted(used - names(kind).keys()):
        yield _("用到了没有的数据：%(names)s") % {"names": "、".join(unknown)}
    own = DocxTemplate(io.BytesIO(templates.built_in(kind.slug)[0])).get_undeclared_template_variables(environment)
    if lacking := [str(label) for name, label in NEEDED.items() if name in own - used]:
        yield _("缺少文书必须有的内容：%(names)s") % {"names": "、".join(lacking)}


def _where_it_breaks(content: bytes) -> str:
    """Rendering alone says near which text."""
    try:
        DocxTemplate(io.BytesIO(content)).render({}, jinja_env=render.environment())
    except TemplateError as error:
        return _in_words(error)
    return _("模板中的标记有误")


def _in_words(error: Exception) -> str:
    if isinstance(error, UndefinedError) and (found := _QUOTED.search(str(error))):
        return _("用到了没有的数据：%(names)s") % {"names": found.group(1)}
    if isinstance(error, TemplateSyntaxError) and (text := _near(error)):
        return _("模板中的标记有误，在这段文字附近：%(text)s") % {"text": text[:80]}
    return _("模板用样例数据填写时出错，请检查其中的标记和表格")


def _near(error: TemplateSyntaxError) -> str:
    """The paragraph: docxtpl keeps the lines around it, from three before."""
    lines = [line.strip() for line in getattr(error, "docx_context", ())]
    return next(iter(lines[min(3, error.lineno - 1) :]), "")


def _snapshot(kind: str) -> dict[str, Any]:
    cls = kind_of(kind)
    letter = {name: str(label) for name, label in {**NEEDED, **OTHERS}.items()} | {
        "title": str(cls.title),
        "issued_on": "2026-01-05",
        "is_sample": True,
        "version": 1,
        "corrects": "",
        "verification_code": "XXXX-XXXX-XXXX",
        "verify_url": "https://example.invalid/verify",
    }
    data = asdict(cls.example()) | {"issuer": str(NEEDED["issuer"])}
    return {"kind": kind, "template": kind, "template_version": "", "data": data, "letter": letter}


@transaction.atomic
def propose(kind: str, upload: Any, *, note: str, by: Any, group: str) -> LetterTemplate:
    """Keep it with what it looks like; `group` may read both. Raises ``FileRefused``, ``TemplateFaulty``."""
    limits = storage.Limits(extensions=(".docx",))
    file = storage.store(upload, name=upload.name or "", purpose="template", user=by, owner=group, limits=limits)
    shown = sample(kind, file.read())
    preview = storage.keep(
        shown, name=f"{kind_of(kind).title}.docx", content_type=storage.DOCX, purpose="preview", user=by, owner=group
    )
    proposed = LetterTemplate.objects.create(kind=kind, file=file, preview=preview, note=note, proposed_by=by)
    ask_for_preview(proposed)
    return proposed


@transaction.atomic
def decide(proposed: LetterTemplate, *, agrees: bool, by: Any, at: datetime) -> LetterTemplate:
    """The second person switches it on, or declines; whoever proposed it may take it back. Raises
    ``ProposerCannotAgree``, ``DecidedBefore``."""
    locked = LetterTemplate.objects.select_for_update().get(pk=proposed.pk)
    if locked.decided_at is not None:
        raise DecidedBefore
    if agrees and locked.proposed_by_id == by.pk:
        raise ProposerCannotAgree
    LetterTemplate.objects.filter(pk=locked.pk).update(is_agreed=agrees, decided_by=by, decided_at=at)
    locked.refresh_from_db()
    return locked
