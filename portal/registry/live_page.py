"""Pages that say by themselves how a case stands now: what they show is asked again and exchanged where it differs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

# A new one comes with each answer.
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def live_page(request: HttpRequest, template: str, part: str, context: Mapping[str, Any]) -> HttpResponse:
    """The page `template`, whose `{{ live }}` is the template `part`; to its own poll, that part alone or 204."""
    shown = render_to_string(part, dict(context), request)
    state = hashlib.sha256(_TOKEN.sub("", shown).encode()).hexdigest()[:16]
    is_poll = request.headers.get("HX-Target") == "live"
    if is_poll and request.GET.get("seen") == state:
        return HttpResponse(status=204)
    live = render_to_string("registry/live.html", {"shown": shown, "state": state, "address": request.path})
    return HttpResponse(live) if is_poll else render(request, template, {**context, "live": live})
