"""Machines that are connected by a network which can be slow, lossy or cut.

A machine is a network namespace. Its only way out is a tun device whose packets come to this process, which
passes them on to the machine that they are for: late, or not at all, as the test wants it. Needs root.
"""

from __future__ import annotations

import ctypes
import fcntl
import heapq
import os
import random
import select
import shutil
import struct
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

from .node import Ended, Node, run
from .scene import Scene, Skipped

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 1, 0x1000
CLONE_NEWNET = 0x40000000
PREFIX = "10.77.0."


def needs_machines() -> None:
    """A reason to skip where there can be none."""
    if os.geteuid() != 0:
        raise Skipped("only root can make network namespaces")
    for program in ("ip", "nsenter", "unshare"):
        if shutil.which(program) is None:
            raise Skipped(f"{program} is not installed")
    if not Path("/dev/net/tun").exists():
        raise Skipped("the kernel has no tun devices")
    if subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode != 0:
        raise Skipped("the kernel makes no network namespaces here")


class Machine:
    """A machine with programs and a data directory of its own. It may be any number of them."""

    def __init__(self, scene: Scene, network: Network, number: int) -> None:
        self.scene = scene
        self.address = f"{PREFIX}{number}"
        # The namespace lives as long as this process.
        self._holder = subprocess.Popen(
            ["unshare", "-n", "sleep", "infinity"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        scene.closers.append(self._close)
        self._wait_for_namespace()
        self.device, name = _tun()
        pid = str(self._holder.pid)
        subprocess.run(["ip", "link", "set", name, "netns", pid], check=True)
        for words in (
            ["link", "set", "lo", "up"],
            ["addr", "add", f"{self.address}/24", "dev", name],
            ["link", "set", name, "mtu", "1400", "up"],
        ):
            subprocess.run([*self.inside, "ip", *words], check=True)
        network.attach(self)
        self.node = scene.node()
        self.node.ends_by_signal = True
        self.datadir = self.node.datadir
        self.chain_dir = self.node.chain_dir

    @property
    def inside(self) -> list[str]:
        """What a command begins with that is to run on this machine."""
        return ["nsenter", "-t", str(self._holder.pid), "-n", "--"]

    def _close(self) -> None:
        self._holder.kill()
        self._holder.wait()

    def _wait_for_namespace(self) -> None:
        own = os.readlink("/proc/self/ns/net")
        while os.readlink(f"/proc/{self._holder.pid}/ns/net") == own:
            time.sleep(0.005)

    def command(self, program: str, *words: str) -> list[str]:
        """A command with this machine's data directory."""
        path = str(self.scene.needs_program(program))
        return [*self.inside, path, f"-datadir={self.datadir}", "-regtest", *words]

    def run(self, program: str, *words: str) -> Ended:
        """Runs a program to its end."""
        return run(self.command(program, *words), cwd=self.scene.directory)

    def launch(self, program: str, *options: str) -> Node:
        """Starts a program that stays."""
        self.node.launch(command=self.command(program, *options))
        return self.node


def _tun() -> tuple[int, str]:
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_CLOEXEC | os.O_NONBLOCK)
    request = struct.pack("16sH22x", b"btc%d", IFF_TUN | IFF_NO_PI)
    try:
        answer = fcntl.ioctl(device, TUNSETIFF, request)
    except OSError as error:
        os.close(device)
        raise Skipped(f"the kernel makes no tun device: {error}") from error
    return device, answer[:16].rstrip(b"\0").decode()


class Network:
    """Passes packets on between machines."""

    def __init__(self, scene: Scene) -> None:
        needs_machines()
        self.scene = scene
        #: Seconds that a packet takes.
        self.delay = 0.0
        #: The share of packets that get lost.
        self.loss = 0.0
        self.carried = 0
        self.lost = 0
        self._cut: set[frozenset[str]] = set()
        self._random = random.Random(1)
        self._machines: dict[str, Machine] = {}
        self._thread: threading.Thread | None = None
        self._waiting: list[tuple[float, int, int, bytes]] = []
        self._number = 0

    def machine(self) -> Machine:
        """A new machine."""
        return Machine(self.scene, self, len(self._machines) + 1)

    def attach(self, machine: Machine) -> None:
        """Connects a machine."""
        self._machines[machine.address] = machine
        if self._thread is None:
            self._thread = threading.Thread(target=self._carry, daemon=True)
            self._thread.start()

    def cut(self, one: Machine, other: Machine) -> None:
        """From now on nothing arrives between these two, and nobody is told."""
        self._cut.add(frozenset((one.address, other.address)))

    def mend(self) -> None:
        """Everything arrives again."""
        self._cut = set()

    def _carry(self) -> None:
        while True:
            timeout = max(0.0, min(0.05, self._waiting[0][0] - time.monotonic())) if self._waiting else 0.05
            devices = {machine.device for machine in list(self._machines.values())}
            for device in select.select(devices, [], [], timeout)[0]:
                # A machine may have been switched off.
                with suppress(OSError):
                    self._take(os.read(device, 65536))
            while self._waiting and self._waiting[0][0] <= time.monotonic():
                _, _, device, packet = heapq.heappop(self._waiting)
                self.carried += 1
                with suppress(OSError):
                    os.write(device, packet)

    def _take(self, packet: bytes) -> None:
        if packet[0] >> 4 != 4:
            return
        source, target = (".".join(map(str, packet[at : at + 4])) for at in (12, 16))
        machine = self._machines.get(target)
        if machine is None or frozenset((source, target)) in self._cut:
            return
        if self._random.random() < self.loss:
            self.lost += 1
            return
        self._number += 1
        heapq.heappush(self._waiting, (time.monotonic() + self.delay, self._number, machine.device, packet))


def enter(machine: Machine) -> None:
    """Takes the calling thread to a machine: sockets that it makes from now on are there."""
    descriptor = os.open(f"/proc/{machine.inside[2]}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    library = ctypes.CDLL(None, use_errno=True)
    try:
        if library.setns(descriptor, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
    finally:
        os.close(descriptor)
