"""The files of the source tree."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Problem:
    """A rule that is broken, and where."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class Tree:
    """What git tracks, or would track."""

    @cached_property
    def files(self) -> list[Path]:
        """Paths of the regular files, from the root."""
        command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
        paths = sorted({Path(name) for name in names if name})
        return [path for path in paths if (ROOT / path).is_file() and not (ROOT / path).is_symlink()]

    def ending(self, *suffixes: str) -> list[Path]:
        """Those with one of these suffixes."""
        return [path for path in self.files if path.suffix in suffixes]

    def scripts(self, *interpreters: str) -> list[Path]:
        """Those whose first line names one of the interpreters."""
        found = []
        for path in self.files:
            with (ROOT / path).open("rb") as file:
                first = file.readline(200)
            if first.startswith(b"#!") and any(
                first.split(b"/")[-1].split()[-1:] == [name.encode()]
                or first.rstrip().endswith(b"/" + name.encode())
                for name in interpreters
            ):
                found.append(path)
        return found

    def lines(self, path: Path) -> Iterator[tuple[int, str]]:
        """The numbered lines of a text file; nothing for other files."""
        data = (ROOT / path).read_bytes()
        if b"\0" not in data[:8000]:
            yield from enumerate(data.decode(errors="replace").split("\n"), 1)
