"""What comes with the product never takes the place of what a person published."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from engine.deliveries import deliver
from engine.deployments import DeploymentRefused, deploy, publish
from engine.models import DecisionDefinition, Delivery, Deployment, FormDefinition, ProcessDefinition
from tests.engine.deployments.world import form, review, table, whole
from tests.engine.gate.world import chain, diagram

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("star_evaluators")]

FORM = "review/review.form.json"


@pytest.fixture
def manager() -> Any:
    return get_user_model().objects.create_user("zhao.min")


def name_now(key: str = "review") -> str:
    source = bytes(ProcessDefinition.objects.newest(key).source).decode()
    return source.partition('id="step" name="')[2].partition('"')[0]


def versions() -> list[tuple[str, int, bool]]:
    return list(ProcessDefinition.objects.order_by("version").values_list("key", "version", "is_shipped"))


def test_a_delivery_follows_a_delivery():
    deliver(whole())
    deliver(whole(process=review(name="复核")))
    assert versions() == [("review", 1, True), ("review", 2, True)]
    assert name_now() == "复核"
    assert not Delivery.objects.exists()


def test_what_a_manager_published_stays_when_the_same_files_come_again(manager: Any):
    deliver(whole())
    publish({"review.bpmn": review(name="我的审核")}, by=manager)
    delivered = deliver(whole())
    assert (name_now(), versions()) == ("我的审核", [("review", 1, True), ("review", 2, False)])
    assert delivered.new == delivered.offered == []  # what the manager started from is nothing new
    assert not Delivery.objects.exists()


def test_a_new_delivery_is_offered_beside_what_a_manager_published(manager: Any):
    deliver(whole())
    publish({"review.bpmn": review(name="我的审核")}, by=manager)
    delivered = deliver(whole(process=review(name="新交付")))
    assert name_now() == "我的审核"
    assert [(offer.kind, offer.key, bytes(offer.source)) for offer in delivered.offered] == [
        ("process", "review", review(name="新交付"))
    ]


def test_the_same_delivery_again_changes_nothing(manager: Any):
    deliver(whole())
    publish({"review.bpmn": review(name="我的审核")}, by=manager)
    deliver(whole(process=review(name="新交付")))
    before = Delivery.objects.values().get(), Deployment.objects.count(), versions()
    deliver(whole(process=review(name="新交付")))
    assert (Delivery.objects.values().get(), Deployment.objects.count(), versions()) == before


def test_a_later_delivery_takes_the_place_of_one_that_waits(manager: Any):
    deliver(whole())
    publish({"review.bpmn": review(name="我的审核")}, by=manager)
    deliver(whole(process=review(name="新交付")))
    deliver(whole(process=review(name="更新的交付")))
    assert bytes(Delivery.objects.get().source) == review(name="更新的交付")


def test_an_offered_text_that_is_published_as_it_came_is_the_products_again(manager: Any):
    deliver(whole())
    publish({"review.bpmn": review(name="我的审核")}, by=manager)
    deliver(whole(process=review(name="新交付")))
    outcome = publish({"review.bpmn": bytes(Delivery.objects.get().source)}, by=manager)
    assert (name_now(), outcome.deployment.created_by) == ("新交付", manager)
    assert not Delivery.objects.exists()
    deliver(whole(process=review(name="更新的交付")))
    assert name_now() == "更新的交付"


@pytest.mark.parametrize(
    ("model", "name", "own", "delivered"),
    [
        (FormDefinition, FORM, form(label="我的意见"), form(label="新意见")),
        (DecisionDefinition, "review/star.dmn", table("&gt; 7"), table("&gt; 8")),
    ],
    ids=["form", "table"],
)
def test_forms_and_tables_of_a_manager_stay_likewise(model: Any, name: str, own: bytes, delivered: bytes, manager: Any):
    deliver(whole())
    publish({name: own}, by=manager)
    assert versions()[-1] == ("review", 2, True)  # the diagram itself is still the product's
    deliver(whole() | {name: delivered, "review/review.bpmn": review(name="新交付")})
    key = model.objects.get(version=1).key
    assert bytes(model.objects.newest(key).source) == own
    assert bytes(Delivery.objects.get().source) == delivered
    assert name_now() == "新交付"


def test_what_does_not_pass_beside_what_stays_is_offered_too(manager: Any):
    """The manager's process needs what the delivered table no longer has."""
    deliver(whole())
    publish({"review.bpmn": review(name="我的审核")}, by=manager)
    other = table().replace(b'id="star"', b'id="stars"')
    process = review().replace(b'decisionId="star"', b'decisionId="stars"')
    delivered = deliver({"review/review.bpmn": process, "review/star.dmn": other, FORM: form()})
    assert name_now() == "我的审核"
    assert [offer.kind for offer in delivered.offered] == ["process"]
    assert DecisionDefinition.objects.filter(key="stars").exists()  # what is new does no harm


def test_a_delivered_process_that_needs_another_form_than_the_managers_waits(manager: Any):
    decided = '<zeebe:properties><zeebe:property name="inputs" value="points" /></zeebe:properties>'
    deliver(whole())
    publish({FORM: form(label="我的意见").replace(b'"key": "opinion"', b'"key": "verdict"')}, by=manager)
    more = '<zeebe:ioMapping><zeebe:output source="=opinion" target="kept" /></zeebe:ioMapping>'
    process = review(more=more).replace(b'isExecutable="true" >', b'isExecutable="true" >' + _extended(decided))
    delivered = deliver(whole(process=process))
    assert [offer.kind for offer in delivered.offered] == ["process"]
    assert bytes(ProcessDefinition.objects.newest("review").source) == review()


def _extended(inside: str) -> bytes:
    return f"<bpmn:extensionElements>{inside}</bpmn:extensionElements>".encode()


def test_what_is_wrong_in_itself_is_refused():
    deliver(whole())
    with pytest.raises(DeploymentRefused):
        deliver(whole(process=review(group="nobody")))


def test_a_process_of_the_managers_own_that_no_longer_passes_does_not_stop_a_delivery(manager: Any):
    deliver(whole() | {"other.bpmn": diagram(chain(), key="other")})
    publish({"other.bpmn": diagram('<bpmn:task id="step" />', chain("step"), key="other")}, by=manager)
    broken = diagram('<bpmn:callActivity id="gone" />', chain("gone"), key="other")
    ProcessDefinition.objects.filter(key="other", version=2).update(source=broken)
    deliver(whole(process=review(name="新交付")) | {"other.bpmn": diagram(chain(), key="other")})
    assert name_now() == "新交付"


def test_the_command_keeps_the_managers_version_and_says_so(
    manager: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    def write(files: dict[str, bytes]) -> None:
        for name, content in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(content)

    write(whole())
    call_command("deploy", str(tmp_path))
    publish({"review.bpmn": review(name="我的审核")}, by=manager)
    write(whole(process=review(name="新交付")))
    call_command("deploy", str(tmp_path))
    assert "流程 review：保留已发布的版本" in capsys.readouterr().out
    assert name_now() == "我的审核"
    with pytest.raises(CommandError, match="nobody"):
        call_command("deploy", str(tmp_path), "--by", "nobody")
    call_command("deploy", str(tmp_path), "--by", manager.username)
    newest = ProcessDefinition.objects.newest("review")
    # What was offered is in use as it came: the next delivery takes its place.
    assert (name_now(), newest.deployment.created_by, newest.is_shipped) == ("新交付", manager, True)
    assert not Delivery.objects.exists()


def test_versions_from_before_count_as_shipped_where_nobody_deployed_them(manager: Any):
    deploy(whole())
    deploy({FORM: form(label="我的意见")}, by=manager)  # version 2 of the process: the same diagram
    deploy(whole(process=review(name="我的审核"), form=form(label="我的意见")), by=manager)
    deploy({"review/star.dmn": table("&gt; 9")})  # version 4: the manager's diagram
    ProcessDefinition.objects.update(is_shipped=False)
    import_module("engine.migrations.0003_shipped_definitions").mark_shipped(apps, None)
    assert [is_shipped for _key, _version, is_shipped in versions()] == [True, True, False, False]
