"""``make chaos``: kills parts of a running platform at random, and says whether anything was lost."""

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path

from portal.services.terminal import complain, say
from tests.chaos.running import Chaos
from tests.chaos.victims import KINDS


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=8 * len(KINDS))
    parser.add_argument("--seconds", type=float, default=480, help="no kill is begun after so many")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--keep", action="store_true", help="keep the data and the logs")
    chosen = parser.parse_args()
    above = Path(tempfile.mkdtemp(prefix="otop-chaos-"))
    above.chmod(0o755)
    chaos = Chaos(above / "data", port=chosen.port, seed=chosen.seed, say=say)
    report = chaos.run(kills=chosen.kills, seconds=chosen.seconds)
    for fault in report.faults:
        complain(fault)
    say(str(report))
    if chosen.keep or report.faults:
        say(f"Data and logs are in {above}")
    else:
        shutil.rmtree(above)
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
