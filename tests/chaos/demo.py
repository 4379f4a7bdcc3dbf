"""`make demo` with the settings of the chaos."""

import os
import sys

from portal.services.demo import Demo, main


class ChaosDemo(Demo):
    def _tell_children(self) -> None:
        super()._tell_children()
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.chaos.settings"
        os.environ["OTOP_DEMO_PRODUCTS"] = "0"


if __name__ == "__main__":
    sys.exit(main(ChaosDemo))
