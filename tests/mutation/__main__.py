"""`make mutate`: plants faults and says which ones no test noticed.

MUTATE_SEED chooses the sample, MUTATE_MINUTES bounds the time, MUTATE_AREAS names the areas (comma-separated),
MUTATE_EACH how many faults an area gets at most. Known survivors stand in docs/testing.md with their reason.
"""

from __future__ import annotations

import difflib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import Final

import psycopg

from portal.services.embedded import EmbeddedServices
from portal.services.places import PROJECT
from portal.services.terminal import say
from tests.mutation.area import BOUNDS, Area
from tests.mutation.areas import AREAS
from tests.mutation.mutants import Mutant, mutants, sample

WORKERS: Final = 2
#: How much longer than without a fault the tests may take; a fault that makes them hang is noticed by that.
PATIENCE: Final = 5
_PYTEST: Final = (
    *(sys.executable, "-m", "pytest", "-x", "-q", "--reuse-db", "--timeout=60"),
    *("-p", "no:cacheprovider", "-p", "no:randomly", "-m", "not slow and not e2e"),
)
#: A test that needs the database and leaves nothing in it.
_ANY_TEST: Final = ("tests/engine/deployments/test_deployments.py",)
_BUILT = (".venv", "portal/frontend/dist", "portal/frontend/node_modules", "locale")


@dataclass(frozen=True)
class Outcome:
    area: Area
    mutant: Mutant
    noticed_by: str
    difference: str

    @property
    def noticed(self) -> bool:
        return bool(self.noticed_by)


class Copy:
    """A copy of the project with a test database of its own, in which faults are planted."""

    def __init__(self, number: int, folder: Path, services: EmbeddedServices) -> None:
        self.root = folder / f"copy{number}"
        self.server = services.database_url
        self.name = f"mutants{number}"
        self.pristine = ""
        address, _slash, _name = services.database_url.rpartition("/")
        self.environment = os.environ | {
            "DATABASE_URL": f"{address}/{self.name}",
            "CELERY_BROKER_URL": services.broker_url,
            "DATA_DIR": str(self.root / "var"),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "SECRET_KEY": "of the mutants",
            "OTOP_TEST_SERVICES": "mutation",
        }
        self.said = ""
        self._fill()

    def _fill(self) -> None:
        listed = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard"], cwd=PROJECT, capture_output=True, text=True, check=True
        ).stdout.splitlines()
        for name in listed:
            if (PROJECT / name).is_file():
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(PROJECT / name, self.root / name)
        for name in _BUILT:
            if not (self.root / name).exists() and (PROJECT / name).exists():
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                (self.root / name).symlink_to(PROJECT / name)

    def passes(self, tests: tuple[str, ...], *, seconds: float) -> bool:
        """Whether these tests pass, on a fresh database: what a test before left behind would look like a fault."""
        with psycopg.connect(self.server, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS test_{self.name} WITH (FORCE)")
            if self.pristine:
                server.execute(f"CREATE DATABASE test_{self.name} TEMPLATE {self.pristine}")
        running = subprocess.Popen(
            [*_PYTEST, *tests],
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            self.said = running.communicate(timeout=seconds)[0].decode()
        except subprocess.TimeoutExpired:
            self.said = f"They took longer than {seconds:.0f} seconds."
            return False
        finally:
            with suppress(ProcessLookupError):  # with all that the tests had started
                os.killpg(running.pid, signal.SIGKILL)
            running.wait()
        return running.returncode == 0

    def complaint(self) -> str:
        """What failed first in the tests that just did not pass."""
        failed = [line for line in self.said.splitlines() if line.startswith(("FAILED tests", "ERROR tests"))]
        return (failed or self.said.splitlines()[-1:] or ["They ended without a word."])[0]

    def keep_pristine(self) -> str:
        """The name of a database with all tables, from which each run gets a copy."""
        if not self.passes(_ANY_TEST, seconds=1800):
            raise SystemExit(f"The test database could not be made:\n{self.said[-3000:]}")
        with psycopg.connect(self.server, autocommit=True) as server:
            server.execute(f"ALTER DATABASE test_{self.name} RENAME TO pristine")
        return "pristine"

    @contextmanager
    def planted(self, mutant: Mutant) -> Iterator[str]:
        path = self.root / mutant.path
        source, untouched = path.read_text(encoding="utf-8"), path.stat()
        mutated = mutant.code(source)
        # The bytecode of the runs without a fault stays good: it is known by the time of its source.
        self.environment["PYTHONDONTWRITEBYTECODE"] = "1"
        path.write_text(mutated, encoding="utf-8")
        try:
            yield _difference(source, mutated)
        finally:
            path.write_text(source, encoding="utf-8")
            os.utime(path, ns=(untouched.st_atime_ns, untouched.st_mtime_ns))


def _difference(before: str, after: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


def main() -> int:
    seed = int(os.environ.get("MUTATE_SEED") or 1)
    minutes = float(os.environ.get("MUTATE_MINUTES") or 40)
    each = int(os.environ.get("MUTATE_EACH") or 25)
    named = set(filter(None, os.environ.get("MUTATE_AREAS", "").split(",")))
    areas = [area for area in AREAS if not named or area.name in named]
    with tempfile.TemporaryDirectory(prefix="otop-mutants-") as folder:
        services = EmbeddedServices(Path(folder) / "services", postgres_options={"fsync": "off"})
        services.start()
        try:
            copies = [Copy(number, Path(folder), services) for number in range(WORKERS)]
            pristine = copies[0].keep_pristine()
            for copy in copies:
                copy.pristine = pristine
            outcomes = _run(copies, areas, seed=seed, minutes=minutes, each=each)
        finally:
            services.stop()
    return _report(outcomes, seed=seed)


def _run(copies: list[Copy], areas: list[Area], *, seed: int, minutes: float, each: int) -> list[Outcome]:
    say(f"Seed {seed}, at most {minutes:g} minutes, {each} faults an area. First without any fault, to know the time.")
    with ThreadPoolExecutor(len(copies)) as pool:
        free: Queue[Copy] = Queue()
        for copy in copies:
            free.put(copy)
        usual = _usual_seconds(pool, free, areas)
        until = time.monotonic() + minutes * 60

        def try_out(planned: tuple[Area, Mutant]) -> Outcome | None:
            if time.monotonic() > until:
                return None
            copy = free.get()
            try:
                with copy.planted(planned[1]) as difference:
                    passed = copy.passes(planned[0].tests, seconds=30 + PATIENCE * usual[planned[0].name])
                    outcome = Outcome(*planned, "" if passed else copy.complaint(), difference)
            finally:
                free.put(copy)
            say(f"{'noticed ' if outcome.noticed else 'SURVIVED'} {outcome.mutant.place} ({outcome.area.name})")
            say(f"         {outcome.noticed_by[:160]}" if outcome.noticed else difference)
            return outcome

        return [outcome for outcome in pool.map(try_out, _plan(areas, seed=seed, each=each)) if outcome]


def _usual_seconds(pool: ThreadPoolExecutor, free: Queue[Copy], areas: list[Area]) -> dict[str, float]:
    """How long the tests of each area take while the other copies are at work too."""

    def time_one(area: Area) -> float:
        copy = free.get()
        try:
            begun = time.monotonic()
            if not copy.passes(area.tests, seconds=1800):
                raise SystemExit(f"The tests of {area.name} fail without any fault planted:\n{copy.said[-3000:]}")
            return time.monotonic() - begun
        finally:
            free.put(copy)

    usual = dict(zip([area.name for area in areas], pool.map(time_one, areas), strict=True))
    say("  ".join(f"{name} {seconds:.0f} s" for name, seconds in usual.items()))
    return usual


def _plan(areas: list[Area], *, seed: int, each: int) -> list[tuple[Area, Mutant]]:
    """One fault of each area in turn, so that running out of time cuts all of them alike."""
    chosen = []
    for area in areas:
        paths = sorted({str(path.relative_to(PROJECT)) for module in area.modules for path in PROJECT.glob(module)})
        found = [mutant for path in paths for mutant in mutants(PROJECT, path)]
        chosen += [
            (turn, area, one) for turn, one in enumerate(sample(found, random.Random(f"{seed}:{area.name}"))[:each])
        ]
    return [(area, mutant) for _turn, area, mutant in sorted(chosen, key=lambda entry: entry[0])]


def _report(outcomes: list[Outcome], *, seed: int) -> int:
    total: Counter[str] = Counter()
    noticed: Counter[str] = Counter()
    survivors = defaultdict(list)
    for outcome in outcomes:
        for key in (outcome.area.name, outcome.area.part):
            total[key] += 1
            noticed[key] += outcome.noticed
        if not outcome.noticed:
            survivors[outcome.area.name].append(outcome)
    for name, found in survivors.items():
        for outcome in found:
            say(f"\nSurvived in {name}: {outcome.mutant.place}\n{outcome.difference}")
    say("")
    for key, count in total.items():
        say(f"{key}: {noticed[key]} of {count} noticed ({noticed[key] / count:.0%})")
    failed = [part for part, bound in BOUNDS.items() if total[part] and noticed[part] / total[part] < bound]
    for part in failed:
        say(f"Fewer than {BOUNDS[part]:.0%} of the faults in {part} were noticed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
