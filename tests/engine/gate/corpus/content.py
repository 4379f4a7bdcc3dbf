"""What the elements say: people, forms, topics, tables, expressions, times, extensions."""

from __future__ import annotations

from tests.engine.gate.corpus.parts import (
    CORRELATED,
    PAID,
    TIMER,
    Rule,
    boundary,
    catch,
    cycle,
    definition,
    node,
    process,
    steps,
    user,
)
from tests.engine.gate.world import DMN, FORM, chain, condition, diagram, extended, flow

TABLE = DMN.format(cell="&gt; 5").encode()
CALL = '<zeebe:calledElement processId="{}" />'
PROPERTY = '<zeebe:properties><zeebe:property name="{}" value="{}" /></zeebe:properties>'
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
    "expression-malformed": Rule(
        [asked("=star &gt;"), mapped("output", 'source="=1 +" target="x"')],
        [asked("=star &gt; 2"), mapped("output", 'source="=1 + 1" target="x"')],
    ),
    "expression-missing": Rule(
        [asked("="), script('expression="" resultVariable="x"')],
        [asked("=true"), script('expression="=null" resultVariable="x"')],
    ),
    "expression-not-feel": Rule(
        [asked("star &gt; 2"), script('expression="1 + 1" resultVariable="x"')],
        [asked("=star &gt; 2"), script('expression="=1 + 1" resultVariable="x"')],
    ),
    "expression-not-allowed": Rule(
        [task("callActivity", CALL.format("=which")), service('type="=which"')],
        [task("callActivity", CALL.format("child")), service('type="certificate.issue"')],
    ),
    "expression-language": Rule(
        [languages("http://www.java.com/java"), languages("python")], [languages(FEEL), asked("=star &gt; 2")]
    ),
    "timer-missing": Rule(
        [waits("timeDuration", ""), steps(catch(inside="<bpmn:timerEventDefinition />"))],
        [waits("timeDuration", "P2D"), steps(catch())],
    ),
    "timer-malformed": Rule(
        [
            *(
                waits("timeDuration", text)
                for text in ("two days", "P", "P0D", "-P1D", "P99999Y", "P" + "9" * 5000 + "D")
            ),
            *(
                waits("timeDate", text)
                for text in (
                    "tomorrow",
                    "2026-13-01",
                    "99999-01-01",
                    "0000-01-01",
                    "9999-12-31T23:59:59-08:00",
                    "2026-05-01@../../etc/passwd",
                )
            ),
            *(
                waits("timeCycle", text)
                for text in ("0 9 * * *", "R3/soon", "R0/P1D", "R/PT0S", "R-1/P1D", f"R{'9' * 5000}/P1D")
            ),
        ],
        [
            waits("timeDuration", "PT8H30M"),
            waits("timeDate", "2026-05-01T17:00:00+08:00"),
            waits("timeDate", "2026-05-01T17:00:00@Asia/Shanghai"),
            waits("timeCycle", "R3/P1D"),
        ],
    ),
    "cycle-endless": Rule(
        [cycle("R/P1D"), cycle("=&quot;R/P1D&quot;")], [cycle("R30/P1D"), cycle("=&quot;R30/P1D&quot;")]
    ),
    "cycle-too-many": Rule([cycle("R1001/P1D"), cycle("R999999999/P1D")], [cycle("R1000/P1D"), cycle("R1/P1M")]),
    "cycle-too-frequent": Rule(
        [cycle("R3/PT1S"), cycle("R3/PT0.001S"), cycle("=&quot;R3/PT59S&quot;")],
        [cycle("R3/PT1M"), cycle("=how_often")],
    ),
    "result-stays-inside": Rule(
        [
            calculated('<zeebe:input source="=2" target="r" />'),
            calculated('<zeebe:input source="=2" target="r.part" />'),
        ],
        [
            calculated('<zeebe:input source="=2" target="other" />'),
            calculated('<zeebe:input source="=2" target="r" /><zeebe:output source="=r" target="r" />'),
        ],
    ),
    "variable-unknown": Rule(
        [reading("pionts", "points"), reading("opinionn", "opinion")],
        [reading("points", "points"), asked("=star &gt; 2")],
    ),
    "variable-not-yet": Rule(
        [ordered("maked", "ask", "make"), ordered("mored", "make", "ask", "more")],
        [ordered("maked", "make", "ask"), ordered("maked", "ask", "make", inputs="x, maked")],
    ),
    "variable-not-always": Rule(
        [skipped("maked"), skipped("maked + x")],
        [skipped("maked", inputs="x, maked"), skipped("x")],
    ),
    "value-malformed": Rule(
        [
            schedule('dueDate="soon"'),
            schedule('dueDate="P99999Y"'),
            steps(user(more='<zeebe:priorityDefinition priority="101" />')),
            service('type="certificate.issue" retries="0"'),
        ],
        [
            schedule('dueDate="2026-05-01"'),
            steps(user(more='<zeebe:priorityDefinition priority="100" />')),
            service('type="certificate.issue" retries="1"'),
        ],
    ),
    "variable-name": Rule(
        [script('expression="=1" resultVariable="two words"'), mapped("output", 'source="=1" target="a..b"')],
        [script('expression="=1" resultVariable="结果"'), mapped("output", 'source="=1" target="a.b"')],
    ),
    "element-unsupported": Rule(
        [steps(node("complexGateway")), steps(node("adHocSubProcess")), steps(user(inside="<bpmn:ioSpecification />"))],
        [steps(node("parallelGateway")), steps(user(inside="<bpmn:documentation>看这里</bpmn:documentation>"))],
    ),
    "attribute-unsupported": Rule(
        [steps(user(attributes='camunda:assignee="x"')), steps(user(attributes='isForCompensation="true"'))],
        [steps(user(attributes='modeler:note="x"')), steps(user(attributes='isForCompensation="false"'))],
    ),
    "extension-unknown": Rule(
        [steps(user(more="<camunda:inputOutput />")), steps(user(more='<x:y xmlns:x="urn:x" />'))],
        [
            steps(user(more='<zeebe:formDefinition formId="review_form" />')),
            steps(user(more=PROPERTY.format("colour", "blue"))),
        ],
    ),
    "extension-unsupported": Rule(
        [
            steps(user(more="<zeebe:taskListeners />")),
            task("callActivity", '<zeebe:calledElement processId="child" bindingType="deployment" />'),
        ],
        [
            steps(user()),
            task("callActivity", '<zeebe:calledElement processId="child" propagateAllChildVariables="false" />'),
        ],
    ),
    "extension-misplaced": Rule(
        [
            task("manualTask", '<zeebe:taskDefinition type="certificate.issue" />'),
            steps(
                node(
                    "receiveTask",
                    "step",
                    extended('<zeebe:ioMapping><zeebe:input source="=1" target="x" /></zeebe:ioMapping>'),
                    messageRef="paid",
                ),
                roots=CORRELATED,
            ),
        ],
        [
            service('type="certificate.issue"'),
            steps(
                node(
                    "receiveTask",
                    "step",
                    extended('<zeebe:ioMapping><zeebe:output source="=1" target="x" /></zeebe:ioMapping>'),
                    messageRef="paid",
                ),
                roots=CORRELATED,
            ),
        ],
    ),
    "event-definition-missing": Rule(
        [steps(catch(inside="")), steps(user(), boundary("late", "step", ""), flow("late", "done"))],
        [steps(catch()), steps(node("intermediateThrowEvent"))],
    ),
    "event-definition-misplaced": Rule(
        [
            steps(user(inside=TIMER)),
            steps(node("manualTask", "step", definition("message", messageRef="paid")), roots=PAID),
        ],
        [steps(catch()), steps(catch(inside=definition("message", messageRef="paid")), roots=CORRELATED)],
    ),
    "event-definition-unsupported": Rule(
        [
            steps(node("intermediateThrowEvent", "step", TIMER)),
            steps(node("intermediateThrowEvent", "step", definition("terminate"))),
        ],
        [steps(catch()), steps(node("intermediateThrowEvent"))],
    ),
    "several-event-definitions": Rule(
        [
            steps(catch(inside=TIMER + TIMER)),
            steps(catch(inside=TIMER + definition("message", messageRef="paid")), roots=PAID),
        ],
        [
            steps(catch()),
            steps(user(), boundary("one", "step"), boundary("two", "step"), flow("one", "done"), flow("two", "done")),
        ],
    ),
    "documentation-only": Rule(
        [
            diagram(
                '<bpmn:dataObject id="paper" /><bpmn:dataObjectReference id="paper_1" dataObjectRef="paper" />', chain()
            ),
            diagram('<bpmn:dataStoreReference id="archive" />', chain()),
        ],
        [
            diagram(chain()),
            diagram('<bpmn:textAnnotation id="note"><bpmn:text>看这里</bpmn:text></bpmn:textAnnotation>', chain()),
        ],
    ),
}
