"""Loading the background: story after story, each begun when nothing else is to be done.

What is there already is left alone, so whoever is interrupted goes on where it was.
"""

from __future__ import annotations

import time
from collections import Counter, deque

from django.utils.translation import gettext as _

from engine.errors import EngineError
from portal.demo.background import courtesy
from portal.demo.background.evaluators import make_evaluators
from portal.demo.background.fates import FATES
from portal.demo.background.plans import Plan, places_of_the_register, plans
from portal.demo.loading import Say, tell
from portal.demo.stage import StoryStuck
from portal.demo.stories import Story
from portal.registry.models import Enterprise

COUNT = sum(fate.count for fate in FATES)
# Whatever cannot be told is tried again after the others, so often.
_MOST_TRIES = 3


def missing(count: int) -> list[Plan]:
    """Of the first `count` plans those that were not told yet."""
    chosen = plans(places_of_the_register())[:count]
    there = set(
        Enterprise.objects.filter(uscc__in=[plan.made.business.uscc for plan in chosen]).values_list("uscc", flat=True)
    )
    return [plan for plan in chosen if plan.made.business.uscc not in there]


def load(plans_: list[Plan], say: Say, *, rest: float = 1.0) -> int:
    """Tell them, with a rest of so many times as long as a story took after it; how many were told."""
    make_evaluators()
    waiting, tries, told = deque(plans_), Counter[int](), 0
    while waiting:
        plan = waiting.popleft()
        courtesy.wait_until_nothing_is_due()
        began = time.monotonic()
        try:
            told += _tell(plan)
            say(f"{told}/{len(plans_)} {plan.made.goods.name} {plan.fate.name} {time.monotonic() - began:.1f}s")
        except courtesy.InTheWay:
            waiting.append(plan)
        except (StoryStuck, EngineError, ValueError) as stuck:  # the last: holidays have left it no time
            tries[plan.made.number] += 1
            if tries[plan.made.number] < _MOST_TRIES:
                waiting.append(plan)
            else:
                say(_("未能载入%(name)s：%(reason)s") % {"name": plan.made.goods.name, "reason": stuck})
        time.sleep(rest * (time.monotonic() - began))
    return told


def _tell(plan: Plan) -> bool:
    with courtesy.giving_way():
        return tell(_story(plan), say=lambda line: None, look=courtesy.look)


def _story(plan: Plan) -> Story:
    made = plan.made
    return Story(
        title=made.goods.name,
        begins=plan.begins,
        is_told=Enterprise.objects.filter(uscc=made.business.uscc).exists,
        play=lambda stage: plan.fate.play(stage, made),
        shows="",
    )
