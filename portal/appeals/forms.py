from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents import storage
from portal.registry.uploads import Shelf, UploadsField


class AppealForm(forms.Form):
    """`shelf`: where the proofs lie."""

    request = forms.CharField(
        label=_("申诉请求"),
        min_length=4,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("例如：撤销红色警示；重新评价"),
    )
    grounds = forms.CharField(
        label=_("事实与理由"),
        min_length=10,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("写明原决定哪里不对、依据是什么，不少于10个字"),
    )
    proofs = UploadsField(limits=storage.Limits(), label=_("证据材料（选填）"), required=False)

    def __init__(self, *args: Any, shelf: Shelf, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["proofs"]
        assert isinstance(field, UploadsField)
        field.shelf = shelf
