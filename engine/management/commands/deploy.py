"""manage.py deploy PATH…: everything below the paths as one deployment; repeating it changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from engine.deployments import DeploymentRefused, publish, read_folders
from engine.errors import EngineError
from engine.management.listing import listed
from engine.models import DecisionDefinition, FormDefinition
from engine.models.definitions import Definition


class Command(BaseCommand):
    help = _("部署文件夹中的流程图、决策表和表单")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help=_("文件或文件夹"))
        parser.add_argument("--note", default="", help=_("部署说明"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = publish(read_folders(options["paths"]), note=options["note"])
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
        self.stdout.write(
            _("新版本 %(new)d 个，没有变化 %(same)d 个") % {"new": len(outcome.new), "same": len(outcome.unchanged)}
        )


def _kind(definition: Definition) -> str:
    if isinstance(definition, FormDefinition):
        return _("表单")
    return _("决策") if isinstance(definition, DecisionDefinition) else _("流程")
