"""Where the data lies, and the small private files in it. Imported by the settings: needs no Django."""

import fcntl
import json
import os
import secrets
from pathlib import Path
from typing import Any

from portal.services.errors import ServicesError

LOCK_FILE = "launcher.lock"
SERVICES_FILE = "services.json"
PROJECT = Path(__file__).resolve().parents[2]


def data_dir() -> Path:
    """The folder of the services' data, uploads and generated files (``DATA_DIR``)."""
    return Path(os.environ.get("DATA_DIR") or PROJECT / "var").expanduser().resolve()


def read_private(name: str, *, folder: Path | None = None) -> dict[str, Any]:
    """The contents of ``DATA_DIR/name``; empty when there is no such file."""
    path = (folder or data_dir()) / name
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except PermissionError as error:
        raise ServicesError(
            f"{path} belongs to another user. Start as the user who made it, or set DATA_DIR to a folder of your own."
        ) from error
    except ValueError as error:
        raise ServicesError(f"{path} is damaged. Restore it from a backup.") from error


def write_private(name: str, contents: dict[str, Any], *, folder: Path | None = None) -> None:
    """Replace ``DATA_DIR/name`` in one move; only the owner may read it."""
    path = (folder or data_dir()) / name
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(contents, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def kept_services() -> dict[str, Any]:
    """The addresses that the running launcher wrote down; empty when none runs."""
    folder = data_dir()
    addresses = read_private(SERVICES_FILE, folder=folder)
    if not addresses:
        return {}
    with open(folder / LOCK_FILE, "rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return addresses
    return {}  # left behind by a launcher that was killed


def kept_secrets(folder: Path) -> dict[str, Any]:
    """Passwords and keys of this installation, made at its first start."""
    kept = read_private("secrets.json", folder=folder)
    made = {
        "postgres_password": secrets.token_urlsafe(32),
        "valkey_password": secrets.token_urlsafe(32),
        "secret_key": secrets.token_urlsafe(50),
        "qr_keys": {"1": secrets.token_urlsafe(32)},
    }
    if made.keys() - kept.keys():
        kept = made | kept
        write_private("secrets.json", kept, folder=folder)
    return kept
