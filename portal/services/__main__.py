"""``make services``: PostgreSQL and Valkey in the foreground, for a development server or a shell."""

import sys
import time

from portal.services.embedded import EmbeddedServices
from portal.services.errors import ServicesError
from portal.services.places import data_dir
from portal.services.signals import stop_on_request
from portal.services.terminal import complain, keep_log, say


def main() -> int:
    services = EmbeddedServices(data_dir(), say=say)
    try:
        with stop_on_request():
            try:
                services.start()
                keep_log(services.folder / "logs" / "launcher.log")
                say(f"Ready; the addresses are in {services.folder / 'services.json'}. Ctrl-C stops.")
                while True:
                    time.sleep(0.25)
                    services.look()
            finally:
                services.stop()
    except ServicesError as error:
        complain(str(error))
        return 1
    say("Stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
