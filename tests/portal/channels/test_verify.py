"""A code is verified as the scan page does it: with the same words, and the same silence about what is not ours."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from documents import token as tokens
from documents.models import Document
from portal.certification.commands import replace_code
from portal.certification.models import Certificate
from portal.registry.commands import filings
from portal.registry.notices import issue_notice
from tests.portal.certification.issuing import KEYS
from tests.portal.channels.asking import FEED, VERIFY
from tests.portal.filing import changed
from tests.portal.world import deploy

pytestmark = pytest.mark.django_db


def test_a_code_is_found_however_it_was_copied(issue, tea, shop):
    number = issue(star=3).number
    token = tea.qr_code.token
    for code in (
        token, f"http://localhost:8000/c/{token}", f"https://otop.example/c/{token}?from=channel", f" {token}\n",
        f"HTTPS://OTOP.EXAMPLE/c/{token}/", f"/c/{token}#x",
    ):  # fmt: skip
        found = shop.get(VERIFY, code=code)
        assert (found["number"], found["matched"], found["status"]) == (number, "code", "valid"), code
        assert "不能据此断定" in found["notice"]
    for code in (number, number.lower(), f" {number} ", number.replace("-", "－"), number.replace("-", " - ")):
        found = shop.get(VERIFY, code=code)
        assert (found["number"], found["matched"]) == (number, "number"), code


def test_the_code_printed_on_a_certificate_is_that_of_its_product(issue, tea, shop):
    authorisation = issue(star=3)
    document = Certificate.objects.get(authorisation=authorisation).document
    assert document
    code = document.verification_code
    for asked in (code, code.lower(), "-".join(code[at : at + 4] for at in range(0, 16, 4))):
        found = shop.get(VERIFY, code=asked)
        assert (found["number"], found["matched"]) == (authorisation.number, "document")


def test_what_is_not_ours_and_what_is_not_issued_are_the_same_answer(begin, tea, shop, client):
    issuing = begin(star=3)
    waiting, unknown = tea.qr_code.token, tokens.sign("23456789ABCD", KEYS)
    forged = waiting[:-1] + ("A" if waiting[-1] != "A" else "B")
    number = issuing.authorisation.number
    proof = Certificate.objects.get(authorisation=issuing.authorisation).document
    assert proof
    answers = [
        shop.problem(404, VERIFY, code=code)
        for code in (waiting, unknown, forged, number, proof.verification_code, "x", "/c/", "OTOP-1", "2" * 16)
    ]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["code"] == "unknown-code"
    assert "不是本平台签发的" in answers[0]["detail"]
    assert {client.get(f"/c/{code}").status_code for code in (waiting, unknown, forged)} == {404}
    assert shop.problem(404, f"{FEED}{number}/")["code"] == "unknown-number"


def test_a_replaced_code_is_gone_and_says_whose_it_was(issue, tea, shop, client):
    issue(star=3)
    old = tea.qr_code.token
    replace_code(tea, code=tea.qr_code.code, by=None, id=uuid4())
    told = shop.problem(410, VERIFY, code=old)
    assert told["code"] == "code-replaced"
    for said in (tea.name, tea.enterprise.name, "2026-03-11", "不再有效"):
        assert said in told["detail"]
    assert client.get(f"/c/{old}").status_code == 410


def test_the_code_of_a_letter_is_no_products_and_its_text_is_not_told(tea, shop):
    notice = issue_notice(tea.enterprise, outcome="pass", job_id=uuid4())
    told = shop.problem(404, VERIFY, code=notice.verification_code)
    assert told["code"] == "not-a-product"
    assert tea.enterprise.name not in str(told)
    assert Document.objects.count() == 1


@pytest.mark.parametrize("asked", [{}, {"code": ""}, {"code": " "}, {"code": "x" * 501}, {"number": "OTOP-1"}])
def test_nothing_to_verify_is_refused(shop, asked):
    shop.problem(400, VERIFY, **asked)


def test_an_answer_asks_ten_times_at_most(issue, tea, people, shop, django_assert_max_num_queries):
    """Of a product that was filed anew since, with the first request of a minute."""
    authorisation = issue(star=3)
    document = Certificate.objects.get(authorisation=authorisation).document
    deploy("product_filing")
    filing = changed(tea, by=people.owner, name="高山红茶")
    assert filing
    filings.grant(filing.pk)
    shop.feed()
    authorisation.refresh_from_db()
    authorisation.move("yellow")
    token = tea.qr_code.token
    asked: list[tuple[str, dict[str, Any]]] = [
        (VERIFY, {"code": token}),
        (VERIFY, {"code": authorisation.number}),
        (VERIFY, {"code": document.verification_code}),
        (f"{FEED}{authorisation.number}/", {}),
    ]
    for address, query in asked:
        shop.answer(address, **query)
        with django_assert_max_num_queries(9):
            answer = shop.client.get(address, query, headers={"Authorization": f"Bearer {shop.key}"})
        assert answer.status_code == 200
