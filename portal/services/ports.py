import socket
from pathlib import Path

from portal.services.places import read_private, write_private


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # Connections that are still closing do not count; somebody who listens does.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def remembered_port(service: str, *, folder: Path) -> int:
    """The port that this service had last time, or another free one when it is taken."""
    ports = read_private("ports.json", folder=folder)
    port = ports.get(service)
    if isinstance(port, int) and is_free(port):
        return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    write_private("ports.json", ports | {service: port}, folder=folder)
    return int(port)
