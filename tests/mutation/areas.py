"""What is mutated, and which tests must notice."""

from __future__ import annotations

from typing import Final

from tests.mutation import engine_areas, evaluation_areas, scheme_areas

AREAS: Final = (*evaluation_areas.AREAS, *scheme_areas.AREAS, *engine_areas.AREAS)
