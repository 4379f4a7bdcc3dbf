"""Whom and what the elements name: people, forms, topics, tables, called processes."""

from __future__ import annotations

from tests.engine.gate.corpus.parts import (
    Rule,
    boundary,
    node,
    process,
    steps,
    user,
)
from tests.engine.gate.world import DMN, FORM, chain, condition, diagram, extended, flow

TABLE = DMN.format(cell="&gt; 5").encode()
CALL = '<zeebe:calledElement processId="{}" />'
PROPERTY = '<zeebe:properties><zeebe:property name="{}" value="{}" /></zeebe:properties>'
CONTINUES = ("continuesClock", "true")
DUE = '<zeebe:taskSchedule dueDate="P2D" />'
FEEL = "http://www.omg.org/spec/FEEL/20140401"


def task(kind: str, *extensions: str, inside: str = "") -> bytes:
    return steps(node(kind, "step", extended("".join(extensions)) + inside))


def offered(assignment: str) -> bytes:
    return task("userTask", "<zeebe:userTask />", f"<zeebe:assignmentDefinition {assignment} />")


def service(attributes: str) -> bytes:
    return task("serviceTask", f"<zeebe:taskDefinition {attributes} />")


def decided(attributes: str) -> bytes:
    return task("businessRuleTask", f"<zeebe:calledDecision {attributes} />")


def script(attributes: str) -> bytes:
    return task("scriptTask", f"<zeebe:script {attributes} />")


def calculated(mappings: str) -> bytes:
    script = '<zeebe:script expression="=1" resultVariable="r" />'
    return task("scriptTask", script, f"<zeebe:ioMapping>{mappings}</zeebe:ioMapping>")


def mapped(kind: str, attributes: str) -> bytes:
    return steps(user(more=f"<zeebe:ioMapping><zeebe:{kind} {attributes} /></zeebe:ioMapping>"))


def looped(attributes: str) -> bytes:
    loop = extended(f"<zeebe:loopCharacteristics {attributes} />")
    return steps(user(inside=f"<bpmn:multiInstanceLoopCharacteristics>{loop}</bpmn:multiInstanceLoopCharacteristics>"))


def separate(names: str) -> bytes:
    return steps(user(more=PROPERTY.format("separateFrom", names)))


def closed_by(topic: str) -> bytes:
    """A process that names what follows when somebody cancels its case."""
    return steps(extended(PROPERTY.format("onCancel", topic)), user())


def property_of(name: str, value: str, *more: str) -> bytes:
    return steps(user(more="".join((PROPERTY.format(name, value), *more))))


def schedule(attributes: str) -> bytes:
    return steps(user(more=f"<zeebe:taskSchedule {attributes} />"))


def asked(text: str) -> bytes:
    """A choice whose one way has the condition `text`."""
    return diagram(
        node("exclusiveGateway", "gate", default="gate_done"), user(), flow("begin", "gate"), flow("gate", "done"),
        flow("gate", "step", condition(text)), flow("step", "done"),
    )  # fmt: skip


def waits(kind: str, text: str) -> bytes:
    time = f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"
    return steps(user(), boundary("late", "step", time, cancelActivity="false"), flow("late", "done"))


def calling(key: str, called: str, *, always: bool = True) -> bytes:
    """A process that calls another one, always or only when a condition holds."""
    call = node("callActivity", "call", extended(CALL.format(called)))
    if always:
        return process(key, call, chain("call"))
    ways = (
        flow("begin", "gate") + flow("gate", "done") + flow("gate", "call", condition("=again")) + flow("call", "done")
    )
    return process(key, node("exclusiveGateway", "gate", default="gate_done"), call, ways)


def reading(name: str, made: str) -> bytes:
    """A condition that reads a variable, after a script that makes one."""
    make = node("scriptTask", "make", extended(f'<zeebe:script expression="=1" resultVariable="{made}" />'))
    return diagram(
        make, node("exclusiveGateway", "gate", default="gate_done"), user(), flow("begin", "make"),
        flow("make", "gate"),
        flow("gate", "done"), flow("gate", "step", condition(f"={name} &gt; 2")), flow("step", "done"),
    )  # fmt: skip


def ordered(read: str, *way: str, inputs: str = "x") -> bytes:
    """A process that says what it starts with; of its steps in their order `ask` reads, `make` and `more` give."""
    made = {name: node("scriptTask", name, extended(f'<zeebe:script expression="=1" resultVariable="{name}d" />'))
            for name in ("make", "more")}  # fmt: skip
    ask = node("scriptTask", "ask", extended(f'<zeebe:script expression="={read}" resultVariable="asked" />'))
    steps = {"ask": ask, **made}
    declared = extended(PROPERTY.format("inputs", inputs))
    return diagram(declared, *(steps[name] for name in way), chain(*way))


def skipped(read: str, *, inputs: str = "x") -> bytes:
    """`make` lies on one of two ways to `ask`."""
    make = node("scriptTask", "make", extended('<zeebe:script expression="=1" resultVariable="maked" />'))
    ask = node("scriptTask", "ask", extended(f'<zeebe:script expression="={read}" resultVariable="asked" />'))
    return diagram(
        extended(PROPERTY.format("inputs", inputs)), node("exclusiveGateway", "gate", default="gate_ask"), make, ask,
        flow("begin", "gate"), flow("gate", "make", condition("=x &gt; 2")), flow("gate", "ask"), flow("make", "ask"),
        flow("ask", "done"),
    )  # fmt: skip


def languages(language: str) -> bytes:
    return asked("=star &gt; 2").replace(
        b"<bpmn:conditionExpression", f'<bpmn:conditionExpression language="{language}"'.encode()
    )


RULES = {
    "form-unknown": Rule(
        [
            steps(user(more='<zeebe:formDefinition formId="ghost" />')),
            steps(user(more='<zeebe:formDefinition formId="" />')),
        ],
        [
            steps(user(more='<zeebe:formDefinition formId="review_form" />')),
            {"p.bpmn": steps(user(more='<zeebe:formDefinition formId="review_form" />')), "f.form.json": FORM},
        ],
    ),
    "topic-missing": Rule(
        [task("serviceTask"), service('type=" "')],
        [service('type="certificate.issue"'), service('type=" certificate.issue "')],
    ),
    "topic-unknown": Rule(
        [service('type="fly.to.the.moon"'), service('type="Certificate.Issue"')],
        [service('type="certificate.issue"'), service('type="certificate.issue" retries="3"')],
    ),
    "decision-missing": Rule(
        [task("businessRuleTask"), decided('resultVariable="star"')],
        [
            decided('decisionId="star" resultVariable="star"'),
            {"p.bpmn": decided('decisionId="star" resultVariable="star"'), "s.dmn": TABLE},
        ],
    ),
    "decision-unknown": Rule(
        [decided('decisionId="ghost" resultVariable="star"'), decided('decisionId="Star" resultVariable="star"')],
        [
            decided('decisionId="star" resultVariable="star"'),
            {"p.bpmn": decided('decisionId="star" resultVariable="star"'), "s.dmn": TABLE},
        ],
    ),
    "result-missing": Rule(
        [decided('decisionId="star"'), script('expression="=1"')],
        [decided('decisionId="star" resultVariable="star"'), script('expression="=1" resultVariable="x"')],
    ),
    "called-process-missing": Rule(
        [task("callActivity"), task("callActivity", CALL.format(" "))],
        [task("callActivity", CALL.format("child")), {"a.bpmn": calling("a", "b"), "b.bpmn": process("b", chain())}],
    ),
    "called-process-unknown": Rule(
        [task("callActivity", CALL.format("ghost")), {"a.bpmn": calling("a", "b"), "c.bpmn": process("c", chain())}],
        [task("callActivity", CALL.format("child")), {"a.bpmn": calling("a", "b"), "b.bpmn": process("b", chain())}],
    ),
    "call-endless": Rule(
        [
            {"a.bpmn": calling("a", "a")},
            {"a.bpmn": calling("a", "b"), "b.bpmn": calling("b", "a")},
            {"a.bpmn": calling("a", "b"), "b.bpmn": calling("b", "c"), "c.bpmn": calling("c", "b")},
        ],
        [
            {"a.bpmn": calling("a", "a", always=False)},
            {"a.bpmn": calling("a", "b"), "b.bpmn": calling("b", "a", always=False)},
            {"a.bpmn": calling("a", "b"), "b.bpmn": calling("b", "c"), "c.bpmn": process("c", chain())},
        ],
    ),
    "call-recursive": Rule(
        [
            {"a.bpmn": calling("a", "a", always=False)},
            {"a.bpmn": calling("a", "b"), "b.bpmn": calling("b", "a", always=False)},
        ],
        [task("callActivity", CALL.format("child")), {"a.bpmn": calling("a", "b"), "b.bpmn": process("b", chain())}],
    ),
    "script-missing": Rule(
        [task("scriptTask"), steps(node("scriptTask", "step", name="算一算"))],
        [script('expression="=1" resultVariable="x"'), script('expression="= a + b" resultVariable="sum"')],
    ),
    "loop-collection-missing": Rule(
        [steps(user(inside="<bpmn:multiInstanceLoopCharacteristics />")), looped('inputElement="expert"')],
        [looped('inputCollection="=experts" inputElement="expert"'), looped('inputCollection="=[1, 2]"')],
    ),
    "task-without-people": Rule(
        [task("userTask", "<zeebe:userTask />"), offered('candidateGroups=" "')],
        [offered('candidateGroups="star_evaluator"'), offered('candidateUsers="li.na"')],
    ),
    "task-without-form": Rule(
        [task("userTask", "<zeebe:userTask />"), offered('candidateGroups="star_evaluator"')],
        [
            task("userTask", "<zeebe:userTask />", '<zeebe:formDefinition formId="review_form" />'),
            task("manualTask"),
        ],
    ),
    "group-unknown": Rule(
        [offered('candidateGroups="nobody"'), offered('candidateGroups="=[&quot;nobody&quot;]"')],
        [offered('candidateGroups="star_evaluator, enterprise:3"'), offered('candidateGroups="=groups_of_case"')],
    ),
    "user-unknown": Rule(
        [offered('assignee="ghost"'), offered('candidateUsers="li.na, ghost"')],
        [offered('assignee="li.na"'), offered('assignee="=who"')],
    ),
    "separation-misplaced": Rule(
        [
            task("manualTask", PROPERTY.format("separateFrom", "accept")),
            task(
                "serviceTask",
                '<zeebe:taskDefinition type="certificate.issue" />',
                PROPERTY.format("separateFrom", "accept"),
            ),
        ],
        [separate("accept"), task("manualTask", PROPERTY.format("colour", "blue"))],
    ),
    "separation-unknown": Rule(
        [separate("ghost"), separate("accept, ghost")], [separate("accept"), separate("accept, step")]
    ),
    "on-cancel-misplaced": Rule(
        [
            steps(user(more=PROPERTY.format("onCancel", "certificate.issue"))),
            task("manualTask", PROPERTY.format("onCancel", "")),
        ],
        [closed_by("certificate.issue"), task("manualTask", PROPERTY.format("colour", "blue"))],
    ),
    "on-cancel-unknown": Rule(
        [closed_by("fly.to.the.moon"), closed_by("")],
        [closed_by("certificate.issue"), steps(extended(PROPERTY.format("colour", "blue")), user())],
    ),
    "property-misplaced": Rule(
        [
            task("manualTask", PROPERTY.format("pauses", "企业补正")),
            task("serviceTask", '<zeebe:taskDefinition type="certificate.issue" />', PROPERTY.format(*CONTINUES)),
            diagram(extended(PROPERTY.format("pauses", "企业补正")), user(), chain("step")),
        ],
        [property_of("pauses", "企业补正"), task("manualTask", PROPERTY.format("colour", "blue"))],
    ),
    "property-not-understood": Rule(
        [
            property_of("continuesClock", "yes", DUE),
            property_of("continuesClock", "", DUE),
            property_of("pauses", " "),
            property_of("pauses", "=why"),
            property_of("notInvolved", "false"),
        ],
        [
            property_of("continuesClock", "true", DUE),
            property_of("continuesClock", "false"),
            property_of("pauses", "样品在途"),
            property_of("notInvolved", "true"),
            property_of("colour", ""),
        ],
    ),
    "clock-without-due-date": Rule(
        [property_of(*CONTINUES), property_of(*CONTINUES, '<zeebe:taskSchedule followUpDate="P1D" />')],
        [property_of(*CONTINUES, DUE), property_of("continuesClock", "false"), property_of("pauses", "企业补正")],
    ),
    "form": Rule(
        [{"f.form.json": b"{"}, {"f.form.json": b"[1]"}],
        [{"f.form.json": FORM}, {"f.form.json": b"\xef\xbb\xbf" + FORM}],
    ),
    "decision": Rule(
        [{"s.dmn": DMN.format(cell="&gt; &gt;").encode()}, {"s.dmn": b"<definitions/>"}],
        [{"s.dmn": TABLE}, {"s.dmn": DMN.format(cell="-").encode()}],
    ),
    "key-duplicate": Rule(
        [
            {"a.bpmn": diagram(chain()), "b.bpmn": steps(user())},
            {"a.dmn": TABLE, "b.dmn": TABLE},
            {"a.form.json": FORM, "b.form.json": FORM},
        ],
        [{"a.bpmn": process("a", chain()), "b.bpmn": process("b", chain())}, {"a.dmn": TABLE, "a.form.json": FORM}],
    ),
}
