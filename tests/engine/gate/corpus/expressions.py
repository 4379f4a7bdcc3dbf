"""What the elements say: expressions, times, variables, extensions."""

from __future__ import annotations

from tests.engine.gate.corpus.content import (
    CALL,
    FEEL,
    PROPERTY,
    asked,
    calculated,
    languages,
    mapped,
    ordered,
    reading,
    schedule,
    script,
    service,
    skipped,
    task,
    waits,
)
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
    steps,
    user,
)
from tests.engine.gate.world import chain, diagram, extended, flow

RULES = {
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
