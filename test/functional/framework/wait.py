"""Waiting for something to become true, with a bound."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")

#: Slow machines (sanitizers, emulation) stretch every bound by this factor.
TIMEOUT_FACTOR = float(os.environ.get("BITCOIN_TEST_TIMEOUT_FACTOR", "1"))


class TimedOut(AssertionError):
    """What was waited for did not happen in time."""


def wait_until(
    what: str, probe: Callable[[], Value | None], *, timeout: float = 30, interval: float = 0.02
) -> Value:
    """Calls `probe` until it answers something true, and returns that."""
    deadline = time.monotonic() + timeout * TIMEOUT_FACTOR
    while True:
        if value := probe():
            return value
        if time.monotonic() > deadline:
            raise TimedOut(f"not within {timeout * TIMEOUT_FACTOR:g} s: {what}")
        time.sleep(interval)
