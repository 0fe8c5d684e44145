"""What is done to the programs. What comes when depends on the seed alone."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from framework import processes
from framework.rpc import RPCError
from framework.wait import wait_until

from .fleet import PATIENCE, Fleet
from .violation import Violation

KILLED = -signal.SIGKILL
#: A node or wallet whose disk fails may stop with an error, and may go on.
FAILED = (0, 1)
NODES = ("node-a", "node-b")
LINKS = ("miner", "wallet-b", "gui", "peers-of-node-a", "peers-of-node-b")
#: Processes that stay outside of the sandboxes of others.
STEWARDS = tuple(f"{role}-{side}" for side in ("a", "b", "gui") for role in ("steward", "deputy"))


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong."""

    kind: str
    target: str
    #: Seconds of undisturbed work before it.
    delay: float
    #: How long it lasts, or how long until the next blow, in seconds.
    span: float
    #: Between 0 and 1: what else the kind leaves to chance.
    detail: float

    def __str__(self) -> str:
        return (
            f"{self.kind:12} {self.target:16} after {self.delay:.2f} s, {self.span:.2f} s, {self.detail:.3f}"
        )


def kill(fleet: Fleet, fault: Fault) -> None:
    """The program is gone at once, without a chance to put anything in order."""
    fleet.may_be_down[fault.target] = (KILLED,)
    pid = fleet.pids().get(fault.target)
    if pid is not None and fleet.send(fault.target, signal.SIGKILL):
        _wait_for_end(fleet, fault.target, pid)


def _wait_for_end(fleet: Fleet, name: str, pid: int) -> None:
    """Only when it is dead can it be seen that it has to be started again.

    Its first thread can be dead before the others, and that is all that /proc says of it.
    """
    process = fleet.handle(name)
    if process is not None and process.pid == pid:
        process.wait(PATIENCE)
    else:
        wait_until(f"{name} is dead", lambda: processes.look(pid) is None)


def kill_while_starting(fleet: Fleet, fault: Fault) -> None:
    """It is killed, and twice more while it starts."""
    node = fleet.nodes[fault.target]
    fleet.may_be_down[fault.target] = (KILLED,)
    for turn in (1, 2):
        node.signal(signal.SIGKILL)
        node.wait_ended()
        fleet.launch_node(fault.target)
        time.sleep(fault.span / 4 * turn)
    node.signal(signal.SIGKILL)
    node.wait_ended()


def crash(fleet: Fleet, fault: Fault) -> None:
    """All processes of one side are gone at once, as when a machine loses its power."""
    side = fault.target[-1]
    pids = {name: pid for name, pid in fleet.pids().items() if name.endswith(f"-{side}")}
    fleet.may_be_down |= dict.fromkeys(pids, (KILLED,))
    # Stopped first, or one would see another's end.
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for pid in pids.values():
            with suppress(ProcessLookupError):
                os.kill(pid, number)
    for name, pid in pids.items():
        _wait_for_end(fleet, name, pid)


def stop_with_frozen(fleet: Fleet, fault: Fault) -> None:
    """A node is asked to stop while one of its processes does nothing, nor ever will."""
    name = f"node-{fault.target[-1]}"
    fleet.may_be_down[name] = (0,)
    pid = fleet.pids()[fault.target]
    fleet.send(fault.target, signal.SIGSTOP)
    fleet.send(name, signal.SIGTERM)
    try:
        fleet.nodes[name].wait_ended(timeout=PATIENCE)
    except AssertionError as error:
        raise Violation(f"{name} does not stop while {fault.target} is frozen") from error
    wait_until(f"{fault.target} is gone", lambda: processes.look(pid) is None)


def freeze(fleet: Fleet, fault: Fault) -> None:
    """The program does nothing for some seconds."""
    pid = fleet.pids().get(fault.target)
    fleet.send(fault.target, signal.SIGSTOP)
    try:
        time.sleep(fault.span)
    finally:
        if pid is not None and processes.look(pid) is not None:
            os.kill(pid, signal.SIGCONT)


def stop(fleet: Fleet, fault: Fault) -> None:
    """It is asked to stop, and has to in time and in order."""
    # A wallet of a node's own that is asked to end is started again by the node.
    fleet.may_be_down[fault.target] = (0,)
    fleet.send(fault.target, signal.SIGTERM)
    if fault.target == "gui":
        _stop_gui(fleet)
        return
    process = fleet.attached if fault.target == "wallet-b" else fleet.nodes[fault.target]
    try:
        ended = process.wait_ended(timeout=PATIENCE / 2)
    except AssertionError as error:
        raise Violation(f"{fault.target} does not stop when it is asked to") from error
    if ended.stderr:
        raise Violation(f"{fault.target} stopped with {ended.stderr[-1000:]}")


def _stop_gui(fleet: Fleet) -> None:
    assert fleet.gui is not None and fleet.gui.process is not None
    try:
        fleet.gui.process.wait(PATIENCE / 2)
    except subprocess.TimeoutExpired as error:
        raise Violation("the windows do not end when they are asked to") from error


def cut(fleet: Fleet, fault: Fault) -> None:
    """A connection is cut: now, or after some more bytes."""
    relay = fleet.relays[fault.target]
    if fault.detail < 0.3:
        relay.cut()
    else:
        relay.cut_after(int(4 ** (fault.detail * 9)))
        time.sleep(fault.span)
    relay.release()


def hang(fleet: Fleet, fault: Fault) -> None:
    """A connection is silent for some seconds, and may be cut then."""
    relay = fleet.relays[fault.target]
    relay.hold()
    time.sleep(fault.span)
    if fault.detail < 0.5:
        relay.cut()
    relay.release()


def full_disk(fleet: Fleet, fault: Fault) -> None:
    """The disk fills up to a few bytes or pages."""
    folder = fleet.mounts[0 if fault.target == "node-a" else 1]
    may_fail = ("node-a",) if fault.target == "node-a" else ("wallet-b",)
    for name in may_fail:
        fleet.may_be_down[name] = FAILED
    fleet.may_be_closed = True
    ballast = folder / "ballast"
    # Also less than the 50 MB that a node wants to be free, but more than nothing.
    left = int(fault.detail * 64) * 4096 if fault.detail < 0.7 else int(fault.detail * (10 << 20))
    try:
        fill(ballast, left)
        time.sleep(fault.span)
    finally:
        ballast.unlink(missing_ok=True)


def fill(ballast: Path, left: int) -> None:
    """Takes all of the disk but so many bytes."""
    block = bytes(1 << 20)
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(block):
                pass
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        file.truncate(max(file.tell() - left, 0))


def clock(fleet: Fleet, fault: Fault) -> None:
    """The time of day jumps, for a while: a day back, or up to what a block may be ahead of other clocks."""
    back, most = -86_400, 80 * 60
    offset = back if fault.detail < 0.2 else int((fault.detail - 0.6) / 0.4 * most)
    fleet.shims[fault.target].set(clock=offset)
    time.sleep(fault.span)
    fleet.shims[fault.target].clear()


def slow_disk(fleet: Fleet, fault: Fault) -> None:
    """Every write takes long, and one time in two the program is killed in the midst of it."""
    shim = fleet.shims[fault.target]
    shim.set(write_delay=0.02 * fault.detail, sync_delay=0.4 * fault.detail)
    time.sleep(fault.span)
    if int(fault.detail * 1000) % 2:
        kill(fleet, fault)
    shim.clear()


def broken_disk(fleet: Fleet, fault: Fault) -> None:
    """Nothing reaches the disk for a while: syncs fail, or writes too."""
    fleet.may_be_down[fault.target] = FAILED
    fleet.may_be_closed = True
    shim = fleet.shims[fault.target]
    shim.set(sync_error=errno.EIO, write_error=errno.EIO if fault.detail < 0.5 else 0)
    time.sleep(fault.span)
    shim.clear()


def reorganise(fleet: Fleet, fault: Fault) -> None:
    """The reference leaves some blocks for a longer branch; a node may be killed as it follows."""
    rpc = fleet.reference.rpc
    depth = 1 + int(fault.detail * 5)
    first = rpc.getblockhash(rpc.getblockcount() - depth + 1)
    rpc.invalidateblock(first)
    fleet.taken_back += depth
    try:
        # To a script of its own, or these might be the very blocks that were just left.
        script = f"04{int(fault.detail * 2**32):08x}7551"
        rpc.generatetodescriptor(depth + 1, f"raw({script})")
    finally:
        rpc.reconsiderblock(first)
    if fault.target != "reference":
        time.sleep(fault.span / 20)
        kill(fleet, fault)


def poke(fleet: Fleet, fault: Fault) -> None:
    """A user closes a wallet and opens it again."""
    rpc = fleet.client(fault.target)
    try:
        for wallet in rpc.listwallets():
            rpc.unloadwallet(wallet)
            rpc.loadwallet(wallet)
    except RPCError as error:
        raise Violation(f"a wallet cannot be closed and opened: {error}") from error
    finally:
        rpc.close()


Action = Callable[[Fleet, Fault], None]

#: What there is, and to whom it can happen.
KINDS: dict[str, tuple[Action, tuple[str, ...]]] = {
    "kill": (kill, (*NODES, "wallet-a", "wallet-b", "miner", "gui", *STEWARDS)),
    "kill-start": (kill_while_starting, NODES),
    "crash": (crash, NODES),
    "freeze": (
        freeze,
        (*NODES, "wallet-a", "wallet-b", "miner", "gui", "steward-a", "steward-b", "steward-gui"),
    ),
    "stop": (stop, (*NODES, "wallet-b", "gui")),
    "stop-frozen": (stop_with_frozen, ("wallet-a", "steward-b")),
    "cut": (cut, (*LINKS, *LINKS)),
    "hang": (hang, LINKS),
    "full-disk": (full_disk, ("node-a", "wallet-b")),
    "clock": (clock, (*NODES, "wallet-b")),
    "slow-disk": (slow_disk, (*NODES, "wallet-b")),
    "broken-disk": (broken_disk, (*NODES, "wallet-b")),
    "reorganise": (reorganise, ("reference", "reference", *NODES)),
    "reopen": (poke, NODES),
}


def impossible(fleet: Fleet) -> dict[str, str]:
    """Kinds of faults and targets that cannot be had here, and why."""
    reasons = {}
    if not fleet.has_disks:
        reasons["full-disk"] = "only root can mount a small disk"
    if fleet.library is None:
        for kind in ("clock", "slow-disk", "broken-disk"):
            reasons[kind] = "there is no C compiler for the library that does it"
    for name in STEWARDS:
        if name.partition("-")[2] not in fleet.sides:
            reasons[name] = "there is no sandbox with a process outside"
    if fleet.gui is None:
        reasons["gui"] = "no program with windows was given (--gui)"
    return reasons


def sequence(seed: int, without: dict[str, str]) -> Iterator[Fault]:
    """Faults without an end. All that there are come before one comes again."""
    chance = random.Random(seed)
    while True:
        deck = [(kind, target) for kind, (_, targets) in KINDS.items() for target in targets]
        chance.shuffle(deck)
        for kind, target in deck:
            numbers = (chance.uniform(0.1, 2.5), chance.uniform(0.5, 6), chance.random())
            if kind not in without and target not in without:
                yield Fault(kind, target, *numbers)


def befall(fleet: Fleet, fault: Fault) -> None:
    """Makes it happen."""
    KINDS[fault.kind][0](fleet, fault)
