"""The result that the project keeps: for each of upstream's tests, the last outcome in each mode."""

from __future__ import annotations

import fnmatch
import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from .outcome import Outcome
from .upstream import Checkout, UpstreamTest


@dataclass
class Record:
    """`doc/compatibility.json`."""

    core: str = ""
    without: tuple[str, ...] = ()
    tests: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Record:
        """An empty record where there is none yet."""
        if not path.exists():
            return cls()
        value = json.loads(path.read_text())
        return cls(value["core"], tuple(value["without"]), value["tests"])

    def merge(
        self, core: Checkout, mode: str, without: tuple[str, ...], outcomes: dict[str, Outcome]
    ) -> None:
        """Takes over what a run has found, and forgets tests that upstream no longer has."""
        self.core = core.version
        self.without = without
        names = {test.name for test in core.tests()}
        self.tests = {name: modes for name, modes in self.tests.items() if name in names}
        for name, outcome in outcomes.items():
            entry = {"status": outcome.status}
            if outcome.reason:
                entry["reason"] = outcome.reason
            self.tests.setdefault(name, {})[mode] = entry

    def save(self, path: Path) -> None:
        """Sorted, so that a change of one test is a change of few lines."""
        value = {"core": self.core, "without": self.without, "tests": dict(sorted(self.tests.items()))}
        path.write_text(json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


class Reasons:
    """The hand-kept explanations of `reasons.toml`; the first that fits a test counts."""

    def __init__(self, path: Path) -> None:
        rules = tomllib.loads(path.read_text())["reason"]
        self._rules = [(rule["tests"], rule["because"]) for rule in rules]

    def find(self, test: UpstreamTest) -> str:
        """Why a test does not pass, in the words of those who know."""
        for patterns, because in self._rules:
            if any(fnmatch.fnmatch(name, pattern) for pattern in patterns for name in (test.stem, test.name)):
                return because
        return ""
