"""TCP ports for one test, that no other test on this machine is given at the same time."""

from __future__ import annotations

import contextlib
import errno
import random
import socket

#: Below the range that the kernel gives to outgoing connections (32768 and up).
FIRST, LAST = 26_500, 32_000
BLOCK = 20


class PortBlock:
    """Twenty consecutive ports. The first stays bound for as long as the block is held: that
    is the lock which keeps other tests away, also those of another run."""

    def __init__(self) -> None:
        blocks = list(range(FIRST, LAST - BLOCK, BLOCK))
        random.shuffle(blocks)
        for base in blocks:
            guard = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            try:
                guard.bind(("127.0.0.1", base))
            except OSError as error:
                guard.close()
                if error.errno != errno.EADDRINUSE:
                    raise
                continue
            if all(_is_free(port) for port in range(base + 1, base + BLOCK)):
                self._guard = guard
                self._free = iter(range(base + 1, base + BLOCK))
                return
            guard.close()
        raise RuntimeError(f"no free block of ports between {FIRST} and {LAST}")

    def take(self) -> int:
        """The next port of the block."""
        return next(self._free)

    def close(self) -> None:
        """Gives the block back."""
        self._guard.close()


def _is_free(port: int) -> bool:
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        # Ports in TIME_WAIT from an earlier test can be listened on again.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
