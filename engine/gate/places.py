"""Where in the order of a diagram something happens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Before a node (its inputs are mapped), at the end of a sub-process (its outputs are), or after a node."""

    when: str  # before, ended, after
    node: str

    @classmethod
    def before(cls, node: str) -> Place:
        return cls("before", node)

    @classmethod
    def ended(cls, node: str) -> Place:
        return cls("ended", node)

    @classmethod
    def after(cls, node: str) -> Place:
        return cls("after", node)
