"""Values as people type and paste them: the same number, code or name however it came in.

Windows puts directions around a number, WeChat zero-width spaces; keyboards give full-width digits, other
alphabets digits of their own. Every check reads what these functions answer, and that is what is stored.
"""

from __future__ import annotations

import re
import unicodedata

_FULL_WIDTH_PUNCTUATION = re.compile(r"[^！-／：-＠［-｀｛-･]+")
_MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9][0-9]{9})")
#: Letters and marks that show nothing: fillers of Hangul and Khmer, a joiner of graphemes, empty Braille.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_BLANKS = re.compile(f"[{''.join(_BLANK)}]")
#: Format characters that change how letters of some alphabets are written.
_JOINERS = re.compile("[\u180e\u200c\u200d]+")
_JOINED_SCRIPTS = ("MONGOLIAN", "ARABIC")


def code(text: str) -> str:
    """A code of letters and digits (USCC, code of a text message): no blanks, no dashes, capitals."""
    kept = "".join(char for char in plain(text) if not _is_dash(char) and not char.isspace())
    return _composed(kept.upper())


def phone(text: str) -> str:
    """A mobile as eleven digits, without +86; any other number without blanks, its dashes as `-`."""
    kept = reference(text)
    mobile = _MOBILE.fullmatch(re.sub(r"[-().]", "", kept))
    return mobile[1] if mobile else kept


def reference(text: str) -> str:
    """Somebody else's number, as on a parcel: no blanks, its dashes as `-`, letters as they are."""
    return _composed("".join("-" if _is_dash(char) else char for char in plain(text) if not char.isspace()))


def is_mobile(text: str) -> bool:
    return re.fullmatch(r"1[3-9][0-9]{9}", text) is not None


def username(text: str) -> str:
    """As it is stored and looked up: compatibility forms unified, nothing invisible, no blanks around it."""
    return plain(text).strip()


def name(text: str) -> str:
    """Of a person or an enterprise: nothing invisible, single blanks; punctuation stays as wide as it was."""
    unified = _FULL_WIDTH_PUNCTUATION.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)
    return _composed(" ".join(visible(unified).split()))


def plain(text: str) -> str:
    """Compatibility forms unified (NFKC), every digit 0 to 9, nothing invisible."""
    seen = visible(unicodedata.normalize("NFKC", text))
    return _composed("".join(str(unicodedata.decimal(char, char)) for char in seen))


def visible(text: str) -> str:
    """Without characters that show nothing and mean nothing; blanks and lines stay."""
    if text.replace("\n", "").isprintable() and _BLANKS.search(text) is None:
        return text
    kept = "".join(" " if char in "\v\f\x85" else char for char in text if not _is_invisible(char))
    return _JOINERS.sub(lambda run: run[0][0] if _joins(kept, run) else "", kept)


def is_blank(text: str) -> bool:
    """Nothing that can be seen: no letter, digit, sign or symbol."""
    return not any(unicodedata.category(char)[0] in "LNPS" for char in visible(text))


def _composed(text: str) -> str:
    """What stood apart may have come together."""
    return unicodedata.normalize("NFC", text)


def _is_invisible(char: str) -> bool:
    if char in "\n\t\v\f\x85" or _JOINERS.match(char):
        return False
    return char in _BLANK or unicodedata.category(char) in ("Cc", "Cf", "Cs")


def _joins(text: str, run: re.Match[str]) -> bool:
    """Between letters of an alphabet that needs it, or inside a picture character."""
    before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
    if not before or not after or after.isspace():
        return False
    if unicodedata.category(after) == "So":
        return unicodedata.category(before) in ("So", "Sk", "Mn")
    return unicodedata.name(before, "").startswith(_JOINED_SCRIPTS)


def _is_dash(char: str) -> bool:
    return unicodedata.category(char) == "Pd" or char == "\u2212"
