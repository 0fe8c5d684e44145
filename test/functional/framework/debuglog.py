"""Reading a node's debug.log while it grows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .wait import TimedOut, wait_until


class DebugLog:
    """The log file of one node."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self.path.stat().st_size if self.path.exists() else 0

    def text(self, start: int = 0) -> str:
        """What was written from an offset on."""
        if not self.path.exists():
            return ""
        with self.path.open("rb") as file:
            file.seek(start)
            return file.read().decode(errors="replace")

    def wait_for(self, *expected: str, start: int = 0, timeout: float = 30) -> str:
        """Waits until every text was logged after `start`, and returns that part of the log."""

        def found() -> str | None:
            text = self.text(start)
            return text if all(part in text for part in expected) else None

        try:
            return wait_until("log lines", found, timeout=timeout)
        except TimedOut as error:
            text = self.text(start)
            missing = [part for part in expected if part not in text]
            tail = "\n".join(text.splitlines()[-30:])
            raise AssertionError(f"not logged: {missing}; the log ends with\n{tail}") from error

    @contextmanager
    def expecting(self, *expected: str, unexpected: str = "", timeout: float = 30) -> Iterator[None]:
        """What happens inside has to log these texts."""
        start = self.size
        yield
        text = self.wait_for(*expected, start=start, timeout=timeout)
        if unexpected:
            assert unexpected not in text, f"logged although it should not be: {unexpected}"

    def find(self, pattern: str, start: int = 0) -> list[str]:
        """All lines that match a regular expression."""
        return [line for line in self.text(start).splitlines() if re.search(pattern, line)]
