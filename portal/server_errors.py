"""What people and programs are told when an answer could not be made: an outage is 503 and asks to come
again, anything else is a fault of ours, 500. Wherever it happened: a view, a middleware, a template."""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader

from engine.api.problems import RETRY_AFTER, problem_body
from engine.outages import is_outage


def answer(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`; the error is the one being handled."""
    error = sys.exc_info()[1]
    if error is not None and is_outage(error):
        response = _response(request, 503, code="unavailable")
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    return _response(request, 500, code="internal-error")


def _response(request: HttpRequest, status: int, *, code: str) -> HttpResponse:
    if _wants_json(request):
        body = problem_body(status, code=code)
        response: HttpResponse = JsonResponse(body, status=status, content_type="application/problem+json")
    else:
        # Without the request: the context processors would ask the database.
        context = {"reload_after": RETRY_AFTER if request.method == "GET" else None}
        response = HttpResponse(loader.render_to_string(f"{status}.html", context), status=status)
    response["Cache-Control"] = "no-store"
    return response


def _wants_json(request: HttpRequest) -> bool:
    """Programs, and the scripts of our pages, which show the problem's sentence beside the form."""
    if request.path.startswith("/api/") or "HX-Request" in request.headers:
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"
