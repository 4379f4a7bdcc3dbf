"""manage.py deploy PATH…: everything below the paths as one deployment; repeating it changes nothing.

Without `--by` the files count as the product's own: what somebody published since stays, and the file is offered beside
it in the cockpit. With `--by` that person deploys them over whatever is there.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from engine.deliveries import Delivered, deliver
from engine.deployments import DeploymentRefused, Outcome, publish, read_folders
from engine.errors import EngineError
from engine.management.listing import listed
from engine.models import DecisionDefinition, FormDefinition
from engine.models.definitions import Definition


class Command(BaseCommand):
    help = _("部署文件夹中的流程图、决策表和表单")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help=_("文件或文件夹"))
        parser.add_argument("--note", default="", help=_("部署说明"))
        parser.add_argument("--by", default="", metavar="USERNAME", help=_("由谁部署；管理员发布过的内容也会被替换"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = _deployed(options["paths"], by=options["by"], note=options["note"])
        except DeploymentRefused as refused:
            raise CommandError("\n".join([*listed(refused.findings), str(refused)])) from None
        except EngineError as refused:
            raise CommandError(str(refused)) from None
        for line in listed(outcome.findings):
            self.stdout.write(line)
        for definition in outcome.new:
            self.stdout.write(
                _("%(kind)s %(key)s：第 %(version)d 版（%(name)s）")
                % {
                    "kind": _kind(definition),
                    "key": definition.key,
                    "version": definition.version,
                    "name": definition.name,
                }
            )
        for offer in outcome.offered if isinstance(outcome, Delivered) else ():
            self.stdout.write(
                _("%(kind)s %(key)s：保留已发布的版本，新交付的内容可在流程页面比较和采用")
                % {"kind": offer.get_kind_display(), "key": offer.key}
            )
        self.stdout.write(
            _("新版本 %(new)d 个，没有变化 %(same)d 个") % {"new": len(outcome.new), "same": len(outcome.unchanged)}
        )


def _deployed(paths: list[Path], *, by: str, note: str) -> Outcome | Delivered:
    files = read_folders(paths)
    if not by:
        return deliver(files, note=note)
    users = get_user_model()
    person = users.objects.filter(**{users.USERNAME_FIELD: by}).first()
    if person is None:
        raise CommandError(_("没有账号“%(name)s”") % {"name": by})
    return publish(files, by=person, note=note)


def _kind(definition: Definition) -> str:
    if isinstance(definition, FormDefinition):
        return _("表单")
    return _("决策") if isinstance(definition, DecisionDefinition) else _("流程")
