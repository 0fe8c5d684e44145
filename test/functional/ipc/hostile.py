"""Bytes that no honest client would send. The node drops the connection and goes on."""

from __future__ import annotations

import random
import socket
import struct
from pathlib import Path

from framework import processes
from framework.node import Node
from framework.scene import Scene, equal
from framework.wait import wait_until


def send(path: Path, data: bytes) -> None:
    """One connection, some bytes, the end."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(5)
        client.connect(str(path))
        try:
            client.sendall(data)
            client.shutdown(socket.SHUT_WR)
            while client.recv(65536):
                pass
        except (TimeoutError, ConnectionError):
            pass


def still_serves(node: Node) -> None:
    """The node lives, answers calls and accepts connections."""
    equal(node.rpc.getblockcount(), 0)
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(node.socket))


def frame(words: list[int]) -> bytes:
    """A message of one segment."""
    return struct.pack("<II", 0, len(words)) + struct.pack(f"<{len(words)}Q", *words)


def test_random_bytes_close_only_their_connection(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")
    dice = random.Random(1)
    for _ in range(200):
        send(node.socket, dice.randbytes(dice.randrange(1, 300)))
    still_serves(node)


def test_absurd_segment_tables_cost_no_memory(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")
    before = processes.memory_megabytes(node.pid)
    for table in (
        struct.pack("<I", 0xFFFFFFFF),
        struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF),
        struct.pack("<II", 0, 0xFFFFFFFF),
        struct.pack("<II", 0, 512 * 1024 * 1024 // 8),
        struct.pack("<I", 511) + b"\xff\xff\xff\x0f" * 512,
        struct.pack("<I", 0x7FFFFFFF) + b"\0" * 4096,
    ):
        send(node.socket, table + b"\0" * 64)
    still_serves(node)
    grown = processes.memory_megabytes(node.pid) - before
    assert grown < 100, f"{grown:.0f} MB more"


def test_pointers_that_lead_nowhere_are_refused(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")
    cycle = 0x0000000100000000 | 0xFFFFFFFC
    for words in (
        [0xFFFFFFFFFFFFFFFF],
        [cycle, cycle],
        [0x0000000000000001, 0x0000000000000001],
        [0xFFFFFFFF00000001],
        [0x0000000000000002],
        [0xFFFFFFFFFFFFFFFA, 0],
        [0x0001000100000000, 2, 0xFFFFFFF700000001],
        [0x7FFFFFFFFFFFFFF8] * 16,
    ):
        send(node.socket, frame(words))
    still_serves(node)


def test_valid_bootstrap_with_flipped_bits(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")
    # A Bootstrap message with question id 0, as any client sends first.
    bootstrap = bytearray(frame([0x0001000100000000, 8, 0x0001000100000000, 0, 0]))
    dice = random.Random(2)
    for _ in range(300):
        damaged = bytearray(bootstrap)
        for _ in range(dice.randrange(1, 4)):
            damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
        send(node.socket, bytes(damaged))
    still_serves(node)


def test_half_a_message_is_given_up_when_the_client_leaves(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")
    before = len(processes.open_files(node.pid))
    for _ in range(100):
        send(node.socket, struct.pack("<II", 0, 1000) + b"\0" * 100)
    wait_until("the descriptors are closed", lambda: len(processes.open_files(node.pid)) <= before + 2)
    still_serves(node)


def test_many_silent_connections_do_not_stop_the_node(scene: Scene) -> None:
    scene.needs_multiprocess()
    node = scene.started("-ipcbind=unix")
    silent = []
    for _ in range(300):
        client = socket.socket(socket.AF_UNIX)
        client.connect(str(node.socket))
        silent.append(client)
    equal(node.rpc.getblockcount(), 0)
    for client in silent:
        client.close()
    wait_until("the connections are gone", lambda: len(processes.open_files(node.pid)) < 100)
    still_serves(node)
