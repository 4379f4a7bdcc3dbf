"""``make demo``, once the platform answers: more products for the demo, one after the other, at the lowest priority."""

import os
import sys
import traceback
from functools import partial

import django
from django.core.management import call_command

from engine.outages import is_outage
from portal.services.prepare import OUTAGE
from portal.services.terminal import say

PRODUCTS = "OTOP_DEMO_PRODUCTS"


def main() -> int:
    os.nice(19)
    try:
        django.setup()
        missing: list[int] = []
        asked = os.environ.get(PRODUCTS)
        count = {"count": int(asked)} if asked else {}
        call_command("load_demo_background", began=partial(_began, missing), stdout=sys.stderr, **count)
        if missing:
            say("All products of the demo are loaded.")
    except Exception as error:
        traceback.print_exc()
        return OUTAGE if is_outage(error) else 1
    return 0


def _began(missing: list[int], number: int) -> None:
    missing.append(number)
    say(f"Loading {number} more products for the demo in the background; it takes some minutes.")


if __name__ == "__main__":
    sys.exit(main())
