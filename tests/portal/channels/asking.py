"""A channel's program, as the tests let it ask."""

from __future__ import annotations

from typing import Any

from django.test import Client

from portal.channels import commands
from portal.channels.models import Channel
from portal.public import listing

FEED, VERIFY = "/api/channels/products/", "/api/channels/verify/"


def channel(name: str = "乡味商城", *, rate: int = 3000) -> Channel:
    return Channel(name=name, kind="platform", contact="石店 15400000066", purpose="在商品页展示星级与状态", rate=rate)


class Program:
    """`get(address, code=…)` with the channel's key; what is due of the directory is written before, since
    transactions of tests never end."""

    def __init__(self, key: str) -> None:
        self.key, self.client = key, Client()

    def answer(self, address: str, /, *, etag: str = "", **asked: Any) -> Any:
        listing.catch_up()
        headers = {"Authorization": f"Bearer {self.key}"} | ({"If-None-Match": etag} if etag else {})
        return self.client.get(address, asked, headers=headers)

    def get(self, address: str, /, **asked: Any) -> Any:
        answer = self.answer(address, **asked)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def feed(self, **asked: Any) -> list[dict[str, Any]]:
        """All pages."""
        found: list[dict[str, Any]] = []
        page = self.get(FEED, **asked)
        while True:
            found += page["results"]
            if page["next"] is None:
                return found
            page = self.get(FEED, **asked | {"cursor": page["next_cursor"]})

    def problem(self, expected: int, address: str, /, **asked: Any) -> dict[str, Any]:
        answer = self.answer(address, **asked)
        assert (answer.status_code, answer["content-type"]) == (expected, "application/problem+json")
        told: dict[str, Any] = answer.json()
        assert told["status"] == expected
        return told


def program(by: Any, **more: Any) -> Program:
    return Program(commands.register(channel(**more), by=by))
