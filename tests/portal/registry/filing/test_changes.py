"""A filed product changed: a new version by the same process, while the old one stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import jobs
from engine.models import ProcessInstance
from portal.notifications.models import Notification
from portal.registry.commands import filings
from portal.registry.errors import FilingRunning
from portal.registry.models import Product
from portal.registry.versions import as_of
from tests.portal.filing import (
    changed,
    filings_form,
    open_task,
    review,
    send_again,
)
from tests.portal.world import stored_picture

pytestmark = pytest.mark.django_db


class TestChange:
    """A filed product changed: a new version by the same process, while the old one stays."""

    def test_name_standard_and_origin_are_a_new_version_that_a_reviewer_grants(self, tea, people, regions):
        origin = regions["433126101"]
        filing = changed(
            tea, by=people.owner, reason="更换商标", name="云岭绿茶", standard="TB/OTOP 001", origin=origin
        )
        tea.refresh_from_db()
        assert (tea.name, tea.status, tea.version) == ("高山绿茶", "filed", 1)
        task = open_task(filing)
        shown = filings_form(task)
        assert (shown["is_change"], shown["reason"]) == (True, "更换商标")
        assert [(row["label"], row["before"], row["after"]) for row in shown["changes"]] == [
            ("产品名称", "高山绿茶", "云岭绿茶"),
            ("执行标准号", "GB/T 14456.1", "TB/OTOP 001"),
            ("产地乡镇", "湖南省湘西土家族苗族自治州古丈县默戎镇", "湖南省湘西土家族苗族自治州古丈县罗依溪镇"),
        ]
        number = tea.filing_number
        review(filing, "pass", by=people.reviewer)
        tea.refresh_from_db()
        assert (tea.name, tea.standard, tea.origin_id, tea.version) == ("云岭绿茶", "TB/OTOP 001", origin.pk, 2)
        assert (tea.filing_number, tea.status) == (number, "filed")
        assert as_of(tea, 1).name == "高山绿茶"
        assert as_of(tea, 1).origin.name == "默戎镇"
        assert as_of(tea, 2).name == "云岭绿茶"
        assert Notification.objects.filter(user=people.owner, text__contains="现为第2版").exists()

    def test_a_refused_change_leaves_everything_as_it_was(self, tea, people):
        filing = changed(tea, by=people.owner, name="云岭绿茶")
        review(filing, "fail", by=people.reviewer, opinion="新名称与他人注册商标相同。")
        tea.refresh_from_db()
        assert (filing.status, filing.version) == ("refused", None)
        assert (tea.name, tea.version, tea.status) == ("高山绿茶", 1, "filed")
        assert Notification.objects.filter(user=people.owner, text__contains="原备案内容继续有效").exists()

    def test_a_returned_change_is_put_right_in_the_change_not_in_the_product(self, tea, people):
        filing = changed(tea, by=people.owner, name="云岭绿茶")
        review(filing, "correct", by=people.reviewer, opinion="请附上新包装的照片供核对。")
        tea.refresh_from_db()
        assert tea.status == Product.Status.FILED
        new = stored_picture(owner=tea.enterprise.group, name="新包装.png")
        fields = {name: getattr(tea, name) for name in ("capacity", "description", "purchase_url")}
        fields |= {"public_contact": "", "contact_consent": False, "name": "云岭高山绿茶"}
        filings.revise(filing, fields=fields, pictures=[new])
        tea.refresh_from_db()
        assert (tea.name, tea.pictures.get().file.name) == ("高山绿茶", "照片.png")
        send_again(filing, by=people.owner)
        review(filing, "pass", by=people.reviewer)
        tea.refresh_from_db()
        assert (tea.name, tea.version, tea.pictures.get().file) == ("云岭高山绿茶", 2, new)

    def test_what_only_informs_people_changes_at_once(self, tea, people):
        assert changed(tea, by=people.owner, purchase_url="https://shop.example.com/", capacity="年产30吨") is None
        tea.refresh_from_db()
        assert (tea.purchase_url, tea.capacity, tea.version) == ("https://shop.example.com/", "年产30吨", 1)
        assert not ProcessInstance.objects.exists()

    def test_one_change_at_a_time(self, tea, people):
        filing = changed(tea, by=people.owner, name="云岭绿茶")
        with pytest.raises(FilingRunning, match=filing.number):
            changed(tea, by=people.owner, name="别的绿茶")
        assert ProcessInstance.objects.count() == 1

    def test_a_change_that_lapses_is_withdrawn(self, tea, people, clock):
        filing = changed(tea, by=people.owner, name="云岭绿茶")
        review(filing, "correct", by=people.reviewer, opinion="请附上新包装的照片供核对。")
        clock.set(open_task(filing).due_at + timedelta(seconds=1))
        jobs.run_due_jobs()
        filing.refresh_from_db()
        tea.refresh_from_db()
        assert (filing.status, tea.status, tea.version) == ("withdrawn", "filed", 1)
