"""Files as they arrive, before anything in them is looked at."""

from __future__ import annotations

from engine.bpmn import xml
from tests.engine.gate.corpus.parts import Rule, node, steps, user
from tests.engine.gate.world import FORM, chain, diagram

PLAIN = diagram(chain())
GBK = diagram(user("审核"), chain("审核")).decode().replace("UTF-8", "GBK").encode("gbk")


def named(*names: str) -> dict[str, bytes]:
    return {name: diagram(chain(), key=f"p_{number}") for number, name in enumerate(names)}


RULES = {
    "no-files": Rule([{}, {}], [PLAIN, {"f.form.json": FORM}]),
    "too-many-files": Rule(
        [named(*(f"{n}.bpmn" for n in range(201))), named(*(f"{n}.bpmn" for n in range(1000)))],
        [named("a.bpmn"), named("a.bpmn", "b.bpmn")],
    ),
    "files-too-large": Rule(
        [{f"{n}.bpmn": b"x" * 2**20 for n in range(17)}, {"p.bpmn": b"x" * (2**24 + 1)}],
        [PLAIN, named("a.bpmn", "b.bpmn")],
    ),
    "file-too-large": Rule(
        [b"x" * (2**21 + 1), {"s.dmn": b"x" * (2**21 + 1)}],
        [diagram(chain()) + b" " * 2**20, named("a.bpmn")],
    ),
    "file-name": Rule(
        [
            named(name)
            for name in ("../p.bpmn", "/etc/p.bpmn", "a\\b.bpmn", "p\x00.bpmn", "<script>.bpmn", "a//b.bpmn", "x" * 250)
        ],
        [named("流程/登记.bpmn"), named("a b (1).bpmn")],
    ),
    "file-kind": Rule(
        [{"readme.txt": b"hello"}, {"data.json": b"{}"}, {"all.zip": b"PK\x03\x04"}, {"p.bpmn.exe": b"MZ"}],
        [named("P.BPMN"), {"f.form": FORM}],
    ),
    "file-empty": Rule([b"", b" \n\t"], [PLAIN, {"f.form.json": FORM}]),
    "xml-refused": Rule(
        [
            "这不是 XML".encode(),
            b"<!DOCTYPE x><x/>",
            PLAIN[:-5],
            PLAIN.replace(b"UTF-8", b"UTF-7"),
            PLAIN.replace(b'name="', b'name="\x00'),
            PLAIN.replace(b"<bpmn:process", b"<?php evil ?><bpmn:process"),
            diagram("<bpmn:documentation>" + "x" * (xml.Limits().text + 1) + "</bpmn:documentation>", chain()),
        ],
        [b"\xef\xbb\xbf" + PLAIN, GBK, PLAIN.decode().replace("UTF-8", "UTF-16").encode("utf-16")],
    ),
    "not-bpmn": Rule(
        [b"<html/>", b'<svg xmlns="http://www.w3.org/2000/svg"/>', PLAIN.replace(b"BPMN/20100524", b"BPMN/20990101")],
        [PLAIN, steps(node("manualTask"))],
    ),
}
