"""What is wrong with a text."""

from __future__ import annotations


class SyntaxMistake(Exception):
    """`kind` is syntax, incomplete or deep; `place` counts characters from 0; `text` is what stands there."""

    def __init__(self, kind: str, place: int, text: str) -> None:
        super().__init__()
        self.kind = kind
        self.place = place
        self.text = text
