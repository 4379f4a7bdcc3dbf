"""The account the servers run under, and a folder that it can reach.

PostgreSQL refuses to run as root. As root the servers run under ``nobody``, so nothing is added to the
system; as anybody else they run under that user.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from portal.services.errors import ServicesError


class Identity(TypedDict, total=False):
    """The arguments of ``subprocess.Popen`` that change the user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    @classmethod
    def current(cls) -> "Account":
        """Ourselves, or ``nobody`` when we are root."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        try:
            nobody = pwd.getpwnam("nobody")
        except KeyError as error:
            raise ServicesError(
                "PostgreSQL does not run as root and this machine has no user 'nobody'. Start as an ordinary user."
            ) from error
        return cls(nobody.pw_uid, nobody.pw_gid)

    @property
    def identity(self) -> Identity:
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may_enter(self, folder: Path) -> bool:
        return self._may('cd "$0"', folder)

    def may_run(self, program: Path) -> bool:
        return self._may('test -x "$0" && test -r "$0"', program)

    def _may(self, test: str, path: Path) -> bool:
        # Asked of the system, not computed from mode bits: access lists and mounts count too.
        asked = subprocess.run(
            ["/bin/sh", "-c", test, str(path)],
            cwd="/",
            stderr=subprocess.DEVNULL,
            check=False,
            **self.identity,
        )
        return asked.returncode == 0

    def own(self, folder: Path) -> None:
        """Make a private folder for the servers."""
        folder.mkdir(mode=0o700, exist_ok=True)
        owner = folder.stat().st_uid
        if owner == self.uid:
            return
        if any(folder.iterdir()):
            raise ServicesError(
                f"{folder} was made by user {owner}, the servers would now run as user {self.uid}. "
                "Start as the same user as before, or set DATA_DIR to another folder."
            )
        os.chown(folder, self.uid, self.gid)

    def write(self, path: Path, text: str) -> None:
        """Write a file that only the servers may read."""
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            os.fchown(descriptor, self.uid, self.gid)
            file.write(text)


def prepare_data_dir(folder: Path) -> None:
    """Create ``DATA_DIR``. As root, let others pass through it (not list it), to the servers' folders."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "files").mkdir(mode=0o700, exist_ok=True)
        (folder / "logs").mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            folder.chmod(folder.stat().st_mode | 0o011)
    except PermissionError as error:
        raise ServicesError(_not_yours(folder)) from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise ServicesError(_not_yours(folder))


def _not_yours(folder: Path) -> str:
    return f"{folder} belongs to another user. Start as the user who made it, or set DATA_DIR to a folder of your own."


def servers_home(folder: Path, account: Account) -> Path:
    """Where the servers keep their data: in ``DATA_DIR``, or beside it where they cannot reach that."""
    if account.may_enter(folder):
        return folder
    home = Path("/var/lib") / f"otop-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    home.mkdir(exist_ok=True)
    home.chmod(0o711)
    return home


def runnable_copy(package: Path, *, parts: list[str], program: str, home: Path, account: Account) -> Path:
    """The path of ``program`` below the folder ``package``, which the account may run.

    Where the account cannot read our environment, ``parts`` of it are copied to a folder that it can,
    keeping their places relative to each other (PostgreSQL finds its libraries that way).
    """
    if account.may_run(package / program):
        return package / program
    copy = home / "programs"
    copy.mkdir(mode=0o755, exist_ok=True)
    for part in parts:
        source, target = package / part, copy / part
        target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        if source.is_dir():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, target, symlinks=True)
        else:
            target.unlink(missing_ok=True)
            shutil.copy2(source, target)
    _open_to_read(copy)
    return copy / program


def _open_to_read(folder: Path) -> None:
    """Undo a strict umask on the copied programs; there is nothing secret in them."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
