"""Other people's linters."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from .tree import ROOT, Problem, Tree


def run(tool: str, command: list[str], files: list[Path]) -> list[Problem]:
    """Runs a linter over files; each of its lines is a problem."""
    if not files:
        return []
    if shutil.which(command[0]) is None:
        return [Problem(tool, f"{command[0]} is not installed: contrib/setup does it")]
    done = subprocess.run([*command, *map(str, files)], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return []
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return [Problem(tool, line) for line in lines or [f"failed with exit code {done.returncode}"]]


def check_swift(tree: Tree) -> list[Problem]:
    """swift format, with .swift-format's rules."""
    return run("swift", ["swift", "format", "lint", "--strict", "--parallel"], tree.ending(".swift"))


def check_shell(tree: Tree) -> list[Problem]:
    """shellcheck over every shell script."""
    return run("shell", ["shellcheck", "--external-sources"], tree.scripts("sh", "bash"))


def check_python(tree: Tree) -> list[Problem]:
    """ruff, with ruff.toml's rules."""
    files = sorted({*tree.ending(".py"), *tree.scripts("python3")})
    return [
        *run("python", ["ruff", "check", "--quiet", "--output-format=concise", "--no-cache"], files),
        *run("python", ["ruff", "format", "--quiet", "--check", "--no-cache"], files),
    ]
