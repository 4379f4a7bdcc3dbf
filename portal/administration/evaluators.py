"""What the pages of experts and of agencies have in common: one page with several small forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from engine import clock
from portal.administration.pages import Page


class Kept(Page, DetailView):
    """`forms_of` makes the forms by action; a valid one is saved by `save`."""

    def forms_of(self, data: Any = None, *, only: str = "") -> dict[str, forms.ModelForm | forms.Form]:
        return {name: make(data) for name, make in self.makers().items() if only in ("", name)}

    def makers(self) -> dict[str, Callable[[Any], Any]]:
        raise NotImplementedError

    def save(self, action: str, form: Any) -> None:
        form.save()

    def other(self, action: str) -> None:
        """An action without a form: a tie ends today."""
        chosen = self.request.POST.get("tie", "")
        if action == "end" and chosen.isdecimal():
            self.object.ties.filter(pk=int(chosen), until=None).exclude(since__gt=clock.today()).update(
                until=clock.today()
            )

    @transaction.atomic
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.object = self._locked(pk)
        action = request.POST.get("action", "")
        form = self.forms_of(request.POST, only=action).get(action) if action else None
        if form is not None and not form.is_valid():
            self.object = self.get_queryset().get(pk=pk)
            return self.render_to_response(self.get_context_data(refused={action: form}), status=422)
        if form is not None:
            self.save(action, form)
        else:
            self.other(action)
        messages.success(request, _("“%(name)s”已保存") % {"name": self.object})
        return redirect(request.path)

    def _locked(self, pk: int) -> Any:
        return get_object_or_404(self.get_queryset().select_for_update(of=("self",)), pk=pk)

    def get_context_data(self, refused: dict[str, Any] | None = None, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"forms": self.forms_of() | (refused or {})}
