"""Which outgoing flows a token takes: the conditions of gateways, activities and events.

BPMN 2.0, 13.2.1 and 13.4.2: flows without a condition are always taken, of the others those whose condition
holds, and the default flow when none of them does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import NoPath
from engine.spiff.expressions import truth

Json = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """Ids of the flows taken, and why: {taken, conditions: [{flow, name, condition, holds}], default, default_name}."""

    taken: list[str]
    explanation: Json


def choose(config: Json, variables: Mapping[str, Any], *, only_one: bool) -> Choice | None:
    """Decide by `config["flows"]` = [{id, name, target, condition}] in the order of the file and
    `config["default"]`; None where there is no condition. Raises NoPath when nothing can be taken.

    `only_one`: the first condition that holds decides, the rest is not evaluated.
    """
    flows, default = config.get("flows", []), config.get("default")
    conditional = [flow for flow in flows if flow["condition"] is not None and flow["id"] != default]
    if not conditional:
        return None
    reasons: list[Json] = []
    taken = [flow["id"] for flow in flows if flow["condition"] is None and flow["id"] != default]
    for flow in conditional:
        holds = truth(flow["condition"], variables)
        reasons.append({"flow": flow["id"], "name": flow["name"], "condition": flow["condition"], "holds": holds})
        if holds:
            taken.append(flow["id"])
            if only_one:
                break
    falls_back = default is not None and not any(reason["holds"] for reason in reasons)
    if falls_back:
        taken.append(default)
    if not taken:
        raise NoPath
    explanation: Json = {"taken": taken, "conditions": reasons, "default": default if falls_back else None}
    if falls_back:
        explanation["default_name"] = next((flow["name"] for flow in flows if flow["id"] == default), "")
    return Choice(taken, explanation)
