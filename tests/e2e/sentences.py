"""What people may type, and what may be said to them."""

from __future__ import annotations

import re

SCRIPT = "<script>alert('坏')</script>茶"

CHINESE = re.compile(r"[一-鿿]{4}")
TECHNICAL = re.compile(r"Traceback|Exception|Error\b|DoesNotExist|None\b|KeyError|\{\{|undefined")


def is_sentence(text: str) -> bool:
    """Chinese, and nothing that only a programmer understands."""
    return bool(CHINESE.search(text)) and not TECHNICAL.search(text)
