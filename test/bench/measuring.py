"""What a run of a program takes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

#: The ratio that is aimed at, of CPU time and of memory.
TARGET = 1.2


@dataclass
class Run:
    """What a run of a program took, and what it said."""

    seconds: float
    cpu: float
    megabytes: float
    output: str = ""


def peak(pid: int) -> float:
    """The most memory that a process has taken so far; 0 if it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    sizes = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(sizes[0]) / 1024 if sizes else 0


def measure(command: list[str]) -> Run:
    """Runs a program to its end."""
    started, most = time.monotonic(), 0.0
    with (
        tempfile.TemporaryFile() as errors,
        tempfile.TemporaryFile() as output,
        subprocess.Popen(command, stdout=output, stderr=errors) as process,
    ):
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            # What wait4 tells of memory is at least as much as this script takes.
            most = max(most, peak(process.pid))
            time.sleep(0.002)
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        output.seek(0)
        if process.returncode != 0:
            sys.exit(f"{command[0]} ended with {process.returncode}: {errors.read().decode()}")
        return Run(seconds, usage.ru_utime + usage.ru_stime, most, output.read().decode(errors="replace"))
