"""`make services`: started, stopped, killed, started again."""

import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import redis

from portal.services.places import PROJECT
from tests.services.launching import Launcher, clean_environment

pytestmark = pytest.mark.slow

NOTE = "CREATE TABLE note (text text); INSERT INTO note VALUES ('kept')"


def remember(launcher: Launcher) -> None:
    with psycopg.connect(launcher.addresses["database_url"]) as connection:
        connection.execute(NOTE)
    with redis.Redis.from_url(launcher.addresses["broker_url"]) as client:
        client.rpush("queue", "kept")


def remembered(launcher: Launcher) -> tuple[object, object]:
    with psycopg.connect(launcher.addresses["database_url"]) as connection:
        row = connection.execute("SELECT text FROM note").fetchone()
    with redis.Redis.from_url(launcher.addresses["broker_url"]) as client:
        return row, client.lrange("queue", 0, -1)


@pytest.mark.parametrize("with_signal", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_leaves_nothing_running_and_the_next_start_keeps_the_data(folder: Path, with_signal: int):
    with Launcher(folder) as launcher:
        remember(launcher)
        addresses = launcher.addresses
        assert len(launcher.servers()) > 2
        assert launcher.ask_to_stop(with_signal) == 0
    assert launcher.servers() == []
    assert not (folder / "services.json").exists()
    assert "database system is shut down" in (folder / "logs" / "postgres.log").read_text()

    with Launcher(folder) as again:
        assert remembered(again) == (("kept",), [b"kept"])
        assert again.addresses == addresses  # the ports are remembered


def test_a_killed_launcher_takes_its_servers_along_and_the_next_start_recovers(folder: Path):
    with Launcher(folder) as launcher:
        remember(launcher)
        launcher.kill()
    with Launcher(folder) as again:  # at once, while the old servers may still be ending
        assert remembered(again) == (("kept",), [b"kept"])
    again.wait_until_gone()


def test_a_killed_server_is_started_again_with_its_data(folder: Path):
    with Launcher(folder) as launcher:
        remember(launcher)
        for server in ("PostgreSQL", "Valkey"):
            launcher.kill_server(server)
        launcher.wait_until_said("PostgreSQL is well again", "Valkey is well again")
        assert remembered(launcher) == (("kept",), [b"kept"])
        assert "PostgreSQL ended unexpectedly (killed by SIGKILL)" in launcher.output
        assert "PostgreSQL ended unexpectedly" in (folder / "logs" / "launcher.log").read_text()


def test_a_server_that_is_killed_again_and_again_is_never_given_up(folder: Path):
    """Also while it recovers and its dead predecessor's sessions still hold the shared memory."""
    with Launcher(folder) as launcher:
        remember(launcher)
        with closing(psycopg.connect(launcher.addresses["database_url"])) as session:
            session.execute("SELECT 1")
            for _ in range(5):
                launcher.kill_server("PostgreSQL")
                launcher.wait_until_said("PostgreSQL ended unexpectedly")
        launcher.wait_until_said("PostgreSQL is well again")
        assert remembered(launcher) == (("kept",), [b"kept"])
        assert "Valkey" not in launcher.output.partition("Ready")[2], "what is well is left alone"


@pytest.mark.parametrize("after", [0, 0.3, 0.8, 1.5, 3.0])
def test_a_stop_at_any_moment_of_the_start_leaves_nothing_running(folder: Path, after: float):
    launcher = Launcher(folder).launch()
    launcher.wait_until_said("Starting PostgreSQL")
    time.sleep(after)
    assert launcher.ask_to_stop() == 0
    assert launcher.servers() == []


def test_a_taken_port_is_replaced_by_a_free_one(folder: Path):
    with Launcher(folder) as launcher:
        remember(launcher)
        taken = psycopg.conninfo.conninfo_to_dict(launcher.addresses["database_url"])["port"]
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", int(taken)))
        other.listen()
        with Launcher(folder) as again:
            assert f":{taken}/" not in again.addresses["database_url"]
            assert remembered(again) == (("kept",), [b"kept"])


def test_two_folders_run_side_by_side_but_one_folder_only_once(folder: Path):
    with Launcher(folder) as launcher, Launcher(folder.with_name("other")) as other:
        assert launcher.addresses["database_url"] != other.addresses["database_url"]
        assert "run already, in another terminal" in Launcher(folder).refusal()


def test_a_given_address_replaces_that_service(folder: Path):
    url = "postgresql://somebody:secret@db.example/otop"
    with Launcher(folder, DATABASE_URL=url) as launcher:
        assert launcher.addresses["database_url"] == url
        assert "PostgreSQL" not in launcher.output
        assert not (folder / "postgres").exists()
        with redis.Redis.from_url(launcher.addresses["broker_url"]) as client:
            assert client.ping()


def test_nobody_else_can_read_the_secrets_or_come_in_without_a_password(folder: Path):
    with Launcher(folder) as launcher:
        for name in ("secrets.json", "services.json", "ports.json", "valkey/valkey.conf"):
            assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
        for name in ("postgres", "valkey", "files", "logs"):
            assert stat.S_IMODE((folder / name).stat().st_mode) == 0o700
        database = psycopg.conninfo.conninfo_to_dict(launcher.addresses["database_url"]) | {"password": "guess"}
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(**database)
        broker = redis.connection.parse_url(launcher.addresses["broker_url"])
        with redis.Redis(port=broker["port"]) as client, pytest.raises(redis.AuthenticationError):
            client.ping()
        for pid in launcher.servers():
            assert broker["password"] not in Path(f"/proc/{pid}/cmdline").read_text()


def test_a_database_of_other_secrets_is_refused_with_a_sentence(folder: Path):
    with Launcher(folder):
        pass
    (folder / "secrets.json").unlink()
    assert "has another password than" in Launcher(folder).refusal()


def test_a_command_in_another_terminal_finds_the_services_and_says_so_when_there_are_none(folder: Path):
    ask = [sys.executable, "manage.py", "shell", "--no-imports", "-c"]
    query = "from django.db import connection; connection.ensure_connection(); print('connected')"

    def in_another_terminal() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*ask, query],
            cwd=PROJECT,
            env=clean_environment(DATA_DIR=str(folder)),
            capture_output=True,
            text=True,
            check=False,
        )

    with Launcher(folder) as launcher:
        assert in_another_terminal().stdout.strip() == "connected"
        launcher.kill()
    assert "Run `make services` (or `make demo`) in another terminal" in in_another_terminal().stderr
