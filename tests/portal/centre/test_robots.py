"""Robots of group chats: each in its own format, nothing but the three services, and what went wrong is told."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, build_opener

import pytest
from django.urls import reverse

from portal.notifications import robots, sending
from portal.notifications.kinds import Kind
from portal.notifications.models import Post, Robot
from portal.notifications.notices import notify
from portal.registry.telling import tell
from tests.portal.world import WEDNESDAY

pytestmark = pytest.mark.django_db

URLS = {
    "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6",
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token=566cc69d",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/a1b2c3",
}


class Chat:
    """The three services in one, on loopback: keeps what it was sent; `answer` is what it says to that."""

    taken: list[tuple[str, dict]]
    status = 200
    answer: bytes
    port: int

    def post(self, url: str, body: bytes) -> bytes:
        parts = urlsplit(url)
        there = f"http://127.0.0.1:{Chat.port}{parts.path}?{parts.query}"
        with build_opener(robots._NoRedirects).open(Request(there, body), timeout=5) as answer:
            return answer.read()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Chat.taken.append((self.path, json.loads(body)))
        self.send_response(Chat.status)
        if Chat.status == 302:
            self.send_header("Location", f"http://127.0.0.1:{Chat.port}/elsewhere")
        self.end_headers()
        self.wfile.write(Chat.answer)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def chat(settings) -> Iterator[type[Chat]]:
    settings.OTOP_ROBOT_TRANSPORT = f"{__name__}.Chat"
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    Chat.taken, Chat.status, Chat.answer, Chat.port = [], 200, b'{"errcode": 0, "errmsg": "ok"}', server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Chat
    server.shutdown()
    server.server_close()
    thread.join()


def added(client, group: str, service: str = "wecom", **more: str) -> Robot:
    fields = {"group": group, "service": service, "name": "业务群", "url": URLS[service], "secret": ""} | more
    answer = client.post(reverse("centre:robots"), fields)
    assert answer.status_code == 302, answer.content.decode()
    return Robot.objects.latest("pk")


def page_of(client) -> str:
    return client.get(reverse("centre:robots")).content.decode()


def test_each_service_is_talked_to_in_its_own_way(client, people, tea_house, chat, clock):
    clock.set(WEDNESDAY)
    client.force_login(people.owner)
    for service in URLS:
        added(client, tea_house.group, service, secret="" if service == "wecom" else "SEC123")
    chat.answer = b'{"errcode": 0, "code": 0}'
    tell(tea_house, text="龙梅的样品已收到", url="/enterprise/", kind=Kind.RULINGS)
    assert sending.posts.sweep() == 3
    found = {urlsplit(path).path: (parse_qs(urlsplit(path).query), body) for path, body in chat.taken}
    _query, wecom = found["/cgi-bin/webhook/send"]
    assert wecom["msgtype"] == "markdown"
    assert "监督警示与处理决定（2026-03-11 10:00）" in wecom["markdown"]["content"]
    assert "/enterprise/)" in wecom["markdown"]["content"]
    query, dingtalk = found["/robot/send"]
    assert set(dingtalk["markdown"]) == {"title", "text"}
    milliseconds = query["timestamp"][0]
    assert query["sign"][0] == signed(b"SEC123", f"{milliseconds}\nSEC123")
    assert int(milliseconds) == WEDNESDAY.timestamp() * 1000
    _query, feishu = found["/open-apis/bot/v2/hook/a1b2c3"]
    assert feishu["msg_type"] == "text"
    assert feishu["sign"] == signed(f"{feishu['timestamp']}\nSEC123".encode(), "")
    # Who and what it is about is behind the sign-in.
    assert "龙梅" not in json.dumps(chat.taken, ensure_ascii=False)


def signed(key: bytes, words: str) -> str:
    return base64.b64encode(hmac.new(key, words.encode(), hashlib.sha256).digest()).decode()


def test_a_test_message_shows_what_became_of_it(client, people, tea_house, chat, clock):
    clock.set(WEDNESDAY)
    client.force_login(people.owner)
    robot = added(client, tea_house.group)
    chat.answer = b'{"errcode": 93000, "errmsg": "invalid webhook url"}'
    client.post(reverse("centre:test_robot", args=[robot.pk]))
    assert "待发送" in page_of(client)
    sending.posts.sweep()
    found = page_of(client)
    assert "被拒绝（代码 93000），请核对机器人地址" in found
    assert "invalid" not in found
    assert "发送失败" in found
    chat.answer = b'{"errcode": 45009, "errmsg": "api freq out of limit"}'
    client.post(reverse("centre:test_robot", args=[robot.pk]))
    sending.posts.sweep()
    assert "发送过于频繁，服务要求稍后再试（代码 45009）" in page_of(client)
    chat.answer = b'{"errcode": 0}'
    clock.advance(seconds=60)
    assert sending.posts.sweep() == 1
    assert "已发送" in page_of(client)
    assert URLS["wecom"] not in page_of(client)


@pytest.mark.parametrize(("status", "answer"), [(500, b""), (302, b""), (200, b"<html>")])
def test_what_is_no_answer_is_tried_again_and_nowhere_else(client, people, tea_house, chat, status, answer):
    client.force_login(people.owner)
    robot = added(client, tea_house.group)
    chat.status, chat.answer = status, answer
    client.post(reverse("centre:test_robot", args=[robot.pk]))
    assert sending.posts.sweep() == 0
    post = Post.objects.get()
    assert (post.status, post.attempts, len(chat.taken)) == ("waiting", 1, 1)
    assert "再试" in post.last_error


def test_a_dead_chat_keeps_no_other_waiting(client, people, tea_house, chat, clock):
    clock.set(WEDNESDAY)
    client.force_login(people.owner)
    first = added(client, tea_house.group)
    second = added(client, tea_house.group, "feishu")
    for robot in (first, first, second):
        Post.objects.create(key=f"{Post.objects.count()}", robot=robot, subject="…", text="…", url="/")
    chat.answer = b""
    sending.posts.sweep()
    # One try for each chat: the second line of the first waits untried.
    assert sorted(Post.objects.values_list("robot", "attempts")) == sorted(
        [(first.pk, 1), (first.pk, 0), (second.pk, 1)]
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
        "https://127.0.0.1/cgi-bin/webhook/send?key=1",
        "https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key=1",
        "https://qyapi.weixin.qq.com@127.0.0.1/cgi-bin/webhook/send",
        "https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key=1",
        "https://qyapi.weixin.qq.com/other",
        "https://oapi.dingtalk.com/robot/send?access_token=1",
        "https://[::1",
    ],
)
def test_no_other_machine_can_be_made_to_be_asked(client, people, tea_house, url, chat):
    client.force_login(people.owner)
    fields = {"group": tea_house.group, "service": "wecom", "name": "业务群", "url": url}
    answer = client.post(reverse("centre:robots"), fields)
    assert (answer.status_code, Robot.objects.count()) == (422, 0)
    # Nor one that was let in before.
    robot = Robot.objects.create(group=tea_house.group, service="wecom", name="群", url=url, created_by=people.owner)
    client.post(reverse("centre:test_robot", args=[robot.pk]))
    sending.posts.sweep()
    assert (Post.objects.get().status, chat.taken) == ("failed", [])


def test_a_robot_is_kept_by_owners_and_by_those_of_the_role(client, people, tea_house, chat):
    client.force_login(people.owner)
    robot = added(client, tea_house.group)
    client.force_login(people.reviewer)
    mine = added(client, "registration_reviewer", "dingtalk")
    for person in (people.staff, people.rival, people.evaluator):
        client.force_login(person)
        assert "业务群" not in page_of(client)
        assert (
            client.post(reverse("centre:robots"), {"group": tea_house.group, "url": URLS["wecom"]}).status_code == 422
        )
        for name in ("test_robot", "remove_robot"):
            for one in (robot, mine):
                assert client.post(reverse(f"centre:{name}", args=[one.pk])).status_code == 404
    notify(text="新任务", url="/inbox/", groups=["registration_reviewer"], kind=Kind.TASKS)
    assert list(Post.objects.values_list("robot", flat=True)) == [mine.pk]
    client.force_login(people.reviewer)
    client.post(reverse("centre:remove_robot", args=[mine.pk]))
    assert list(Robot.objects.all()) == [robot]


def test_what_nobody_answers_to_is_given_up_in_the_end(client, people, tea_house, chat, clock):
    clock.set(WEDNESDAY)
    client.force_login(people.owner)
    robot = added(client, tea_house.group)
    chat.answer = b""
    client.post(reverse("centre:test_robot", args=[robot.pk]))
    for _time in range(10):
        sending.posts.sweep()
        clock.advance(seconds=timedelta(hours=1, seconds=1).total_seconds())
    assert (Post.objects.get().status, len(chat.taken)) == ("failed", sending.MOST_ATTEMPTS)


def test_the_real_transport_follows_nobody(chat):
    chat.status = 302
    with pytest.raises(HTTPError):
        robots.Https().post(f"http://127.0.0.1:{chat.port}/", b"{}")
    assert len(chat.taken) == 1
