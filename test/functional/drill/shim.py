"""A bad disk and a wrong clock for a program and its children, by a library that is put before theirs."""

from __future__ import annotations

import mmap
import shutil
import struct
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
#: As in shim.c.
LAYOUT = struct.Struct("=qIIII")


def build(directory: Path) -> Path | None:
    """The library, or nothing where there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("clang") or shutil.which("gcc")
    if compiler is None:
        return None
    library = directory / "shim.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-std=gnu11", "-o", str(library)]
    subprocess.run([*command, str(SOURCE), "-ldl"], check=True)
    return library


class Shim:
    """What the programs that are started with `environment` experience from now on."""

    def __init__(self, library: Path, control: Path) -> None:
        control.write_bytes(bytes(LAYOUT.size))
        with control.open("r+b") as file:
            self._mapped = mmap.mmap(file.fileno(), LAYOUT.size)
        self.environment = {"LD_PRELOAD": str(library), "DRILL_SHIM": str(control)}

    def set(
        self,
        *,
        clock: int = 0,
        write_delay: float = 0,
        sync_delay: float = 0,
        sync_error: int = 0,
        write_error: int = 0,
    ) -> None:
        """The clock's error and the longest delays in seconds, and error numbers."""
        self._mapped[:] = LAYOUT.pack(
            clock, int(write_delay * 1e6), int(sync_delay * 1e6), sync_error, write_error
        )

    def clear(self) -> None:
        """All is well again."""
        self.set()
