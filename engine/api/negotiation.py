"""The content type of problem documents."""

from __future__ import annotations

from typing import Any, Final

from rest_framework.response import Response

# Marks a response as a problem document until its renderer is chosen.
PROBLEM_JSON: Final = "is_problem"
PROBLEM_TYPE: Final = "application/problem+json"


# A mixin for views: problems are sent as application/problem+json unless a browser gets its page.
# No docstring: it would become the description of every operation in the schema.
class ProblemDetails:
    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        finished = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        is_problem = isinstance(finished, Response) and getattr(finished, PROBLEM_JSON, False)
        if is_problem and finished.accepted_renderer.format == "json":
            finished.content_type = PROBLEM_TYPE
        return finished
