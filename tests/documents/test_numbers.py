from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from documents.errors import NumberInvalid
from documents.models import Counter
from documents.numbers import certificate_number, next_number, notice_number, validate_certificate_number


def test_the_certificate_number_carries_its_check_digit() -> None:
    number = certificate_number(star=5, year=2024, county="433126", serial=3)

    assert number == "OTOP-5-2024-433126-00003-4"
    assert validate_certificate_number(" otop-5-2024-433126-00003-4 ") == number


@pytest.mark.parametrize(
    "number",
    [
        "OTOP-5-2024-433126-00003-5",
        "OTOP-4-2024-433126-00003-4",
        "OTOP-5-2024-433126-00030-4",
        "OTOP-6-2024-433126-00003-4",
        "OTOP-5-2024-433126-0003-4",
        "",
        "OTOP-5-2024-433126-00003-４",
    ],
)
def test_a_wrong_certificate_number_is_refused(number: str) -> None:
    with pytest.raises(NumberInvalid, match="证书编号不正确"):
        validate_certificate_number(number)


def test_a_number_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(NumberInvalid):
        certificate_number(star=5, year=2024, county="433126", serial=100_000)


def test_notice_numbers_are_written_as_the_standard_says() -> None:
    assert notice_number("一乡一品警", year=2026, n=12) == "一乡一品警〔2026〕12号"


@pytest.mark.django_db
def test_numbers_count_up_under_each_name() -> None:
    assert [next_number("警-2026"), next_number("警-2026"), next_number("登-2026")] == [1, 2, 1]


@pytest.mark.django_db(transaction=True)
def test_a_number_needs_the_callers_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        next_number("警-2026")


@pytest.mark.django_db(transaction=True)
def test_a_number_comes_back_when_its_case_fails() -> None:
    class CaseFailed(Exception):
        pass

    def fail() -> None:
        with transaction.atomic():
            next_number("警-2026")
            raise CaseFailed

    with transaction.atomic():
        next_number("警-2026")
    with pytest.raises(CaseFailed):
        fail()
    with transaction.atomic():
        assert next_number("警-2026") == 2


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_different_numbers_without_gaps() -> None:
    numbers, gate = [], threading.Barrier(6)

    def work(rolls_back: bool) -> None:
        gate.wait()
        try:
            for _round in range(5):
                with transaction.atomic():
                    number = next_number("警-2026")
                    transaction.set_rollback(rolls_back)
                if not rolls_back:
                    numbers.append(number)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(place % 3 == 0,)) for place in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(numbers) == list(range(1, 21))
    assert Counter.objects.get(pk="警-2026").value == 20
