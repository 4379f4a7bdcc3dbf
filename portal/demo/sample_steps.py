"""What becomes of a sample, from the post to its place on the shelf."""

from __future__ import annotations

from typing import Any

from engine import clock
from portal.demo import pictures
from portal.demo.enterprise_steps import ship_sample
from portal.demo.stage import Stage
from portal.demo.world import Goods

KEEPER = "keeper"
FIRST = {"laboratory": "湖南湘品检测评价有限公司（演示）", "cma_number": "261800990001"}
# Whoever tested first does not test again.
SECOND = {"laboratory": "湘江上游检验检测中心（演示）", "cma_number": "231800990077"}


def examine_sample(stage: Stage, goods: Goods, *, owner: str, tracking_number: str) -> None:
    """From the post to what becomes of the sample; eight working days."""
    draw_sample(stage, goods, owner=owner, tracking_number=tracking_number)
    # Whether the laboratory is needed was drawn by lot.
    if stage.has("TestSample"):
        stage.clock.after(3)
        test_sample(stage, goods)
    stage.clock.after(1)
    stage.do("DisposeSample", by=KEEPER, outcome="retain", note="留样至评价决定后90日")


def draw_sample(stage: Stage, goods: Goods, *, owner: str, tracking_number: str) -> None:
    """From the post to the look at its papers; four working days."""
    stage.clock.after(1)
    ship_sample(stage, by=owner, tracking_number=tracking_number)
    stage.clock.after(2)
    receive_sample(stage, goods)
    stage.clock.after(1)
    stage.do("DrawSample", by=KEEPER, verdict="pass")


def receive_sample(stage: Stage, goods: Goods) -> None:
    photo = stage.upload(
        pictures.product(goods.short_name, shape=goods.shape, colour=goods.colour), "签收照片.png", by=KEEPER
    )
    stage.do(
        "ReceiveSample",
        by=KEEPER,
        appearance="intact",
        received_quantity="2份",
        temperature=20,
        photos=[photo],
        outcome="accept",
    )


def test_sample(stage: Stage, goods: Goods) -> None:
    _report(stage, goods, "TestSample", items=_passed(goods), kind="laboratory", verdict="pass", **FIRST)


def fail_test(stage: Stage, goods: Goods, *, value: str) -> None:
    """The first item is above its limit."""
    items = _passed(goods)
    items[0] |= {"value": value, "verdict": "fail"}
    told = {"verdict": "fail", "opinion": f"{items[0]['name']}检出值{value}，超过标准限值。"}
    _report(stage, goods, "TestSample", items=items, kind="laboratory", **told, **FIRST)


def ask_retest(stage: Stage, *, reason: str, by: str) -> None:
    stage.do("AskRetest", by=by, outcome="retest", reason=reason)


def _passed(goods: Goods) -> list[dict[str, str]]:
    return [
        {"name": name, "method": method, "limit": limit, "value": value, "verdict": "pass"}
        for name, method, limit, value in goods.tests
    ]


def _report(stage: Stage, goods: Goods, element_id: str, *, items: list[dict[str, str]], **answers: Any) -> None:
    judged = {"pass": "合格", "fail": "不合格"}
    rows = (f"{item['name']}　{item['value']}　{judged[item['verdict']]}" for item in items)
    report = pictures.paper("检测报告", [goods.name, *rows])
    stage.do(
        element_id,
        by=KEEPER,
        report_number=f"XP{clock.today():%Y%m%d}",
        reported_on=clock.today().isoformat(),
        items=items,
        report=[stage.upload(report, "检测报告.pdf", by=KEEPER)],
        **answers,
    )
