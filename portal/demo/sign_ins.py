"""`DATA_DIR/signins.json`: one entry for each account of the demo; only its owner may read the file."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from django.conf import settings

from portal.accounts import roles
from portal.demo.people import CAST
from portal.services.places import write_private

FILE = "signins.json"
# Without characters that look alike: people type these.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Passwords:
    """`by_username`, of which those of `new` were made just now."""

    by_username: dict[str, str]
    new: frozenset[str]


def passwords() -> Passwords:
    """Those of the file, and new ones for whoever is not in it; the file holds all of them afterwards."""
    kept = {entry["username"]: entry["password"] for entry in _read()}
    new = frozenset(person.username for person in CAST if person.username not in kept)
    found = {person.username: kept.get(person.username) or new_password() for person in CAST}
    if new:
        _write(found)
    return Passwords(found, new)


def _write(found: dict[str, str]) -> None:
    entries = [
        {
            "role": person.role,
            "username": person.username,
            "password": found[person.username],
            "name": f"{roles.name_of(person.role)} {person.display_name}",
        }
        for person in CAST
    ]
    write_private(FILE, cast(Any, entries), folder=_folder())


def new_password() -> str:
    """Three groups of four: `h7kp-m3xd-w9rt`, about 59 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


def _folder() -> Path:
    return Path(settings.DATA_DIR)


def _read() -> list[dict[str, str]]:
    try:
        return list(json.loads((_folder() / FILE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return []
