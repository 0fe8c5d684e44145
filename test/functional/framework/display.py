"""Displays for windows under test."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
from pathlib import Path


class Display:
    """A display that nobody else uses: tests beside each other would share clipboard and keyboard."""

    def __init__(self, directory: Path) -> None:
        program = shutil.which("Xvfb")
        if program is None:
            raise AssertionError("BITCOIN_GUI_PLATFORM=xvfb needs Xvfb")
        own, given = os.pipe()
        with (directory / "display.log").open("wb") as log:
            command = [program, "-displayfd", str(given), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
            self._process = subprocess.Popen(command, pass_fds=[given], stdout=log, stderr=log)
        os.close(given)
        number = b""
        # It tells its number when it can be used, and ends if nobody hears the whole line.
        while not number.endswith(b"\n"):
            part = os.read(own, 16) if select.select([own], [], [], 30)[0] else b""
            if not part:
                break
            number += part
        os.close(own)
        if not number.endswith(b"\n"):
            self.close()
            raise AssertionError(f"Xvfb did not start: {(directory / 'display.log').read_text()}")
        #: What DISPLAY is to be.
        self.name = f":{number.decode().strip()}"

    def close(self) -> None:
        """Ends it."""
        self._process.terminate()
        self._process.wait(10)
