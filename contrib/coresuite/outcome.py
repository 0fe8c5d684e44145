"""What a test's output says: how it went, and the line that tells why."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

PASSED, SKIPPED = 0, 77

#: `AssertionError: …`, `test_framework.util.JSONRPCException: …`, but not `error: …` inside a log line.
EXCEPTION = re.compile(r"^(?:[A-Za-z_][\w.]*\.)?[A-Z]\w*(?:Error|Exception|Expired|Exit|Interrupt)\b.*")
#: The lines of a traceback, and the modules between a test and the wire.
FRAME = re.compile(r'\s*File ".*/(\w+)\.py", line \d+')
PLUMBING = ("authproxy", "coverage", "util")
CALL = re.compile(r"\.[a-z]+\(")
SKIP = re.compile(r"Test Skipped: (.*)")


@dataclass(frozen=True)
class Outcome:
    """pass, fail or skip; the reason where it is not a pass."""

    status: str
    seconds: float
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the result file."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Outcome:
        """From the result file."""
        return cls(value["status"], value["seconds"], value.get("reason", ""))


def judge(code: int, stdout: str, stderr: str, seconds: float, places: dict[str, str]) -> Outcome:
    """As upstream's runner does: a test passes with exit code 0 and nothing on standard error."""
    seconds = round(seconds, 1)
    if code == PASSED and not stderr:
        return Outcome("pass", seconds)
    if code == SKIPPED:
        found = SKIP.search(stdout)
        return Outcome("skip", seconds, tidy(found.group(1) if found else "no reason given", places))
    if code == PASSED:
        return Outcome("fail", seconds, tidy("standard error: " + stderr.strip().splitlines()[-1], places))
    return Outcome("fail", seconds, tidy(error_line(stdout, stderr) or f"exit code {code}", places))


def error_line(stdout: str, stderr: str) -> str:
    """The exception that ended the test, and for the error of a command the call that got it."""
    for text in (stdout, stderr):
        lines = text.splitlines()
        for index, line in enumerate(lines):
            if "Test failed. Test logging available" in line:
                lines = lines[:index]
                break
        for index in range(len(lines) - 1, -1, -1):
            if EXCEPTION.match(lines[index]):
                return with_detail(lines, index) + call(lines[:index])
    return (stderr.strip() or stdout.strip()).splitlines()[-1] if (stderr + stdout).strip() else ""


def with_detail(lines: list[str], index: int) -> str:
    """A line that only announces what follows is joined with it."""
    line = lines[index].strip()
    following = next((text.strip() for text in lines[index + 1 :] if text.strip()), "")
    announces = line.endswith((":", "{", "''''", " -"))
    return f"{line} {following}" if announces and following else line


def call(traceback: list[str]) -> str:
    """The line of the test, or of upstream's framework, that called a command."""
    for index in range(len(traceback) - 1, 0, -1):
        frame = FRAME.match(traceback[index - 1])
        if frame and frame.group(1) not in PLUMBING:
            source = traceback[index].strip()
            return f" at: {source}" if CALL.search(source) else ""
    return ""


def tidy(text: str, places: dict[str, str]) -> str:
    """One short line without this machine's paths and without numbers that change each time."""
    for path, name in sorted(places.items(), key=lambda item: -len(item[0])):
        text = text.replace(path, name)
    text = re.sub(r"\b127\.0\.0\.1:\d{4,5}\b", "127.0.0.1:PORT", text)
    text = " ".join(text.split())
    return text if len(text) <= 240 else text[:237] + "…"
