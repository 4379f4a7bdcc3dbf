"""Good and bad diagrams for each rule of the gate, by rule."""

from __future__ import annotations

from tests.engine.gate.corpus import arriving, content, expressions, links, structure, tables, ways
from tests.engine.gate.corpus.parts import Rule

TABLES = (arriving.RULES, structure.RULES, content.RULES, expressions.RULES, ways.RULES, links.RULES, tables.RULES)
RULES: dict[str, Rule] = {rule: both for table in TABLES for rule, both in table.items()}
