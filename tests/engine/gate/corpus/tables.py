"""Decision tables that may be deployed, but hardly mean what they say."""

# ruff: noqa: E501  (an element reads better on one line)

from __future__ import annotations

from tests.engine.gate.corpus.parts import Rule

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">'


def table(
    *cells: str, policy: str = "UNIQUE", type_: str = "number", values: str = "", more: str = "", data: str = ""
) -> dict[str, bytes]:
    """Decision `Star` with a rule for each cell on `points`; `values` are the input's allowed ones."""
    allowed = f'<inputValues id="iv"><text>{values}</text></inputValues>' if values else ""
    rules = "".join(
        f'<rule id="r{n}"><inputEntry id="e{n}"><text>{cell}</text></inputEntry><outputEntry id="o{n}"><text>{n}</text></outputEntry></rule>'
        for n, cell in enumerate(cells)
    )
    return {
        "s.dmn": (
            f'{HEAD}{more}<decision id="star" name="Star">{data}<decisionTable id="t" hitPolicy="{policy}">'
            f'<input id="i" label="points"><inputExpression id="ie" typeRef="{type_}"><text>points</text></inputExpression>{allowed}</input>'
            f'<output id="o" name="star" typeRef="number" />{rules}</decisionTable></decision></definitions>'
        ).encode()
    }


def drawn(name: str) -> dict[str, bytes]:
    """A table whose decision is connected with the input data of that name."""
    return table(
        "-",
        more=f'<inputData id="given" name="{name}"><variable id="v" name="{name}" /></inputData>',
        data='<informationRequirement id="q"><requiredInput href="#given" /></informationRequirement>',
    )


WHOLE = table("&lt; 5", "&gt;= 5")

RULES = {
    "decision-empty": Rule([table(), table(policy="FIRST")], [WHOLE, table("-")]),
    "decision-value-unlisted": Rule(
        [table('"silver"', "-", policy="FIRST", type_="string", values='"gold"'), table('"Gold"', "-", policy="FIRST", type_="string", values='"gold", "silver"')],
        [table('"gold"', "-", policy="FIRST", type_="string", values='"gold"'), table('"silver"', "-", policy="FIRST", type_="string", values='"gold", "silver"')],
    ),
    "decision-overlap": Rule([table("&lt; 5", "&lt;= 5"), table("-", "&gt; 5")], [WHOLE, table("&lt; 5", "&lt;= 5", policy="FIRST")]),
    "decision-gap": Rule([table("&lt; 5", "&gt; 5"), table("5")], [WHOLE, table("-")]),
    "decision-input-undrawn": Rule([drawn("point"), drawn("score")], [drawn("points"), WHOLE]),
}  # fmt: skip
