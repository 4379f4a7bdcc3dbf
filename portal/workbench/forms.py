"""What is typed about a change: its title and reason, a file, a decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engine.gate.files import file_name
from engine.models import Change, DecisionDefinition, FormDefinition, ProcessDefinition

_MOMENT = "%Y-%m-%dT%H:%M"


class ChangeForm(forms.ModelForm):
    class Meta:
        model = Change
        fields = ["title", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "title": _("例如：注册审核期限改为 3 个工作日"),
            "reason": _("复核的人和以后查阅的人看到；提交复核前须写明"),
        }


class TakeUpForm(forms.Form):
    """One of what is in use and not in the change yet."""

    file = forms.ChoiceField(label=_("已发布的流程、决策表和表单"))

    def __init__(self, *args: Any, held: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = (
            (_("流程"), "process", ProcessDefinition),
            (_("决策表"), "decision", DecisionDefinition),
            (_("表单"), "form", FormDefinition),
        )
        self.fields["file"].choices = [  # type: ignore[attr-defined]
            (title, [(name, label) for key, label in _newest(model) if (name := file_name(kind, key)) not in held])
            for title, kind, model in groups
        ]


class UploadForm(forms.Form):
    """A text from a file of the person's own."""

    upload = forms.FileField(
        label=_("从文件"),
        help_text=_("文件名是标识加 .bpmn、.dmn 或 .form.json；同名的换成文件中的内容"),
        widget=forms.ClearableFileInput(attrs={"accept": ".bpmn,.dmn,.json"}),
    )


class ApprovalForm(forms.Form):
    comment = forms.CharField(
        label=_("复核意见"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    publish_at = forms.DateTimeField(
        label=_("发布时间"),
        required=False,
        input_formats=[_MOMENT],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT),
        help_text=_("不填的，通过以后立即发布"),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


def _newest(model: Any) -> list[tuple[str, str]]:
    return list(model.objects.latest_versions().values_list("key", "name"))
