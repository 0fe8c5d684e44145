#!/usr/bin/env python3
"""Runs the functional tests.

test/functional/test_runner.py                      every test, on the build in build/
test/functional/test_runner.py node/lock rpc        those with one of these words in their name
BITCOIND=/path/to/bitcoind test_runner.py           another node
BITCOIN_CMD="bitcoin -m" test_runner.py             the node as the wrapper starts it
test/functional/test_runner.py --sandbox require    nodes that start with all of their sandbox or not at all
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from framework import junit, kernel
from framework.binaries import SOURCE, Binaries, Misconfigured, read_config
from framework.suite import Result, Suite, discover, select

GREEN, RED, YELLOW, PLAIN = (
    ("\033[32m", "\033[31m", "\033[33m", "\033[0m") if sys.stdout.isatty() else ("",) * 4
)
# Of a failed test's error, what is shown again below the counts.
LAST_LINES = 6
COLOURS = {"passed": GREEN, "failed": RED, "skipped": YELLOW}


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="words of the names of the tests to run")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 1, help="tests at the same time")
    parser.add_argument("--filter", metavar="REGEX", help="run the tests whose name matches")
    parser.add_argument("--list", action="store_true", help="show the names and do nothing")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write the results as JUnit XML")
    parser.add_argument("--keep", action="store_true", help="keep the folders of passing tests too")
    parser.add_argument("--tmpdir", type=Path, help="where to make the folder of this run")
    parser.add_argument("--timeout", type=float, default=300, metavar="SECONDS", help="bound for one test")
    parser.add_argument(
        "--anchor",
        action="store_true",
        help="the node is Bitcoin Core's: skip the rules that only this project has",
    )
    parser.add_argument(
        "--sandbox",
        choices=("auto", "require", "off", "strictest"),
        help="start nodes with -sandbox=MODE; exit code 77 where the kernel has not all that require needs; "
        "strictest is require where that can be, and auto elsewhere",
    )
    parser.add_argument("--configfile", type=Path, help="config.ini of the build to test")
    return parser.parse_args()


def config_file(given: Path | None) -> Path | None:
    """The configuration of the build that this script was started from, or of the usual one."""
    beside = Path(__file__).absolute().parent.parent / "config.ini"
    for path in (given, beside, SOURCE / "build" / "test" / "config.ini"):
        if path is not None and path.exists():
            return path
    return None


def indented(text: str) -> str:
    """What a test printed, below its name."""
    return "".join(f"        {line}\n" for line in text.rstrip().splitlines())


def error_of(result: Result) -> str:
    """The last lines of what a failed test printed before the logs of its nodes."""
    text = result.output.partition("\n--- ")[0]
    return "\n".join(text.splitlines()[-LAST_LINES:])


def main() -> int:
    """Exit code 0: at least one test ran, and none failed."""
    options = parse()
    tests = select(discover(), options.names, options.filter)
    if options.list:
        print("\n".join(test.name for test in tests))
        return 0
    if not tests:
        print("no test has such a name; --list shows them all", file=sys.stderr)
        return 1
    if options.anchor:
        os.environ["BITCOIN_TEST_ANCHOR"] = "1"
    if options.sandbox == "strictest":
        lack = kernel.lack_of_sandbox()
        options.sandbox = "auto" if lack else "require"
        print(f"nodes start with -sandbox={options.sandbox}{lack and f': {lack}'}")
    if options.sandbox:
        os.environ["BITCOIN_TEST_SANDBOX"] = options.sandbox
    if options.sandbox == "require" and (lack := kernel.lack_of_sandbox()):
        print(f"skipped: {lack}", file=sys.stderr)
        return 77
    config = config_file(options.configfile)
    try:
        binaries = Binaries.resolve(read_config(config))
        command = " ".join(binaries.node_command)
        print(f"{len(tests)} tests of {command} ({binaries.node_name}), {options.jobs} at a time")
    except Misconfigured as error:
        print(f"error: {error}", file=sys.stderr)
        return 1

    if options.tmpdir:
        options.tmpdir.mkdir(parents=True, exist_ok=True)
    directory = Path(tempfile.mkdtemp(prefix="bitcoin-functional-", dir=options.tmpdir))
    done = 0

    def report(result: Result) -> None:
        nonlocal done
        done += 1
        note = result.output.strip().removeprefix("skipped: ") if result.outcome == "skipped" else ""
        print(
            f"{done:4}/{len(tests)} {COLOURS[result.outcome]}{result.outcome:7}{PLAIN} "
            f"{result.seconds:6.1f} s  {result.test.name}{'  – ' + note if note else ''}",
            flush=True,
        )
        if result.failed:
            print(indented(result.output), flush=True)

    started = time.monotonic()
    suite = Suite(directory, config, max(options.jobs, 1), options.timeout, options.keep)
    results = suite.run(tests, report)
    if options.junit:
        junit.write(results, options.junit)

    count = {outcome: sum(result.outcome == outcome for result in results) for outcome in COLOURS}
    print(
        f"{count['passed']} passed, {count['failed']} failed, {count['skipped']} skipped "
        f"in {time.monotonic() - started:.0f} s"
    )
    # Once more and last, since of a long log often only the end is kept.
    for result in results:
        if result.failed:
            print(f"failed: {result.test.name}\n{indented(error_of(result))}", end="")
    if count["failed"] or options.keep:
        print(f"the folders are kept in {directory}")
    else:
        shutil.rmtree(directory, ignore_errors=True)
    if count["passed"] == 0 and count["failed"] == 0:
        print("error: every test was skipped", file=sys.stderr)
        return 1
    return 1 if count["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
