"""What the kernel can do for a sandbox."""

from __future__ import annotations

import ctypes

#: The system call that makes a set of Landlock's rules, which has this number on every architecture.
CREATE_RULESET = 444
#: The version that has all that the processes ask for: it limits signals (Linux 6.12).
COMPLETE = 6


def lack_of_sandbox() -> str:
    """Why `-sandbox=require` cannot work here; empty where it can."""
    version = ctypes.CDLL(None).syscall(CREATE_RULESET, None, 0, 1)
    if version < 0:
        return "this kernel has no Landlock, or it is not among lsm="
    if version < COMPLETE:
        return f"this kernel has version {version} of Landlock; the first with everything is {COMPLETE}"
    return ""
