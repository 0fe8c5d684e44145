"""A checkout of Bitcoin Core: its tests, as its own test runner lists them, and its version."""

from __future__ import annotations

import ast
import fnmatch
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path


class NotACheckout(Exception):
    """The path does not hold Bitcoin Core's sources."""


@dataclass(frozen=True)
class UpstreamTest:
    """A script and the arguments that the list gives it, such as `rpc_bind.py --ipv4`."""

    script: str
    arguments: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As upstream writes it, without `.py`."""
        return " ".join((self.stem, *self.arguments))

    @property
    def stem(self) -> str:
        """The script's name without `.py`."""
        return self.script.removesuffix(".py")

    @property
    def group(self) -> str:
        """What comes before the first underscore: feature, rpc, wallet, …"""
        return self.stem.partition("_")[0]


@dataclass(frozen=True)
class Checkout:
    """The source tree."""

    path: Path

    @classmethod
    def open(cls, path: Path) -> Checkout:
        """Checks that the tests are there."""
        if not (path / "test" / "functional" / "test_runner.py").exists():
            raise NotACheckout(f"{path} has no test/functional/test_runner.py")
        return cls(path.absolute())

    @property
    def functional(self) -> Path:
        """The folder of the test scripts."""
        return self.path / "test" / "functional"

    @property
    def version(self) -> str:
        """The commit, where git knows it."""
        run = subprocess.run(
            ["git", "-C", str(self.path), "log", "-1", "--format=%h of %cs"],
            capture_output=True,
            text=True,
            check=False,
        )
        return run.stdout.strip() or "of an unknown commit"

    def tests(self) -> list[UpstreamTest]:
        """All tests in the order of upstream's lists, the longest first."""
        source = (self.functional / "test_runner.py").read_text()
        names: dict[str, object] = {}
        found: list[UpstreamTest] = []
        for statement in ast.parse(source).body:
            if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
                continue
            target, value = statement.targets[0].id, statement.value
            if isinstance(value, ast.Constant):
                names[target] = value.value
            elif target in ("EXTENDED_SCRIPTS", "BASE_SCRIPTS") and isinstance(value, ast.List):
                for item in value.elts:
                    text = names.get(item.id) if isinstance(item, ast.Name) else ast.literal_eval(item)
                    script, *arguments = str(text).split()
                    found.append(UpstreamTest(script, tuple(arguments)))
        if not found:
            raise NotACheckout(f"no list of tests in {self.functional}/test_runner.py")
        return found

    def uses_cached_chain(self, test: UpstreamTest) -> bool:
        """Whether the test starts from the chain that all share instead of an empty one."""
        script = self.functional / test.script
        return script.exists() and "setup_clean_chain = True" not in script.read_text()


def select(tests: list[UpstreamTest], names: list[str], pattern: str | None) -> list[UpstreamTest]:
    """The tests with these names (shell patterns; all variants of a script) that match the filter."""

    def chosen(test: UpstreamTest) -> bool:
        wanted = [name.replace(".py", "") for name in names]
        named = not names or any(
            fnmatch.fnmatch(part, name) for name in wanted for part in (test.stem, test.name)
        )
        return named and (not pattern or re.search(pattern, test.name) is not None)

    return [test for test in tests if chosen(test)]


def unknown(tests: list[UpstreamTest], names: list[str]) -> list[str]:
    """Names that fit no test."""
    return [name for name in names if not select(tests, [name], None)]
