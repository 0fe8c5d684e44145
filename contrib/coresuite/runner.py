"""Runs upstream's scripts side by side, each bounded in time."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from framework import processes

from .outcome import Outcome, judge
from .programs import Programs
from .upstream import Checkout, UpstreamTest

#: Upstream derives ports from the seed modulo this many.
PORT_SEEDS = 400


@dataclass
class Runner:
    """One run of the suite in a temporary folder."""

    core: Checkout
    programs: Programs
    folder: Path
    jobs: int
    timeout: float
    timeout_factor: float = 1
    keep: bool = False
    extra: tuple[str, ...] = ()
    _seeds: set[int] = field(default_factory=set)
    _test_ids: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _cache: Path | None = None

    def __post_init__(self) -> None:
        self._build = self.folder / "build"
        self._config = self.programs.write_config(self.core, self._build)
        self._environment = self.programs.environment(self._build)

    def run(
        self, tests: list[UpstreamTest], report: Callable[[UpstreamTest, Outcome], None]
    ) -> dict[str, Outcome]:
        """All tests; `report` is told of each as it ends."""
        if sum(self.core.uses_cached_chain(test) for test in tests) > 1:
            self._make_cache()
        outcomes: dict[str, Outcome] = {}
        with ThreadPoolExecutor(max(self.jobs, 1)) as pool:
            running = {pool.submit(self._run, test, test.name): test for test in tests}
            try:
                for future in as_completed(running):
                    test = running[future]
                    outcomes[test.name] = future.result()
                    report(test, outcomes[test.name])
            except KeyboardInterrupt:
                pool.shutdown(wait=False, cancel_futures=True)
                for test_id in list(self._test_ids):
                    processes.kill_marked(test_id)
                raise
        return outcomes

    def _make_cache(self) -> None:
        """The shared chain. Where it cannot be made, each test tries for itself and says why not."""
        cache = self.folder / "cache"
        self._cache = cache
        outcome = self._run(UpstreamTest("create_cache.py"), "create_cache")
        if outcome.status != "pass":
            self._cache = None

    def _run(self, test: UpstreamTest, name: str) -> Outcome:
        script = self.core.functional / test.script
        if not script.exists():
            return Outcome("fail", 0, f"no such script: {test.script}")
        folder = self.folder / re.sub(r"[^a-z0-9_]+", "-", name.lower())
        test_id = uuid.uuid4().hex
        with self._seed() as seed:
            command = [sys.executable, str(script), *test.arguments, *self.extra]
            command += [f"--configfile={self._config}", f"--portseed={seed}", f"--tmpdir={folder}"]
            command += [f"--cachedir={self._cache or folder.with_name(folder.name + '.cache')}"]
            command += [f"--timeout-factor={self.timeout_factor}"]
            if self.keep:
                command.append("--nocleanup")
            return self._watch(command, folder, test_id)

    def _watch(self, command: list[str], folder: Path, test_id: str) -> Outcome:
        started = time.monotonic()
        self._test_ids.add(test_id)
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self._environment | {processes.MARKER: test_id},
            start_new_session=True,
        )
        try:
            stdout, stderr = process.communicate(timeout=self.timeout)
            code = process.returncode
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            processes.kill_marked(test_id)
            stdout, stderr = process.communicate()
            code = -signal.SIGKILL
        finally:
            processes.kill_marked(test_id)
            self._test_ids.discard(test_id)
        seconds = time.monotonic() - started
        folder.mkdir(exist_ok=True)
        (folder.with_name(folder.name + ".out")).write_bytes(stdout + stderr)
        if code == -signal.SIGKILL:
            return Outcome("fail", round(seconds, 1), f"no end after {self.timeout:g} s")
        places = {
            str(folder): "<tmp>",
            str(self.folder): "<tmp>",
            str(self.core.path): "<core>",
            str(self.programs.directory): "<bin>",
        }
        return judge(code, stdout.decode(errors="replace"), stderr.decode(errors="replace"), seconds, places)

    @contextmanager
    def _seed(self) -> Iterator[int]:
        """Ports that no other test of this run has at the moment."""
        with self._lock:
            seed = next(n for n in range(os.getpid() % 97, PORT_SEEDS) if n not in self._seeds)
            self._seeds.add(seed)
        try:
            yield seed
        finally:
            with self._lock:
                self._seeds.discard(seed)
