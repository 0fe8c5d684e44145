#!/usr/bin/env python3
"""Sums up the JUnit files of a run of contrib/test, and names what failed."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

# Tests of ctest that write results of their own, one for each of their tests.
DETAILED = {"unit": "unit*.xml", "functional": "functional.xml"}


def cases(path: Path) -> list[tuple[str, str]]:
    """The tests of a file: name and "passed", "failed" or "skipped"."""
    found = []
    for case in ElementTree.parse(path).iter("testcase"):
        name = f"{case.get('classname', '')} {case.get('name', '')}".strip()
        if case.find("failure") is not None or case.find("error") is not None or case.get("status") == "fail":
            found.append((name, "failed"))
        elif case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
            found.append((name, "skipped"))
        else:
            found.append((name, "passed"))
    return found


def collect(directory: Path) -> list[tuple[str, str]]:
    """Every test of the run, each counted once."""
    found = [(path.stem, path.suffix[1:]) for path in directory.glob("lint.*")]
    if not (directory / "ctest.xml").exists():
        return [*found, ("ctest", "failed")]
    for name, outcome in cases(directory / "ctest.xml"):
        test = name.split()[-1]
        details = [case for path in directory.glob(DETAILED.get(test, "-")) for case in cases(path)]
        found += details
        # A runner that fails without a failed test, or that ran none, is a failure itself.
        if not details or (outcome == "failed" and "failed" not in dict(details).values()):
            found.append((test, outcome))
    return found


def main() -> int:
    """Exit code 0: at least one test passed, and none failed."""
    results = collect(Path(sys.argv[1]))
    count = {
        outcome: sum(result == outcome for _, result in results)
        for outcome in ("passed", "failed", "skipped")
    }
    for name, outcome in results:
        if outcome == "failed":
            print(f"failed: {name}")
    skipped = f", {count['skipped']} skipped" if count["skipped"] else ""
    print(f"{count['passed']} passed, {count['failed']} failed{skipped}")
    return 0 if count["passed"] and not count["failed"] else 1


if __name__ == "__main__":
    sys.exit(main())
