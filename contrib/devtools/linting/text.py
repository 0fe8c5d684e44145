"""Rules for all text: whitespace, words, promises."""

from __future__ import annotations

import re

from .tree import ROOT, Problem, Tree

#: Patches keep the whitespace of what they change.
ANY_WHITESPACE = (".patch", ".diff")

#: Paths of one machine have no place in a repository; those of any Linux machine have.
MACHINE_PATH = re.compile(r"(?<![\w.$}/~>-])/(?:home|root|Users|work|mnt|media)/[\w.-]+")

#: `TODO(heading)` with a heading of doc/roadmap.md.
TODO = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b(?:\(([^)]*)\))?")
#: Files that speak about these words.
ABOUT_TODO = ("contrib/devtools/linting/text.py", "CONTRIBUTING.md", "doc/roadmap.md")


def check_whitespace(tree: Tree) -> list[Problem]:
    """No space at the end of a line, no tab where spaces belong, one newline at the end of the file."""
    problems = []
    for path in tree.files:
        lines = list(tree.lines(path))
        if not lines or path.suffix in ANY_WHITESPACE:
            continue
        for number, line in lines:
            if line != line.rstrip():
                problems.append(Problem(f"{path}:{number}", "space at the end of the line"))
            if path.suffix in (".swift", ".py", ".cpp", ".h", ".capnp") and "\t" in line:
                problems.append(Problem(f"{path}:{number}", "tab"))
        if lines[-1][1] != "" or (len(lines) > 2 and lines[-2][1] == ""):
            problems.append(Problem(f"{path}", "does not end in exactly one newline"))
    return problems


def check_words(tree: Tree) -> list[Problem]:
    """No path of one machine, no promise that the roadmap does not know."""
    roadmap = ROOT / "doc" / "roadmap.md"
    headings = {
        line.lstrip("# ").strip().lower() for line in roadmap.read_text().splitlines() if line[:1] == "#"
    }
    problems = []
    for path in tree.files:
        for number, line in tree.lines(path):
            if found := MACHINE_PATH.search(line):
                problems.append(Problem(f"{path}:{number}", f"path of one machine: {found.group()}"))
            if str(path) in ABOUT_TODO:
                continue
            for mark in TODO.finditer(line):
                if (mark.group(1) or "").strip().lower() not in headings:
                    problems.append(
                        Problem(f"{path}:{number}", f"{mark.group()} names no heading of doc/roadmap.md")
                    )
    return problems


def check_links(tree: Tree) -> list[Problem]:
    """Relative links in documents lead to files."""
    problems = []
    for path in tree.ending(".md"):
        for number, line in tree.lines(path):
            for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", line):
                elsewhere = "://" in target or target.startswith("mailto:")
                if not elsewhere and not (ROOT / path.parent / target).exists():
                    problems.append(Problem(f"{path}:{number}", f"link leads nowhere: {target}"))
    return problems
