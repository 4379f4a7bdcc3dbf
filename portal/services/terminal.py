"""What the launcher says, in a terminal or into a file."""

import sys
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path

_logs: list[Path] = []
BAR = 24  # cells


def keep_log(path: Path) -> None:
    """From now on what is said is also written to this file, with the time."""
    _logs.append(path)


def say(sentence: str) -> None:
    _log(sentence)
    try:
        print(sentence, flush=True)
    except OSError:
        # The terminal is gone; the work goes on, or ends in order.
        pass


def progress(done: int, total: int, what: str) -> None:
    """How far it is: in a terminal a bar that grows in its line, elsewhere a line each time."""
    bar = f"  [{'█' * (BAR * done // total):░<{BAR}}] {done}/{total} {what}"
    try:
        if not sys.stdout.isatty():
            print(bar, flush=True)
        else:
            print(f"\r{bar}\x1b[K", end="\n" if done == total else "", flush=True)
    except OSError:
        pass


def complain(sentence: str) -> None:
    _log(sentence)
    try:
        print(sentence, file=sys.stderr, flush=True)
    except OSError:
        pass


def _log(sentence: str) -> None:
    for path in _logs:
        try:
            with path.open("a", encoding="utf-8") as log:
                log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {sentence.strip()}\n")
        except OSError:
            pass  # a full disk stops nobody


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns aligned for a terminal, where a Chinese character is two cells wide."""
    widths = [max(map(_cells, column)) for column in zip(head, *rows, strict=True)]
    lines = [head, ["─" * width for width in widths], *rows]
    return "\n".join("  " + "  ".join(map(_padded, line, widths)).rstrip() for line in lines)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _cells(text))


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
