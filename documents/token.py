"""The token in a product's QR code: ``{kid}{code}{signature}``.

A signature proves that we issued the code, not that the package which carries it is genuine.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping

#: Without 0/O, 1/I/L: people read them to each other.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 12
#: 80 bits: 16 characters of base32.
_SIGNATURE_BYTES = 10
_SIGNATURE_LENGTH = 16
_KID = re.compile(r"[0-9A-Za-z]", re.ASCII)
_CODE = re.compile(f"[{ALPHABET}]{{{CODE_LENGTH}}}")


def new_code(length: int = CODE_LENGTH) -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(length))


def sign(code: str, keys: Mapping[str, str]) -> str:
    """The token of a code, signed with the last of the keys (key id, one character → secret)."""
    if _CODE.fullmatch(code) is None:
        raise ValueError("not a code")
    kid = list(keys)[-1]
    if _KID.fullmatch(kid) is None or not keys[kid]:
        raise ValueError("a key id is one letter or digit, and its secret is not empty")
    return f"{kid}{code}{_signature(kid, code, keys[kid])}"


def verify(token: str, keys: Mapping[str, str]) -> str | None:
    """The code, if one of the keys signed it; else None. The time taken does not tell why."""
    if len(token) != 1 + CODE_LENGTH + _SIGNATURE_LENGTH or not token.isascii():
        return None
    kid, code, given = token[0], token[1 : 1 + CODE_LENGTH], token[1 + CODE_LENGTH :]
    secret = keys.get(kid) or secrets.token_hex(32)
    genuine = hmac.compare_digest(_signature(kid, code, secret), given)
    return code if genuine and kid in keys and _CODE.fullmatch(code) else None


def _signature(kid: str, code: str, secret: str) -> str:
    digest = hmac.digest(secret.encode(), f"otop-qr:{kid}:{code}".encode(), hashlib.sha256)
    return base64.b32encode(digest[:_SIGNATURE_BYTES]).decode()
