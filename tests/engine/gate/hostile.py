"""What somebody might send to bring the server down or to have something executed."""

# ruff: noqa: E501  (an element reads better on one line)

from __future__ import annotations

from tests.engine.gate.corpus.content import asked, calling, mapped, script, waits
from tests.engine.gate.corpus.parts import boundary, node, steps, user
from tests.engine.gate.world import DMN, chain, condition, diagram, extended, flow

PLAIN = diagram(chain())
TOUCH = "/tmp/otop-hostile-was-here"


def entity(declaration: str, encoding: str = "utf-8", declared: str = "UTF-8") -> bytes:
    text = (
        PLAIN.decode()
        .replace("UTF-8", declared)
        .replace("<bpmn:definitions", f"<!DOCTYPE x [{declaration}]><bpmn:definitions", 1)
    )
    return text.replace('name="流程"', 'name="&x;"').encode(encoding)


LAUGHS = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))

# Refused before anything in them could do something.
XML: dict[str, bytes] = {
    "a billion laughs": entity(LAUGHS + '<!ENTITY x "&l11;">'),
    "a quadratic blow-up": entity(f'<!ENTITY a "{"a" * 100_000}"><!ENTITY x "{"&a;" * 10_000}">'),
    "a file as an entity": entity('<!ENTITY x SYSTEM "file:///etc/passwd">'),
    "an address as an entity": entity('<!ENTITY x SYSTEM "http://127.0.0.1:9/x">'),
    "a parameter entity": entity('<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;'),
    "entities in UTF-16": entity('<!ENTITY x "y">', "utf-16", "UTF-16"),
    "entities in UTF-16 without a mark": entity('<!ENTITY x "y">', "utf-16-be", "UTF-16BE"),
    "entities in UTF-7": entity('<!ENTITY x "y">', "utf-7", "UTF-7"),
    "entities in UTF-32": entity('<!ENTITY x "y">', "utf-32", "UTF-32"),
    "UTF-8 that calls itself UTF-16": PLAIN.replace(b"UTF-8", b"UTF-16"),
    "UTF-16 that calls itself UTF-8": PLAIN.decode().encode("utf-16"),
    "bytes that are no text": b'<?xml version="1.0" encoding="UTF-8"?><a b="\xff\xfe\xfd"/>',
    "a cut UTF-16 character": PLAIN.decode().replace("UTF-8", "UTF-16").encode("utf-16") + b"\x00",
    "10⁵ levels": b"<a>" * 100_000 + b"</a>" * 100_000,
    "10⁵ open levels": b"<a>" * 100_000,
    "10⁵ attributes of 20 characters": b"<a " + b" ".join(b'a%d="xxxxxxxxxx"' % n for n in range(100_000)) + b"/>",
    "10⁵ namespaces": b"<a " + b" ".join(b'xmlns:n%d="b"' % n for n in range(100_000)) + b"/>",
    "one attribute of 2 MB": b'<a b="' + b"x" * 2_000_000 + b'"/>',
    "one text of 2 MB": b"<a>" + b"x" * 2_000_000 + b"</a>",
    "a NUL": PLAIN.replace("流程".encode(), b"\x00"),
    "a NUL as a reference": PLAIN.replace("流程".encode(), b"&#0;"),
    "a stylesheet": PLAIN.replace(
        b"<bpmn:definitions", b'<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?><bpmn:definitions', 1
    ),
    "an archive": b"PK\x03\x04" + b"\x00" * 1000,
}


# Code where an expression is expected: Python, JavaScript, and ways out of a sandbox.
CODE = (
    f"__import__('os').system('touch {TOUCH}')",
    f"open('{TOUCH}', 'w')",
    "().__class__.__base__.__subclasses__()",
    f"require('child_process').execSync('touch {TOUCH}')",
    "globalThis.constructor.constructor('return process')()",
    "this.constructor.constructor('while(true){}')()",
    "(function(){while(true){}})()",
    "import os; os.abort()",
    "{{ 7 * 7 }}${7*7}",
)


def quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def expression_sites(code: str) -> dict[str, bytes]:
    """The code at every place where an expression may stand."""
    feel = "=" + quoted(code)
    loop = extended(
        f'<zeebe:loopCharacteristics inputCollection="{feel}" outputCollection="o" outputElement="{feel}" />'
    )
    until = f"<bpmn:completionCondition>{feel}</bpmn:completionCondition>"
    message = f'<bpmn:message id="m" name="m">{extended(f"""<zeebe:subscription correlationKey="{feel}" />""")}</bpmn:message>'
    return {
        "condition": asked(feel),
        "script": script(f'expression="{feel}" resultVariable="x"'),
        "input": mapped("input", f'source="{feel}" target="x"'),
        "output": mapped("output", f'source="{feel}" target="x"'),
        "duration": waits("timeDuration", feel),
        "date": waits("timeDate", feel),
        "cycle": waits("timeCycle", feel),
        "loop": steps(
            user(inside=f"<bpmn:multiInstanceLoopCharacteristics>{loop}{until}</bpmn:multiInstanceLoopCharacteristics>")
        ),
        "correlation": steps(node("receiveTask", messageRef="m"), roots=message),
        "assignee": steps(
            f'<bpmn:userTask id="step">{extended(f"""<zeebe:assignmentDefinition assignee="{feel}" />""")}</bpmn:userTask>'
        ),
        "due date": steps(user(more=f'<zeebe:taskSchedule dueDate="{feel}" />')),
        "priority": steps(user(more=f'<zeebe:priorityDefinition priority="{feel}" />')),
        "literal": waits("timeDuration", quoted(code)),
        "script code": steps(
            f'<bpmn:scriptTask id="step" scriptFormat="python"><bpmn:script>{quoted(code)}</bpmn:script></bpmn:scriptTask>'
        ),
        "expression language": asked(feel).replace(
            b"<bpmn:conditionExpression", b'<bpmn:conditionExpression language="python"'
        ),
    }


def cells(code: str) -> dict[str, bytes]:
    return {
        "cell": DMN.format(cell=quoted(code)).encode(),
        "output": DMN.format(cell="-").replace("<text>5<", f"<text>{quoted(code)}<").encode(),
    }


LOOPING = diagram(
    node("exclusiveGateway", "gate", default="gate_spin"), node("scriptTask", "spin", extended('<zeebe:script expression="=1" resultVariable="x" />')),
    flow("begin", "gate"), flow("gate", "spin"), flow("spin", "gate"), flow("gate", "done", condition("=x = 2")),
)  # fmt: skip
SPINNING = script(
    'expression="=count(for i in 1..10000000 return count(for j in 1..1000 return j))" resultVariable="x"'
)
GROWING = script('expression="=for i in 1..10000000 return &quot;xxxxxxxxxxxxxxxxxxxxxxxx&quot;" resultVariable="x"')


def crowd(count: int) -> bytes:
    """A task for each of so many items."""
    loop = extended(f'<zeebe:loopCharacteristics inputCollection="=for i in 1..{count} return i" />')
    return steps(user(inside=f"<bpmn:multiInstanceLoopCharacteristics>{loop}</bpmn:multiInstanceLoopCharacteristics>"))


RECURSIVE = calling("process_1", "process_1", always=False).replace(b"=again", b"=true")
ENDLESS_CALLS = {"a.bpmn": calling("a", "b"), "b.bpmn": calling("b", "a")}
TIMERS = tuple(
    waits(kind, text)
    for kind, text in (
        ("timeCycle", "R/PT0S"), ("timeCycle", "R/PT1S"), ("timeCycle", "R999999999/PT1S"), ("timeCycle", f"R{'9' * 5000}/P1D"),
        ("timeDate", "99999-01-01T00:00:00"), ("timeDate", "-0001-01-01"), ("timeDuration", "-P1D"), ("timeDuration", "P99999Y"),
        ("timeDuration", "P" + "9" * 400 + "D"), ("timeDuration", "PT1E9S"), ("timeDate", "2026-01-01@../../etc/passwd"),
    )
)  # fmt: skip

NAMES = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "{{7*7}}",
    "=__import__('os')",
    "\u202egnp.exe",
)


def named(name: str) -> bytes:
    return diagram(user(name=quoted(name)), chain("step")).replace(
        'name="流程"'.encode(), f'name="{quoted(name)}"'.encode()
    )


def many_nodes(count: int) -> bytes:
    ids = [f"n{number}" for number in range(count)]
    return diagram("".join(node("manualTask", one) for one in ids), chain(*ids))


def many_expressions(count: int, length: int = 60) -> bytes:
    mappings = "".join(f'<zeebe:output source="={"1+" * length}{n}" target="v{n}" />' for n in range(count))
    return steps(user(more=f"<zeebe:ioMapping>{mappings}</zeebe:ioMapping>"))


def many_cells(count: int) -> bytes:
    rules = "".join(
        f'<rule id="r{n}"><inputEntry id="e{n}"><text>&gt; {"1+" * 30}{n}</text></inputEntry><outputEntry id="oe{n}"><text>{n}</text></outputEntry></rule>'
        for n in range(count)
    )
    return DMN.format(cell="-").replace("</decisionTable>", f"{rules}</decisionTable>").encode()


# Large, but each within the limits of bytes and elements.
HEAVY: dict[str, dict[str, bytes]] = {
    "10⁴ nodes": {"p.bpmn": many_nodes(7000)},
    "500 nodes in a row": {"p.bpmn": many_nodes(490)},
    "10⁴ expressions": {"p.bpmn": many_expressions(9000)},
    "10⁴ cells": {"p.dmn": many_cells(8000)},
    "30,000 messages": {"p.bpmn": diagram(chain(), roots="".join(f'<bpmn:message id="m{n}" name="" />' for n in range(30_000)))},
    "splits in a row": {"p.bpmn": diagram(
        "".join(node("parallelGateway", f"s{n}") + node("parallelGateway", f"j{n}") + user(f"a{n}") + user(f"b{n}") for n in range(100)),
        "".join(flow(f"s{n}", f"a{n}") + flow(f"s{n}", f"b{n}") + flow(f"a{n}", f"j{n}") + flow(f"b{n}", f"j{n}") for n in range(100)),
        "".join(flow(f"j{n}", f"s{n + 1}") for n in range(99)), flow("begin", "s0"), flow("j99", "done"),
    )},
    "a wide split": {"p.bpmn": diagram(
        node("parallelGateway", "s"), node("parallelGateway", "j"), "".join(user(f"a{n}") + flow("s", f"a{n}") + flow(f"a{n}", "j") for n in range(200)),
        flow("begin", "s"), flow("j", "done"),
    )},
    "200 timers on one task": {"p.bpmn": steps(user(), *(boundary(f"t{n}", "step") + flow(f"t{n}", "done") for n in range(200)))},
    "40 files": {f"{n}.bpmn": many_nodes(400).replace(b"process_1", b"p_%d" % n) for n in range(40)},
}  # fmt: skip
