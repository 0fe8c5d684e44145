"""The command line of contrib/core-suite."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from .outcome import Outcome
from .programs import MODES, MissingProgram, Programs
from .record import Reasons, Record
from .report import compatibility, table
from .runner import Runner
from .upstream import Checkout, NotACheckout, UpstreamTest, select, unknown

SOURCE = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent


def parse(description: str) -> argparse.Namespace:
    """Options of the tool."""
    parser = argparse.ArgumentParser(
        prog="core-suite", description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("path", type=Path, metavar="PATH", help="a source checkout of Bitcoin Core")
    add("names", nargs="*", help="tests to run; shell patterns; default: all")
    add("--bin", type=Path, default=SOURCE / "build" / "bin", help="folder of the programs")
    add("--mode", choices=MODES, default="multiprocess", help="which node to run (default: %(default)s)")
    add("-j", "--jobs", type=int, default=os.cpu_count() or 1, help="tests at the same time")
    add("--timeout", type=float, default=900, metavar="SECONDS", help="bound for one test")
    add("--timeout-factor", type=float, default=1, metavar="X", help="stretches the tests' own bounds")
    add("--filter", metavar="REGEX", help="run the tests whose name matches")
    add("--without", action="append", default=[], metavar="COMPONENT", help="take as not built, as: wallet")
    add("--json", type=Path, metavar="FILE", help="the result (default: build/core-suite.json)")
    add("--record", action="store_true", help="merge the result into doc/compatibility.json and .md")
    add("--baseline", type=Path, metavar="FILE", help="fail only for tests that passed in this record")
    add("--keep", action="store_true", help="keep the temporary folder")
    add("--list", action="store_true", help="show the names of the chosen tests and do nothing")
    add("--arg", action="append", default=[], metavar="=--OPT", help="hand an option to every test")
    return parser.parse_args()


def main(description: str) -> int:
    """Exit code 0: tests ran and none failed that had to pass."""
    options = parse(description)
    try:
        core = Checkout.open(options.path)
        tests = select(core.tests(), options.names, options.filter)
        if missing := unknown(core.tests(), options.names):
            raise NotACheckout(f"upstream has no test {', '.join(missing)}")
        if not tests:
            raise NotACheckout("no test was chosen")
        if options.list:
            print("\n".join(test.name for test in tests))
            return 0
        rpcauth = SOURCE / "share" / "rpcauth" / "rpcauth.py"
        programs = Programs(
            options.bin.resolve(), options.mode, tuple(options.without), rpcauth if rpcauth.exists() else None
        )
        programs.check()
        outcomes = run(core, programs, tests, options)
    except (NotACheckout, MissingProgram) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print("\n" + table(outcomes))
    write_json(options.json or SOURCE / "build" / "core-suite.json", core, programs, outcomes)
    if options.record:
        keep_record(core, programs, outcomes)
    return 1 if failures(outcomes, options.baseline, options.mode) else 0


def run(
    core: Checkout, programs: Programs, tests: list[UpstreamTest], options: argparse.Namespace
) -> dict[str, Outcome]:
    """Runs the tests and shows each as it ends."""
    print(f"{len(tests)} tests of Bitcoin Core {core.version} on {programs.banner()}, {options.mode}")
    folder = Path(tempfile.mkdtemp(prefix="core-suite-"))
    runner = Runner(
        core, programs, folder, options.jobs, options.timeout, options.timeout_factor, options.keep,
        tuple(options.arg),
    )  # fmt: skip
    done = 0

    def report(test: UpstreamTest, outcome: Outcome) -> None:
        nonlocal done
        done += 1
        head = f"{done:4}/{len(tests)} {outcome.status} {outcome.seconds:7.1f} s  {test.name}"
        print(f"{head}{'  – ' + outcome.reason if outcome.reason else ''}", flush=True)

    try:
        started = time.monotonic()
        outcomes = runner.run(tests, report)
        print(f"took {time.monotonic() - started:.0f} s")
        return outcomes
    finally:
        if options.keep:
            print(f"logs are in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def write_json(path: Path, core: Checkout, programs: Programs, outcomes: dict[str, Outcome]) -> None:
    """The result of this run alone."""
    value = {
        "core": core.version,
        "programs": programs.banner(),
        "mode": programs.mode,
        "components": programs.components(),
        "tests": {name: outcome.as_json() for name, outcome in sorted(outcomes.items())},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def keep_record(core: Checkout, programs: Programs, outcomes: dict[str, Outcome]) -> None:
    """Brings the documents up to date."""
    path = SOURCE / "doc" / "compatibility.json"
    record = Record.load(path)
    record.merge(core, programs.mode, programs.without, outcomes)
    path.parent.mkdir(exist_ok=True)
    record.save(path)
    text = compatibility(core, record, Reasons(HERE / "reasons.toml"))
    (SOURCE / "doc" / "compatibility.md").write_text(text)


def failures(outcomes: dict[str, Outcome], baseline: Path | None, mode: str) -> list[str]:
    """The tests that count against the run."""
    failed = [name for name, outcome in outcomes.items() if outcome.status == "fail"]
    if baseline is None:
        return failed
    before = Record.load(baseline).tests
    return [name for name in failed if before.get(name, {}).get(mode, {}).get("status") == "pass"]
