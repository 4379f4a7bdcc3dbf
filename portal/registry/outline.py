"""A deployed diagram, read for people."""

from __future__ import annotations

from functools import lru_cache

from engine.bpmn import Outline, read
from engine.models import ProcessDefinition


def outline_of(definition: ProcessDefinition) -> Outline:
    """Read once for a version: versions never change."""
    return _outline(definition.pk, definition.digest)


@lru_cache(maxsize=200)
def _outline(pk: int, digest: str) -> Outline:
    return Outline(read(bytes(ProcessDefinition.objects.values_list("source", flat=True).get(pk=pk))))
