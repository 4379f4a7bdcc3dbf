"""manage.py deploy and check_process."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from engine.models import Deployment
from tests.engine.deployments.world import whole
from tests.engine.gate.world import chain, diagram

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("star_evaluators")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in whole().items():
        path = tmp_path / "bpmn" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "bpmn"


def test_deploy_tells_what_became_which_version(folder: Path, capsys: pytest.CaptureFixture[str]):
    call_command("deploy", str(folder))
    printed = capsys.readouterr().out
    assert "流程 review：第 1 版（流程）" in printed
    assert "新版本 3 个，没有变化 0 个" in printed


def test_deploy_again_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]):
    call_command("deploy", str(folder))
    call_command("deploy", str(folder))
    assert "新版本 0 个，没有变化 3 个" in capsys.readouterr().out
    assert Deployment.objects.count() == 1


def test_deploy_fails_with_the_findings(folder: Path):
    (folder / "bad.bpmn").write_bytes(b"<html/>")
    with pytest.raises(CommandError, match="这不是 BPMN") as failed:
        call_command("deploy", str(folder))
    assert failed.value.returncode == 1
    assert not Deployment.objects.exists()


def test_deploy_names_a_missing_folder(tmp_path: Path):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("deploy", str(tmp_path / "nowhere"))


def test_check_process_keeps_nothing(folder: Path, capsys: pytest.CaptureFixture[str]):
    call_command("check_process", str(folder))
    assert "检查通过" in capsys.readouterr().out
    assert not Deployment.objects.exists()


def test_check_process_lists_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "p.bpmn"
    file.write_bytes(diagram('<bpmn:task id="alone" />', chain()))
    with pytest.raises(CommandError, match="检查没有通过"):
        call_command("check_process", str(file))
    printed = capsys.readouterr().out
    assert "“alone”永远不会到达" in printed
    assert "[unreachable]" in printed
