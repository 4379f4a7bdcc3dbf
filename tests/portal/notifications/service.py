"""A text message service as the tests need it: quick or slow, away, back again; in this process or in a worker's."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest


class Service:
    """`taken`: (key, phone, text) of what it was asked to send; `answer` is called after that for each."""

    is_local = False
    taken: list[tuple[str, str, str]]
    answer: Callable[[str], None]

    def send(self, phone: str, text: str, key: str) -> None:
        Service.taken.append((key, phone, text))
        Service.answer(key)

    @classmethod
    def keys(cls) -> list[str]:
        return [key for key, _phone, _text in cls.taken]

    @classmethod
    def goes(cls) -> None:
        cls.answer = staticmethod(lambda key: None)

    @classmethod
    def says(cls, error: BaseException) -> None:
        """From now on, to whatever it is sent."""

        def answer(key: str) -> None:
            raise error

        cls.answer = staticmethod(answer)

    @classmethod
    def takes(cls, seconds: float) -> None:
        cls.answer = staticmethod(lambda key: time.sleep(seconds))


class SlowFile:
    """For a worker: a line with the key for each text, in the file that the environment names; then it takes its
    time."""

    is_local = False

    def send(self, phone: str, text: str, key: str) -> None:
        with Path(os.environ["TEXTS_OF_THE_TEST"]).open("a") as file:
            file.write(f"{key}\n")
        time.sleep(float(os.environ["TEXTS_TAKE"]))


@pytest.fixture
def service(settings) -> type[Service]:
    settings.SMS_BACKEND = f"{__name__}.Service"
    Service.taken = []
    Service.goes()
    return Service
