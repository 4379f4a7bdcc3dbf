"""Files become versions that never change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from engine.deployments import DeploymentRefused, FolderNotFound, check, deploy, publish, read_folders
from engine.models import DecisionDefinition, Deployment, FormDefinition, ProcessDefinition
from tests.engine.deployments.world import form, review, table, whole
from tests.engine.gate.world import chain, diagram

pytestmark = pytest.mark.usefixtures("star_evaluators")


def versions() -> list[tuple[str, int]]:
    return list(ProcessDefinition.objects.order_by("key", "version").values_list("key", "version"))


@pytest.mark.django_db
def test_a_first_deployment_makes_first_versions():
    deployment = deploy(whole(), note="第一次")
    process = ProcessDefinition.objects.get()
    assert (process.key, process.version, process.name, process.deployment) == (
        "review",
        1,
        "流程",
        deployment,
    )
    assert bytes(process.source) == review()
    assert process.is_startable
    assert process.compiled
    assert list(process.forms.values_list("key", "version")) == [("review_form", 1)]
    assert list(process.decisions.values_list("key", "version")) == [("star", 1)]
    assert deployment.note == "第一次"


@pytest.mark.django_db
def test_the_same_files_again_make_nothing():
    first = deploy(whole())
    again = publish(whole())
    assert again.deployment == first
    assert again.new == []
    assert {definition.key for definition in again.unchanged} == {"review", "star", "review_form"}
    assert Deployment.objects.count() == 1


@pytest.mark.django_db
def test_a_changed_diagram_makes_a_version_of_the_process_alone():
    deploy(whole())
    outcome = publish(whole(process=review(name="复核")))
    assert [(definition.key, definition.version) for definition in outcome.new] == [("review", 2)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "pins"),
    [("f.form.json", form(label="结论"), "forms"), ("s.dmn", table("&gt; 6"), "decisions")],
)
def test_a_changed_form_or_table_alone_makes_a_version_of_the_process_that_uses_it(
    name: str, content: bytes, pins: str
):
    deploy(whole() | {"other.bpmn": diagram(chain(), key="other")})
    deploy({name: content})
    assert versions() == [("other", 1), ("review", 1), ("review", 2)]
    old, new = ProcessDefinition.objects.filter(key="review").order_by("version")
    assert [getattr(old, pins).get().version, getattr(new, pins).get().version] == [1, 2]
    assert (bytes(new.source), new.compiled) == (bytes(old.source), old.compiled)


@pytest.mark.django_db
def test_going_back_to_an_earlier_content_is_a_new_version():
    deploy(whole())
    deploy(whole(process=review(name="复核")))
    deploy(whole())
    assert versions() == [("review", 1), ("review", 2), ("review", 3)]


@pytest.mark.django_db
def test_a_deployment_with_one_error_keeps_nothing():
    files = whole() | {"bad.bpmn": b"<html/>"}
    with pytest.raises(DeploymentRefused) as refused:
        deploy(files)
    assert [(finding.rule, finding.file) for finding in refused.value.findings] == [("not-bpmn", "bad.bpmn")]
    assert not Deployment.objects.exists()
    assert not FormDefinition.objects.exists()
    assert not DecisionDefinition.objects.exists()


@pytest.mark.django_db
def test_checking_says_the_same_and_keeps_nothing():
    assert check(whole()) == []
    assert [finding.rule for finding in check({"review.bpmn": review()})] == [
        "form-unknown",
        "decision-unknown",
    ]
    assert not Deployment.objects.exists()


@pytest.mark.django_db
def test_a_flow_without_an_id_is_stored_with_one():
    source = diagram('<bpmn:sequenceFlow sourceRef="begin" targetRef="done" />', key="plain")
    deploy({"p.bpmn": source})
    assert b'id="Flow_begin_done"' in bytes(ProcessDefinition.objects.get().source)
    assert publish({"p.bpmn": source}).new == []


@pytest.mark.django_db
@pytest.mark.parametrize(("declared", "encoding"), [("GBK", "gbk"), ("UTF-16", "utf-16"), ("UTF-8", "utf-8-sig")])
def test_whatever_encoding_a_file_has_it_is_kept_in_utf_8(declared: str, encoding: str):
    plain = whole(process=b'<?xml version="1.0" encoding="UTF-8"?>\n' + review().split(b"\n", 1)[1])
    plain["review/star.dmn"] = b'<?xml version="1.0" encoding="UTF-8"?>\n' + table()
    files = {
        name: content.decode().replace("UTF-8", declared).encode(encoding) if not name.endswith(".json") else content
        for name, content in plain.items()
    }
    deploy(files)
    assert bytes(ProcessDefinition.objects.get().source) == plain["review/review.bpmn"]
    assert ProcessDefinition.objects.get().forms.count() == 1
    assert bytes(DecisionDefinition.objects.get().source) == plain["review/star.dmn"]
    assert publish(plain).new == []


@pytest.mark.django_db
def test_a_folder_is_one_deployment_whatever_calls_what(tmp_path: Path):
    call = (
        '<bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="b" />'
        "</bpmn:extensionElements></bpmn:callActivity>"
    )
    for folder, source in (("a", diagram(call, chain("call"), key="a")), ("b", diagram(chain(), key="b"))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{folder}.bpmn").write_bytes(source)
        (tmp_path / folder / "README.md").write_text("not deployed")
    outcome = publish(read_folders([tmp_path]))
    assert sorted(definition.key for definition in outcome.new) == ["a", "b"]
    assert Deployment.objects.count() == 1


def test_a_missing_folder_is_named(tmp_path: Path):
    with pytest.raises(FolderNotFound, match="nowhere"):
        read_folders([tmp_path / "nowhere"])


@pytest.mark.django_db(transaction=True)
def test_two_deployments_of_the_same_key_at_once_make_two_versions():
    def deploy_in_own_connection(name: str) -> None:
        try:
            deploy(whole(process=review(name=name)))
        finally:
            connection.close()

    Group.objects.get_or_create(name="star_evaluator")
    with ThreadPoolExecutor(max_workers=4) as threads:
        for outcome in [threads.submit(deploy_in_own_connection, f"审核{number}") for number in range(4)]:
            outcome.result()
    assert versions() == [("review", number) for number in (1, 2, 3, 4)]
    assert FormDefinition.objects.get().version == 1
