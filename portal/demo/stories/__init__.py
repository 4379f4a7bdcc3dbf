"""The stories of the demo. Each begins on a day counted back from the loading, and ends in the present."""

from portal.demo.stories import applications, promotion, registrations, services, stars
from portal.demo.stories.story import Story

__all__ = ["STORIES", "Story"]

# Some tell of enterprises that are there by then.
STORIES = (
    *stars.STORIES,
    *applications.STORIES,
    *services.STORIES,
    *promotion.STORIES,
    *registrations.STORIES,
)
