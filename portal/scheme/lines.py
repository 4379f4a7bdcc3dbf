"""A list of short texts in a form."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms

from forms import typed


class LinesField(django_forms.CharField):
    """A list of short texts, one a line."""

    widget = django_forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        lines = (typed.name(line) for line in (super().to_python(value) or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))
