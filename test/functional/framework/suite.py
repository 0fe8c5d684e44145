"""Finding the tests and running them side by side."""

from __future__ import annotations

import ast
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from . import processes
from .run import PASSED, SKIPPED
from .wait import TimedOut, wait_until

FUNCTIONAL = Path(__file__).resolve().parent.parent

#: How long processes may take to notice that the one which started them is gone, in seconds.
TIME_TO_END = 10


@dataclass(frozen=True)
class Test:
    """A test function."""

    file: Path
    function: str

    @property
    def name(self) -> str:
        """Folder, file and rule, as it is printed and as a filter sees it."""
        return f"{self.file.relative_to(FUNCTIONAL).with_suffix('')}::{self.function.removeprefix('test_')}"


@dataclass(frozen=True)
class Result:
    """How a test went."""

    test: Test
    outcome: str
    seconds: float
    output: str

    @property
    def failed(self) -> bool:
        """Whether the rule is broken."""
        return self.outcome == "failed"


def discover() -> list[Test]:
    """Every function `test_…` in the folders beside the framework."""
    tests: list[Test] = []
    for file in sorted(FUNCTIONAL.glob("*/*.py")):
        if file.parent.name == "framework":
            continue
        for statement in ast.parse(file.read_text()).body:
            if isinstance(statement, ast.FunctionDef) and statement.name.startswith("test_"):
                tests.append(Test(file, statement.name))
    return tests


def select(tests: list[Test], names: list[str], pattern: str | None) -> list[Test]:
    """Those whose name holds one of the given words and matches the filter."""
    chosen = [
        test for test in tests if not names or any(name.removesuffix(".py") in test.name for name in names)
    ]
    return [test for test in chosen if not pattern or re.search(pattern, test.name)]


@dataclass(frozen=True)
class Suite:
    """One run of the suite."""

    directory: Path
    config: Path | None
    jobs: int
    timeout: float
    keep: bool

    def run(self, tests: list[Test], report: Callable[[Result], None]) -> list[Result]:
        """Runs all tests; `report` is told of each as it ends."""
        results: list[Result] = []
        waiting: Iterator[Test] = iter(tests)
        running: set[Future[Result]] = set()
        with ThreadPoolExecutor(self.jobs) as pool:
            while True:
                while len(running) < self.jobs and (test := next(waiting, None)):
                    running.add(pool.submit(self._run, test))
                if not running:
                    return results
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    results.append(future.result())
                    report(results[-1])

    def _run(self, test: Test) -> Result:
        # A short name: the path of a unix socket in it has to fit into 107 bytes.
        folder = Path(tempfile.mkdtemp(prefix=f"{test.file.stem}-", dir=self.directory))
        test_id = uuid.uuid4().hex
        command = [
            sys.executable,
            "-m",
            "framework.run",
            f"{test.file}::{test.function}",
            f"--tmpdir={folder}",
        ]
        if self.config is not None:
            command.append(f"--configfile={self.config}")
        environment = {
            **os.environ,
            processes.MARKER: test_id,
            "PYTHONPATH": str(FUNCTIONAL),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        started = time.monotonic()
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=environment,
                timeout=self.timeout,
                check=False,
            )
            code, output = done.returncode, done.stdout.decode(errors="replace")
        except subprocess.TimeoutExpired as error:
            code, output = (
                1,
                (error.stdout or b"").decode(errors="replace") + f"no end after {self.timeout:g} s\n",
            )
        seconds = time.monotonic() - started
        outcome = {PASSED: "passed", SKIPPED: "skipped"}.get(code, "failed")
        if outcome == "passed":
            with contextlib.suppress(TimedOut):
                wait_until("all have ended", lambda: not processes.marked(test_id), timeout=TIME_TO_END)
        left = processes.kill_marked(test_id)
        if left and outcome == "passed":
            outcome = "failed"
            output += "left processes running:\n" + "".join(f"    {process}\n" for process in left)
        if outcome == "failed":
            output += f"its files are in {folder}\n"
        elif not self.keep:
            shutil.rmtree(folder, ignore_errors=True)
        return Result(test, outcome, seconds, output)
