"""What /proc says about running processes.

Every process that a test starts inherits an environment variable with the test's own id, so
that all of them can be found later, whoever their parent has become meanwhile.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MARKER = "BITCOIN_TEST_ID"


@dataclass(frozen=True)
class Process:
    """A process as it was when it was looked at."""

    pid: int
    parent: int
    state: str
    arguments: tuple[str, ...]

    @property
    def name(self) -> str:
        """The last part of the program's path."""
        return Path(self.arguments[0]).name if self.arguments else ""

    def __str__(self) -> str:
        return f"{self.pid} {' '.join(self.arguments)}"


def look(pid: int) -> Process | None:
    """The process, or nothing where it is gone or only a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return None
    state, parent = stat.rpartition(")")[2].split()[:2]
    if state in "ZX":
        return None
    words = tuple(word.decode(errors="replace") for word in arguments.split(b"\0")[:-1])
    return Process(pid=pid, parent=int(parent), state=state, arguments=words)


def all_processes() -> Iterator[Process]:
    """Every process that can be seen, zombies left out."""
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (process := look(int(entry))):
            yield process


def descendants(pid: int) -> list[Process]:
    """Children, their children and so on, parents first."""
    everyone = list(all_processes())
    found: list[Process] = []
    parents = [pid]
    while parents:
        parent = parents.pop(0)
        for process in everyone:
            if process.parent == parent:
                found.append(process)
                parents.append(process.pid)
    return found


def marked(test_id: str) -> list[Process]:
    """The processes that the test with this id has started, directly or not."""
    needle = f"{MARKER}={test_id}".encode()
    found: list[Process] = []
    for process in all_processes():
        with contextlib.suppress(OSError):
            if needle in Path(f"/proc/{process.pid}/environ").read_bytes().split(b"\0"):
                found.append(process)
    return found


def kill_marked(test_id: str, *, spare: int = 0) -> list[Process]:
    """Kills what a test has left behind and says what that was."""
    left = [process for process in marked(test_id) if process.pid != spare]
    deadline = time.monotonic() + 5
    remaining = left
    while remaining and time.monotonic() < deadline:
        for process in remaining:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        time.sleep(0.05)
        remaining = [process for process in marked(test_id) if process.pid != spare]
    return left


def executable(pid: int) -> Path:
    """The file that the process runs."""
    return Path(os.readlink(f"/proc/{pid}/exe"))


def open_files(pid: int) -> dict[int, str]:
    """File descriptor numbers of a process and what they point to."""
    files: dict[int, str] = {}
    for entry in os.listdir(f"/proc/{pid}/fd"):
        with contextlib.suppress(OSError):
            files[int(entry)] = os.readlink(f"/proc/{pid}/fd/{entry}")
    return files


def status(pid: int, field: str) -> str:
    """A field of /proc/PID/status, such as `Threads` or `VmRSS`."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == field:
            return value.strip()
    raise KeyError(field)


def sizes_left_out_of_core_dumps(pid: int) -> list[int]:
    """The mappings of a process that core dumps leave out, in bytes ("dd" in proc(5))."""
    mappings = Path(f"/proc/{pid}/smaps").read_text().split("VmFlags: ")
    return [
        int(before.rpartition("\nSize:")[2].split()[0]) * 1024
        for before, flags in itertools.pairwise(mappings)
        if "dd" in flags.partition("\n")[0].split()
    ]


@dataclass(frozen=True)
class Place:
    """A mapping of a process in which something was found."""

    mapping: str
    #: Whether it is neither written to a disk nor into a core dump ("lo" and "dd" in proc(5)).
    is_secret: bool


def places_in_memory(pid: int, content: bytes) -> list[Place]:
    """Where a process has these bytes in memory that it can write."""
    places: list[Place] = []
    heads = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) (\S+) .*$", re.MULTILINE)
    text = Path(f"/proc/{pid}/smaps").read_text()
    found = list(heads.finditer(text))
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for head, following in itertools.zip_longest(found, found[1:]):
            if "w" not in head[3]:
                continue
            part = text[head.end() : following.start() if following else len(text)]
            flags = part.partition("VmFlags:")[2].split()
            memory.seek(int(head[1], 16))
            with contextlib.suppress(OSError):
                if content in memory.read(int(head[2], 16) - int(head[1], 16)):
                    places.append(Place(head[0], {"lo", "dd"} <= set(flags)))
    return places


def memory_megabytes(pid: int) -> float:
    """Resident memory of a process."""
    return int(status(pid, "VmRSS").split()[0]) / 1024


def cpu_seconds(pid: int) -> float:
    """The processor time that a process and its descendants have taken so far."""
    ticks = 0
    for each in (pid, *(process.pid for process in descendants(pid))):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def thread_count(pid: int) -> int:
    """Threads of a process."""
    return int(status(pid, "Threads"))
