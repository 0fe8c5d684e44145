"""The command line of contrib/devtools/lint."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from .modules import check_modules
from .text import check_links, check_whitespace, check_words
from .tools import check_python, check_shell, check_swift
from .tree import Problem, Tree

CHECKS: dict[str, Callable[[Tree], list[Problem]]] = {
    "whitespace": check_whitespace,
    "words": check_words,
    "links": check_links,
    "modules": check_modules,
    "python": check_python,
    "shell": check_shell,
    "swift": check_swift,
}

#: A file that is longer holds more than one idea.
LONG = 300


def sizes(tree: Tree) -> None:
    """The longest source files."""
    counted = [
        (sum(1 for _ in tree.lines(path)) - 1, path) for path in tree.ending(".swift", ".cpp", ".h", ".py")
    ]
    for length, path in sorted(counted, reverse=True)[:20]:
        print(f"{length:5} {path}{'  over ' + str(LONG) if length > LONG else ''}")
    print(f"{len(counted)} files, median {sorted(counted)[len(counted) // 2][0] if counted else 0} lines")


def main(description: str) -> int:
    """Exit code 0: no rule is broken."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checks", nargs="*", choices=[[], *CHECKS], metavar="CHECK", help=", ".join(CHECKS))
    parser.add_argument("--sizes", action="store_true", help="report the longest files")
    options = parser.parse_args()

    tree = Tree()
    if options.sizes:
        sizes(tree)
        return 0
    failed = False
    for name in options.checks or CHECKS:
        problems = CHECKS[name](tree)
        print(f"{name:11}{'ok' if not problems else f'{len(problems)} problems'}")
        for problem in problems:
            print(f"    {problem}")
        failed = failed or bool(problems)
    return 1 if failed else 0
