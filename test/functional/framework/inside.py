"""Calls made by a running process, as if it had thought of them itself: a debugger puts them there."""

from __future__ import annotations

import errno
import os
import re
import shutil
import socket
import subprocess

from .scene import Skipped

ERROR = "print *((int *(*)(void))__errno_location)()"


class Inside:
    """A process that is told to make system calls."""

    def __init__(self, pid: int) -> None:
        if shutil.which("gdb") is None:
            raise Skipped("there is no gdb to put calls into a process")
        if os.geteuid() != 0:
            raise Skipped("only root can put calls into a process that keeps its secrets")
        self.pid = pid

    def calls(self, *calls: str) -> list[str]:
        """What comes of each call: the name of the error, or `ok`.

        A call is C, such as `open("/etc/passwd", 0)`; numbers and texts are all it may have.
        """
        script: list[str] = []
        for call in calls:
            name, _, arguments = call.partition("(")
            parts = [part.strip() for part in arguments.rstrip(")").split(",") if part.strip()]
            types = ["const char *" if part.startswith('"') else "long" for part in parts]
            signature = ", ".join(types) or "void"
            script += [f"print (long)((int (*)({signature})){name})({arguments}", ERROR]
        return self._outcomes(script, len(calls))

    def connection(self, port: int) -> str:
        """What comes of connecting to a TCP port of this machine."""
        address = bytes([socket.AF_INET, 0, port >> 8, port & 255, 127, 0, 0, 1]) + bytes(8)
        text = "".join(f"\\{byte:03o}" for byte in address)
        return self._outcomes(
            [
                "set $socket = ((int (*)(long, long, long))socket)(2, 1, 0)",
                f'print (long)((int (*)(long, const char *, long))connect)($socket, "{text}", 16)',
                ERROR,
                "call (void)((int (*)(long))close)($socket)",
            ],
            1,
        )[0]

    def _outcomes(self, script: list[str], count: int) -> list[str]:
        """What comes of the calls of a script, which has each print its result and then its error."""
        command = ["gdb", "-q", "-nx", "-batch", "-p", str(self.pid)]
        for line in ("set confirm off", "set auto-load no", *script):
            command += ["-ex", line]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        values = [int(value) for value in re.findall(r"^\$\d+ = (-?\d+)$", done.stdout, re.MULTILINE)]
        assert len(values) == 2 * count, f"gdb did not make the calls: {done.stdout}\n{done.stderr[-500:]}"
        return [
            "ok" if result >= 0 else errno.errorcode[code]
            for result, code in zip(values[::2], values[1::2], strict=True)
        ]
