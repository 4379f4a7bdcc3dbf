"""What a server that was killed leaves in its data folder: processes, a pid file, a port."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from portal.services.child import working_in
from portal.services.ports import is_free


@dataclass(frozen=True)
class Leftovers:
    folder: Path  # no link in it: as the kernel tells it
    program: str
    pid_file: Path

    def stop(self, stop_signal: int, *, patience: float = 20) -> None:
        """Let a server end in order that an earlier launcher left behind, then end it by force."""
        deadline = time.monotonic() + patience
        server = self._server()
        if server in self._processes():
            os.kill(server, stop_signal)
        while server in self._processes() and time.monotonic() < deadline:
            time.sleep(0.05)
        while self.clear():
            time.sleep(0.05)

    def clear(self) -> bool:
        """After the server's death: end what it started. Whether any of it is still there."""
        left = self._processes()
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        if not left:
            self.pid_file.unlink(missing_ok=True)
        return bool(left)

    def in_the_way(self, port: int) -> str:
        """What keeps the server from starting again; empty when nothing does."""
        if self.clear():
            return "what it had started is still ending"
        return "" if is_free(port) else f"port {port} is taken by another program"

    def _processes(self) -> list[int]:
        return working_in(self.folder, program=self.program)

    def _server(self) -> int:
        try:
            return int(self.pid_file.read_text(encoding="ascii").split()[0])
        except (FileNotFoundError, ValueError, IndexError):
            return 0
