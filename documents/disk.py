"""The folder of stored files: a file lies there whole under its name, or not at all.

A process may be killed and the power may fail at any moment, so nothing is ever written under the name that
people's files are read from: it is written aside, brought to the disk, and then takes its name in one step.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from io import BufferedReader
from pathlib import Path

from django.core.files.storage import default_storage

#: Of files that are being written, or whose writer was killed. No stored file is called so.
PART_SUFFIX = ".part"


def path_of(name: str) -> Path:
    return Path(default_storage.path(name))


def write(name: str, content: bytes) -> None:
    """Write the file, in the place of whatever lies there."""
    path = path_of(name)
    _make_folder(path.parent)
    handle, draft = tempfile.mkstemp(suffix=PART_SUFFIX, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if (mode := getattr(default_storage, "file_permissions_mode", None)) is not None:
            os.chmod(draft, mode)
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def size_of(name: str) -> int | None:
    """None: there is no such file."""
    try:
        return path_of(name).stat().st_size
    except FileNotFoundError:
        return None


def digest_of(name: str) -> str:
    with open_file(name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def holds(name: str, *, size: int, sha256: str) -> bool:
    """Whether the file lies there whole. Its name alone proves nothing."""
    return size_of(name) == size and digest_of(name) == sha256


def open_file(name: str) -> BufferedReader:
    return path_of(name).open("rb")


def _make_folder(folder: Path) -> None:
    """With the entries of new folders on the disk as well."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    mode = getattr(default_storage, "directory_permissions_mode", None)
    folder.mkdir(mode=0o777 if mode is None else mode, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
