"""A complaint is entered or taken up by an officer, and by one alone."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from pypdf import PdfWriter

from documents.errors import FileTooLarge
from engine import jobs, runtime
from engine.errors import EngineError
from engine.models import ProcessInstance, UserTask
from portal.supervision.complaints.commands import enter_report, take_up
from portal.supervision.errors import ReportTaken
from portal.supervision.models import Report
from tests.portal.supervision.complaining import MATTER, TOLD
from tests.portal.world import photo

pytestmark = pytest.mark.django_db


def test_compliance_enters_what_the_hotline_told(complain, authorisation, people, client):
    client.force_login(people.compliance)
    sent = {
        "source": "hotline", "kind": "quality", "description": "来电反映茶叶受潮，愿意接受回访。",
        "certificate_number": authorisation.number, "claim": "insurance", "claim_amount": "68.50",
    }  # fmt: skip
    assert "要求赔付的" in client.post("/supervision/reports/new/", sent).content.decode()
    paper = {"proofs": photo("小票.png")}
    response = client.post("/supervision/reports/new/", sent | paper)
    report = Report.objects.get()
    assert response["Location"] == f"/supervision/complaints/{report.number}/"
    page = client.get(response["Location"]).content.decode()
    assert "热线电话" in page
    assert "68.50" in page
    assert "小票.png" in page
    wrong = client.post("/supervision/reports/new/", sent | {"certificate_number": "OTOP-9"})
    assert wrong.status_code == 422
    as_public = sent | {"source": "scan", "proofs": photo("小票.png")}
    assert client.post("/supervision/reports/new/", as_public).status_code == 422
    assert Report.objects.count() == 1


def test_a_report_from_before_there_was_a_process_is_taken_up_once(complain, people, tea, client):
    old = Report.objects.create(product=tea, kind="quality", description=TOLD)
    client.force_login(people.compliance)
    assert "转入投诉办理" in client.get("/supervision/reports/").content.decode()
    client.post(reverse("supervision:begin", args=[old.pk]))
    old.refresh_from_db()
    assert old.number
    with pytest.raises(ReportTaken):
        take_up(old, by=people.compliance)
    jobs.run_due_jobs()
    assert UserTask.objects.open().get(case__business_key=old.number).element_id == "Triage"


def paper(size: int, *, filling: int = 0) -> bytes:
    """A PDF of exactly so many bytes."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.add_attachment("附件", bytes(filling or size - 9999))
    writer.write(out)
    return out.getvalue() if filling else paper(size, filling=size - 9999 + size - out.tell())


def test_of_what_is_sent_along_six_files_are_kept_each_of_ten_megabytes_at_most(complain, people, tea):
    def enter(*sizes: int) -> Report:
        files = [SimpleUploadedFile("证明.pdf", paper(size), content_type="application/pdf") for size in sizes]
        report = Report(product=tea, kind="quality", description=TOLD, source="hotline")
        return enter_report(report, by=people.compliance, proofs=files)

    most = 10 * 1024 * 1024
    assert enter(most).proofs.get().size == most
    with pytest.raises(FileTooLarge, match="10"):
        enter(most + 1)
    assert enter(*range(20_000, 20_007)).proofs.count() == 6


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_take_it_up_at_once_begin_one_case(complain, people, tea, second_officer):
    old = Report.objects.create(product=tea, kind="quality", description=TOLD)

    def begin(officer) -> bool:
        try:
            take_up(old, by=officer)
        except ReportTaken:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(begin, [people.compliance, second_officer])) == [False, True]
    assert ProcessInstance.objects.filter(process_key="complaint_risk").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_triage_at_once_one_of_them_holds(complain, people, second_officer):
    case = complain()
    task = case.task("Triage")

    def answer(officer) -> bool:
        answers = {"outcome": "accept", "grade": "major", "matter": MATTER}
        try:
            runtime.complete_task(task.pk, answers=answers, by=officer)
        except EngineError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(answer, [people.compliance, second_officer])) == [False, True]
    assert case.report.steps.count() == 1
