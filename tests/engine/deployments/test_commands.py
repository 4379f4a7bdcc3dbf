"""manage.py deploy and check_process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from engine.models import Deployment
from tests.engine.deployments.world import whole
from tests.engine.gate.world import chain, diagram, flow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("star_evaluators")]

ALONE = diagram('<bpmn:task id="alone" />', chain(), flow("alone", "done"))


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
    file.write_bytes(ALONE)
    with pytest.raises(CommandError, match="检查没有通过"):
        call_command("check_process", str(file))
    printed = capsys.readouterr().out
    assert printed.splitlines() == [
        "p.bpmn",
        "  [错误] alone “alone”永远不会到达 [unreachable]",
        "    建议：从前面的步骤连一条线过来，或删除它",
        "错误 1 个，警告 0 个，说明 0 个",
    ]


def test_check_process_ends_with_1_when_there_are_errors(tmp_path: Path):
    file = tmp_path / "p.bpmn"
    file.write_bytes(ALONE)
    with pytest.raises(CommandError) as failed:
        call_command("check_process", str(file))
    assert failed.value.returncode == 1


def test_check_process_lists_by_file(folder: Path, capsys: pytest.CaptureFixture[str]):
    (folder / "a.bpmn").write_bytes(b"<html/>")
    (folder / "b.bpmn").write_bytes(diagram('<bpmn:sequenceFlow sourceRef="begin" targetRef="done" />', key="b"))
    with pytest.raises(CommandError):
        call_command("check_process", str(folder))
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [
        "bpmn/a.bpmn",
        "bpmn/b.bpmn",
        "错误 1 个，警告 0 个，说明 1 个",
    ]


def test_check_process_answers_programs_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "p.bpmn"
    file.write_bytes(ALONE)
    with pytest.raises(CommandError):
        call_command("check_process", "--json", str(file))
    answer = json.loads(capsys.readouterr().out)
    (finding,) = answer["findings"]
    assert answer["passed"] is False
    assert (finding["severity"], finding["rule"], finding["element"]) == ("error", "unreachable", "alone")
    assert (finding["file"], finding["message"]) == ("p.bpmn", "“alone”永远不会到达")
    assert finding["hint"]
    file.write_bytes(diagram(chain()))
    call_command("check_process", "--json", str(file))
    assert json.loads(capsys.readouterr().out) == {"passed": True, "findings": []}


def test_names_of_a_file_do_not_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "p.bpmn"
    step = '<bpmn:userTask id="step" name="审核&#x9b;2J&#x202e;"><bpmn:incoming>ghost</bpmn:incoming></bpmn:userTask>'
    file.write_bytes(diagram(step, chain("step")))
    with pytest.raises(CommandError):
        call_command("check_process", str(file))
    printed = capsys.readouterr().out
    assert "“审核?2J?”（step）" in printed
    assert all(character.isprintable() for line in printed.splitlines() for character in line)


def test_the_same_findings_come_in_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "p.bpmn"
    file.write_bytes(ALONE)
    with translation.override("en"), pytest.raises(CommandError, match="The check found errors"):
        call_command("check_process", str(file))
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "[unreachable]" in line]
    assert not any("\u4e00" <= character <= "\u9fff" for character in line)
