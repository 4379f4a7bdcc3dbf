"""`manage.py load_demo`: what the pages show of the demo world afterwards."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client

from documents.models import Document
from engine import business_time, clock, runtime
from engine.history import as_of
from engine.models import Incident, Job, ProcessInstance, UserTask
from portal.accounts import roles
from portal.accounts.models import User
from portal.certification.models import Authorisation
from portal.demo import loading
from portal.demo.enterprise_steps import register
from portal.demo.houses import FOOD_HOUSE
from portal.demo.people import CAST, MARK
from portal.demo.stage import Stage, StoryStuck
from portal.demo.stories import Story
from portal.evaluation.models import (
    Agency,
    Application,
    Expert,
    Nonconformity,
    Opinion,
    Panel,
    Publicity,
    Sample,
)
from portal.inbox.rows import rows
from portal.notifications.models import Notification
from portal.registry.models import Enterprise, Filing, Product
from portal.supervision.models import LegalReferral
from tests.portal.demo.conftest import load
from tests.portal.demo.looking import application, channel_key, feed, page, scan, scan_before, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(600)]


def test_it_says_what_it_does_and_the_second_run_changes_nothing(demo):
    assert demo.said[0].count("正在办理：") == 22
    assert "说明：产品待注册通过后登记" in demo.said[0]
    assert demo.said[1].strip() == "演示数据已是最新，没有变化"
    assert Enterprise.objects.count() == 10
    assert Application.objects.count() == 13


def test_there_is_a_private_file_with_a_working_sign_in_for_every_role(demo):
    assert stat.S_IMODE(demo.sign_ins.stat().st_mode) == 0o600
    entries = json.loads(demo.sign_ins.read_text(encoding="utf-8"))
    assert {entry["role"] for entry in entries} == set(roles.NAMES)
    for entry in entries:
        user = User.objects.get(username=entry["username"])
        assert user.check_password(entry["password"])
        assert user.groups.filter(name=entry["role"]).exists()
    assert User.objects.get(username="admin").is_superuser
    assert User.objects.filter(is_superuser=True).count() == 1


def test_no_password_is_said_or_logged(demo):
    entries = json.loads(demo.sign_ins.read_text(encoding="utf-8"))
    assert len({entry["password"] for entry in entries}) == len(CAST)
    for entry in entries:
        assert entry["password"] not in "".join(demo.said) + demo.log


def test_the_history_of_every_case_says_how_it_is_and_lets_it_run_the_same_again(demo):
    for instance in ProcessInstance.objects.all():
        then = as_of(instance.history.latest("pk"))
        assert (then.status, then.variables) == (instance.status, instance.variables)
        assert then.active_elements == instance.active_elements
        assert set(then.tasks) == {str(pk) for pk in instance.user_tasks.open().values_list("pk", flat=True)}
        again = runtime.replay(instance)
        assert [(instance.process_key, difference.sentence) for difference in again.differences] == []
        assert (again.then.variables, again.then.active_elements) == (then.variables, then.active_elements)


def test_every_case_can_be_seen_as_of_each_of_its_events(demo):
    for instance in ProcessInstance.objects.all():
        for event in instance.history.order_by("pk"):
            then = as_of(event)
            assert then.is_whole
            assert then.tasks.keys() <= then.tokens.keys()


def test_every_name_is_marked_as_demo(demo):
    for model, field in [(User, "display_name"), (Enterprise, "name"), (Product, "name"), (Agency, "name")]:
        assert model.objects.exists()
        assert not model.objects.exclude(**{f"{field}__endswith": MARK}).exists()


def test_nothing_is_stuck_nothing_is_due_and_nothing_lies_in_the_future(demo):
    assert not Incident.objects.exists()
    assert not Job.objects.exclude(last_error="").exists()
    now = clock.now()
    assert not Job.objects.filter(status="ready", due_at__lt=now.replace(hour=0, minute=0)).exists()
    assert not ProcessInstance.objects.filter(started_at__gt=now).exists()
    assert not Notification.objects.filter(created_at__gt=now).exists()
    assert not Document.objects.filter(issued_at__gt=now).exists()


def test_e1_holds_five_stars_in_its_renewal_window(demo):
    authorisation = Authorisation.objects.get(product__name=f"高山绿茶{MARK}")
    assert (authorisation.star, authorisation.status) == (5, "valid")
    assert 90 < (authorisation.valid_to - clock.today()).days < 180
    document = Document.objects.get(number=authorisation.number)
    assert document.docx.read().startswith(b"PK")
    shown = scan("高山绿茶")
    assert "有效" in shown
    assert authorisation.number in shown
    assert authorisation.number in page("tea", "/enterprise/certificates/")


def test_e1_was_evaluated_by_five_experts_and_one_was_barred_by_the_county(demo):
    panel = Panel.objects.get(application=application("高山绿茶"))
    assert panel.seated.count() == 5
    assert Opinion.objects.filter(seat__panel=panel).exclude(revealed_at=None).count() == 5
    county = Expert.objects.get(user__username="expert-county")
    barred = {row["expert"]: row["barred"] for row in panel.draws.get().candidates}
    assert barred[county.pk] == ["county"]


def test_e1_has_a_second_enterprise_whose_registration_waits_for_review(demo):
    shown = page("tea", "/enterprise/")
    assert "古丈默戎云岭茶业有限公司" in shown
    assert "默戎苗家食品有限公司" in shown
    enterprise = Enterprise.objects.get(uscc="91433126MAY0P0K29K")
    assert enterprise.status == Enterprise.Status.SUBMITTED
    assert (enterprise.number, "Review") in waiting("reviewer")
    assert enterprise.number in page("reviewer", "/inbox/")


def test_e1_s_second_product_is_accepted_and_its_sample_on_the_way(demo):
    black_tea = application("古丈红茶")
    assert black_tea.status == Application.Status.SAMPLING
    assert black_tea.samples.get().status == Sample.Status.IN_TRANSIT
    assert (black_tea.number, "ReceiveSample") in waiting("keeper")
    assert (black_tea.number, "CheckOnline") in waiting("evaluator")
    assert "EMS20000021" in page("tea", f"/enterprise/applications/{black_tea.number}/")


def test_e1_s_filings_show_a_change_a_return_and_a_wait(demo):
    found = {filing.product.name.removesuffix(MARK): filing for filing in Filing.objects.open()}
    assert {name: (filing.status, filing.is_change) for name, filing in found.items()} == {
        "古丈毛尖": ("submitted", True),
        "茉莉花茶": ("correction", False),
        "古丈黑茶": ("submitted", False),
    }
    assert {(found[name].number, "Review") for name in ("古丈毛尖", "古丈黑茶")} < waiting("reviewer")
    assert (found["茉莉花茶"].number, "Correct") in waiting("tea")
    assert "古丈明前毛尖" in page("reviewer", f"/enterprise/filings/{found['古丈毛尖'].number}/")


def test_e2_was_visited_and_the_third_expert_is_asked_for_an_opinion(demo):
    silver = application("苗族银饰")
    panel = silver.panel
    assert panel.visit.visited_at is not None
    opinions = Opinion.objects.filter(seat__panel=panel)
    assert opinions.count() == 2
    assert not opinions.exclude(revealed_at=None).exists()
    assert waiting("expert-crafts") == {(silver.number, "GiveOpinion")}
    barred = {row["expert"]: row["barred"] for row in panel.draws.get().candidates}
    assert barred[Expert.objects.get(user__username="expert-silver").pk] == ["tie"]


def test_e3_s_agency_is_as_late_as_it_can_be_and_was_chased(demo):
    berry = application("枸杞干果")
    task = UserTask.objects.open().get(case__business_key=berry.number)
    deadline = rows([task])[0].deadline
    # At the end of the fifth working day another agency is asked, so on a day off it is four that have passed.
    late = 5 if business_time.is_working_day(clock.today()).is_working else 4
    assert (task.element_id, deadline.is_late, deadline.working_days) == ("ReportThirdParty", True, late)
    assert waiting("agency") == {(berry.number, "ReportThirdParty")}
    told = Notification.objects.filter(text__contains=berry.number, created_at__gte=task.due_at)
    assert set(told.values_list("user__username", flat=True)) == {
        "agency",
        "evaluator",
        "manager",
        "manager2",
    }


def test_e4_shows_yellow_and_has_a_month_to_put_it_right(demo):
    shown = scan("盐源苹果")
    assert "黄色警示" in shown
    assert "年度检查逾期未报" in shown
    assert {step for _case, step in waiting("apple")} == {"RectifyYellow", "Submit"}
    notice = Document.objects.get(kind="warning_notice", addressee__startswith="盐源")
    assert notice.docx.owner == Enterprise.objects.get(uscc="91513423MAY0P0D40A").group


def test_e5_is_asked_to_correct_its_registration_and_names_a_referrer(demo):
    flower = Enterprise.objects.get(uscc="92430524MAY0P0E55D")
    assert flower.status == Enterprise.Status.CORRECTION
    assert flower.referral.referrer.user == User.objects.get(username="referrer")
    assert flower.referral.status == "matched"
    assert waiting("flower") == {(flower.number, "Correct")}
    assert "待补正" in page("flower", "/enterprise/")


def test_e6_is_suspended_and_may_still_appeal(demo):
    assert "已暂停" in scan("沙田柚")
    assert {step for _case, step in waiting("pomelo")} == {"RectifySuspension", "Submit"}
    assert "提出申诉" in page("pomelo", "/enterprise/appeals/")
    confirmed = UserTask.objects.get(element_id="ConfirmRed")
    assert confirmed.completed_by.username == "compliance2"


def test_stars_that_were_revoked_and_given_back(demo):
    assert "黄曲霉毒素超过安全限值" in scan("盐源核桃")
    assert "已注销" in scan("盐源花椒")
    assert LegalReferral.objects.get().status == LegalReferral.Status.SENT
    # One product that was revoked does not freeze an enterprise.
    assert Enterprise.objects.get(uscc="91513423MAY0P0D40A").is_active


def test_a_failed_sample_is_tested_once_more_by_another_laboratory(demo):
    juice = application("枸杞原浆")
    assert juice.samples.get().status == Sample.Status.TESTING
    assert waiting("keeper") == {(juice.number, "RetestSample"), (application("古丈红茶").number, "ReceiveSample")}
    assert "已申请复检" in page("berry", f"/enterprise/applications/{juice.number}/")


def test_what_did_not_conform_on_site_is_being_put_right(demo):
    bamboo = application("孝丰竹编")
    assert (bamboo.status, waiting("bamboo")) == ("correction", {(bamboo.number, "PutRight")})
    assert Nonconformity.objects.get().status == Nonconformity.Status.OPEN


def test_a_result_is_on_public_notice_with_one_objection_being_looked_into(demo):
    shown = Publicity.objects.get(status=Publicity.Status.RUNNING)
    assert shown.application == application("大东坝高山茶")
    assert "大东坝高山茶" in Client().get("/publicity/").content.decode()
    objection = shown.objections.get()
    assert objection.status == "handling"
    assert waiting("whitetea") == {(objection.number, "Explain")}
    assert "邻县看到过" not in page("whitetea", "/inbox/")


def test_an_application_was_taken_back_and_its_enterprise_has_left(demo):
    hickory = application("岛石山核桃")
    assert hickory.status == Application.Status.WITHDRAWN
    assert hickory.enterprise.status == Enterprise.Status.WITHDRAWN
    assert waiting("hickory") == set()


def test_a_code_was_replaced_and_the_old_one_says_so(demo):
    assert "有效" in scan("枸杞叶茶")
    assert "已更换" in scan_before("枸杞叶茶")


def test_the_key_of_the_channel_opens_the_feed(demo, settings, tmp_path):
    first = channel_key(demo.folder)
    assert first not in "".join(demo.said) + demo.log
    assert feed(first) == 200
    settings.DATA_DIR = tmp_path
    load()
    assert (feed(first), feed(channel_key(tmp_path))) == (401, 200)


def test_a_lost_file_is_written_anew_with_passwords_that_work(demo, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    load()
    kept = demo.password("reviewer")
    again = json.loads((tmp_path / "signins.json").read_text(encoding="utf-8"))
    renewed = next(entry["password"] for entry in again if entry["username"] == "reviewer")
    assert renewed != kept
    assert User.objects.get(username="reviewer").check_password(renewed)


def test_a_story_that_is_interrupted_has_not_happened_and_is_told_anew(demo):
    house = replace(FOOD_HOUSE, uscc="51100000MAY0P0H892", short_name="另一家")
    told = Enterprise.objects.filter(uscc=house.uscc)

    def play(stage: Stage, *, fails: bool) -> None:
        register(stage, house)
        if fails:
            stage.do("Review", by="keeper", outcome="pass")

    story = Story(
        title="另一家",
        begins=lambda now: now - timedelta(days=1),
        is_told=told.exists,
        play=partial(play, fails=True),
        shows="",
    )
    with pytest.raises(StoryStuck, match="Review（keeper）"):
        loading.tell(story, say=str)
    assert not told.exists()
    whole = replace(story, play=partial(play, fails=False))
    assert loading.tell(whole, say=str)
    assert not loading.tell(whole, say=str)
    assert told.count() == 1
