"""Who reported is known to compliance alone."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from documents.models import Document, StoredFile
from engine import runtime
from engine.errors import EngineError
from engine.models import HistoryEvent, UserTask
from portal.notifications.models import Notification, SmsMessage
from portal.registry import commands as registry
from portal.registry.files import usable_by
from portal.supervision.complaints.commands import enter_report
from portal.supervision.errors import MayNotEnter
from portal.supervision.models import Report
from tests.portal.matrix.address import names
from tests.portal.supervision.complaining import PHONE, TOLD, Complaint
from tests.portal.world import signed_in, stored_picture

pytestmark = pytest.mark.django_db

SEEN_BY_NOBODY = (TOLD, "黄小妹", PHONE, "154****0077", "小票.png", "镇上超市买")


@pytest.fixture
def handled(complain, people):
    """A complaint with all that a reporter can leave, up to the finding."""
    case = complain(bought_at="镇上供销超市二店")
    owner = "reports"
    case.report.photos.add(stored_picture(owner=owner, name="霉茶.png"))
    case.report.proofs.add(stored_picture(owner=owner, name="小票.png"))
    case.triage()
    case.explain()
    case.arrange("visit")
    case.check(people.evaluator)
    return case


def _addresses(handled: Complaint) -> list[str]:
    """Every address of the site that can be made with what names the complaint, its task, files and letters."""
    task = UserTask.objects.get(case=handled.instance, element_id="Explain")
    ids = [handled.instance.pk, task.pk, *StoredFile.objects.values_list("pk", flat=True)]
    ids += Document.objects.values_list("pk", flat=True)
    found = []
    for name in sorted({name for name in names(get_resolver()) if name and not name.startswith("public:")}):
        if _made(name, []):
            found.append(_made(name, []))
        elif _made(name, ["x"]):  # takes any text
            found.append(_made(name, [handled.report.number]))
        else:
            found += [_made(name, [one]) for one in (handled.report.pk, handled.report.product_id, *ids)]
    return [url for url in found if url]


def _made(name: str, args: list[object]) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def test_the_enterprise_never_sees_who_reported(handled, people):
    """On every page, in every answer of the API, in history, lists, documents and files; before and after the end."""
    for over in (False, True):
        if over:
            handled.find("upheld")
        for person in (people.owner, people.rival):
            client = signed_in(person)
            for url in _addresses(handled):
                answer = client.get(url)
                shown = b"".join(answer.streaming_content) if answer.streaming else answer.content
                for secret in SEEN_BY_NOBODY:
                    assert secret.encode() not in shown, (person.username, url, secret)
    told = [*Notification.objects.filter(user__in=[people.owner, people.staff]).values_list("text", flat=True)]
    told += SmsMessage.objects.filter(phone=people.owner.phone).values_list("text", flat=True)
    assert not [text for text in told for secret in SEEN_BY_NOBODY if secret in text]
    assert PHONE not in str(handled.instance.variables)
    assert PHONE not in str(list(HistoryEvent.objects.filter(case=handled.instance).values_list("data", flat=True)))
    for letter in Document.objects.filter(kind__startswith="complaint"):
        assert "黄小妹" not in letter.snapshot
        assert not usable_by(people.owner).filter(pk=letter.docx_id).exists()
    reporters = StoredFile.objects.filter(name__in=["霉茶.png", "小票.png"])
    assert reporters.count() == 2
    assert not (usable_by(people.owner) & reporters).exists()
    assert (usable_by(people.compliance) & reporters).count() == 2


def test_an_officer_of_the_enterprise_itself_neither_sees_nor_handles_it(complain, people, tea, second_officer, client):
    case = complain()
    registry.add_member(tea.enterprise, username=second_officer.username)
    assert not Report.objects.visible_to(second_officer).exists()
    client.force_login(second_officer)
    assert client.get(f"/supervision/complaints/{case.report.number}/").status_code == 404
    assert TOLD not in client.get("/supervision/reports/").content.decode()
    assert client.post(reverse("supervision:report_phone", args=[case.report.pk])).status_code == 404
    with pytest.raises(EngineError):
        runtime.claim(case.task("Triage").pk, by=second_officer)
    with pytest.raises(MayNotEnter):
        enter_report(Report(kind="quality", description=TOLD, product=tea), by=second_officer)
