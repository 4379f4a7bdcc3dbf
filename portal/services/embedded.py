"""Both services together: one launcher per data folder, addresses written down for other terminals."""

import fcntl
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self

from portal.services.account import Account, prepare_data_dir, servers_home
from portal.services.errors import ServicesError
from portal.services.keeping import Kept
from portal.services.places import LOCK_FILE, SERVICES_FILE, kept_secrets, write_private
from portal.services.postgres import PostgresServer
from portal.services.valkey import ValkeyServer

# A server that ended so often before it ever answered will not start at all.
MOST_STARTS = 6
PATIENCE = 15  # seconds between two sentences about a server that takes long, as after a crash


@dataclass
class EmbeddedServices:
    """PostgreSQL and Valkey under ``folder``; ``DATABASE_URL`` and ``CELERY_BROKER_URL`` replace either."""

    folder: Path
    say: Callable[[str], None] = lambda sentence: None
    database_url: str = field(default_factory=lambda: os.environ.get("DATABASE_URL", ""))
    broker_url: str = field(default_factory=lambda: os.environ.get("CELERY_BROKER_URL", ""))
    postgres_options: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder = self.folder.resolve()
        self.kept: list[tuple[PostgresServer | ValkeyServer, Kept]] = []
        self._lock: IO[str] | None = None

    def start(self) -> Self:
        prepare_data_dir(self.folder)
        self._take_lock()
        try:
            self._start_servers()
            write_private(
                SERVICES_FILE,
                {"database_url": self.database_url, "broker_url": self.broker_url},
                folder=self.folder,
            )
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop the servers in the reverse order, forget their addresses, let the folder go."""
        while self.kept:
            server, kept = self.kept[-1]
            self.say(f"Stopping {kept.name}")
            kept.child.stop()
            while server.leftovers.clear():
                time.sleep(0.02)
            self.kept.pop()
        if self._lock is not None:
            (self.folder / SERVICES_FILE).unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def look(self) -> None:
        """One turn of the loop that keeps the servers running, on their old ports."""
        for _, kept in self.kept:
            kept.look()

    @property
    def are_well(self) -> bool:
        return all(kept.is_well for _, kept in self.kept)

    @property
    def deaths(self) -> int:
        return sum(kept.deaths for _, kept in self.kept)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start_servers(self) -> None:
        secrets = kept_secrets(self.folder)
        if self.database_url and self.broker_url:
            return
        account = Account.current()
        home = servers_home(self.folder, account)
        if home != self.folder:
            self.say(f"The servers do not run as root, and others cannot reach {self.folder}: their data is in {home}")
        if not self.database_url:
            postgres = PostgresServer(
                home=home,
                folder=self.folder,
                account=account,
                password=secrets["postgres_password"],
                options=self.postgres_options,
            )
            self._launch(postgres)
            self.database_url = postgres.url
        if not self.broker_url:
            valkey = ValkeyServer(home=home, folder=self.folder, account=account, password=secrets["valkey_password"])
            self._launch(valkey)
            self.broker_url = valkey.url

    def _launch(self, server: PostgresServer | ValkeyServer) -> None:
        child = server.prepare()
        self.say(f"Starting {child.name} on 127.0.0.1:{server.port}")
        kept = Kept(
            child,
            answers=server.answers,
            in_the_way=lambda: server.leftovers.in_the_way(server.port),
            say=self.say,
        )
        self.kept.append((server, kept))
        kept.start()
        told = time.monotonic()
        while not kept.is_well:
            if kept.deaths >= MOST_STARTS:
                raise ServicesError(f"{child.name} does not start. See {child.log}:\n{child.last_words()}")
            if time.monotonic() - told > PATIENCE:
                told = time.monotonic()
                self.say(f"{child.name} does not answer yet. See {child.log}:\n{child.last_words(2)}")
            time.sleep(0.05)
            self.look()

    def _take_lock(self) -> None:
        # Freed by the kernel however the launcher ends, so it never goes stale.
        lock = open(os.open(self.folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600), "r+")  # noqa: SIM115
        deadline = time.monotonic() + 1  # somebody may just be asking whether we run
        while not _locked(lock):
            if time.monotonic() > deadline:
                lock.close()
                raise ServicesError(
                    f"The services of {self.folder} run already, in another terminal. "
                    "Stop them there with Ctrl-C, or set DATA_DIR (and PORT) to run a second copy."
                )
            time.sleep(0.1)
        self._lock = lock


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
