"""What begins a new process."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from engine.bpmn import with_key
from engine.bpmn.xml import XmlRefused
from engine.gate.files import limits
from engine.models import ProcessDefinition

# An XML name without colon, as BPMN ids must be, kept short enough for a title.
KEY_PATTERN = r"[A-Za-z_][A-Za-z0-9_.-]{0,99}"


class NewProcessForm(forms.Form):
    """`source` is the diagram to begin with, once the form is valid."""

    name = forms.CharField(label=_("名称"), max_length=100, help_text=_("例如：年度复审"))
    key = forms.RegexField(
        rf"^{KEY_PATTERN}\Z",
        label=_("标识"),
        help_text=_("字母开头，只用字母、数字、“_”“-”“.”，例如 annual_review；以后不能改"),
        error_messages={"invalid": _("以字母开头，只用字母、数字和“_”“-”“.”，不超过 100 个字符")},
    )
    like = forms.ChoiceField(label=_("复制已有的流程"), required=False)
    file = forms.FileField(
        label=_("从文件开始"),
        required=False,
        help_text=_(".bpmn 文件；也可以是其他工具画的"),
        widget=forms.ClearableFileInput(attrs={"accept": ".bpmn,.xml"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        processes = ProcessDefinition.objects.latest_versions().values_list("key", "name")
        self.fields["like"].choices = [("", _("不复制，从空白的图开始")), *processes]  # type: ignore[attr-defined]

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if ProcessDefinition.objects.filter(key=key).exists():
            raise forms.ValidationError(_("已有标识为“%(key)s”的流程") % {"key": key})
        return key

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("like") and data.get("file"):
            raise forms.ValidationError(_("复制已有的流程和从文件开始，只能选一种"))
        if "key" in data and "name" in data and "file" in data:
            self._begin(data)
        return data

    def _begin(self, data: dict[str, Any]) -> None:
        if data["file"] and data["file"].size > limits().file_bytes:
            self.add_error("file", _("文件超过 %(limit)d KB") % {"limit": limits().file_bytes // 1024})
            return
        try:
            self.source = with_key(self._given(data), key=data["key"], name=data["name"])
        except XmlRefused as refused:
            self.add_error("file", str(refused))

    def _given(self, data: dict[str, Any]) -> bytes:
        if data["file"]:
            content: bytes = data["file"].read()
            return content
        if data["like"]:
            return bytes(ProcessDefinition.objects.newest(data["like"]).source)
        return render_to_string("workbench/empty.bpmn", {"key": data["key"]}).encode()
