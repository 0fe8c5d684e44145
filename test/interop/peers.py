#!/usr/bin/env python3
"""Has this project's node and Bitcoin Core's talk with each other as peers, in the clear and encrypted.

    test/interop/peers.py [--bitcoind PATH] [--node PATH] [--blocks N] [--reorganisations N]

A fresh node takes a chain from bitcoind, another fresh bitcoind takes it from the node; then transactions go
both ways until the mempools are the same, and the node follows bitcoind through random reorganisations.
Without --bitcoind the program is what BITCOIN_CORE_BITCOIND names; exits with 77 where there is none.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import random
import struct
import sys
import time
from decimal import Decimal
from pathlib import Path

from workplace import SKIPPED, command_line, programs, workplace  # isort: skip
from framework.binaries import Binaries
from framework.node import Node
from framework.ports import PortBlock
from framework.wait import wait_until

#: Pay-to-witness-script-hash of OP_TRUE: anybody may spend it.
ADDRESS = "bcrt1qft5p2uhsdcdc3l2ua4ap5qqfg4pjaqlp250x7us7a8qqhrxrxfsqseac85"
WITNESS_SCRIPT = b"\x51"
OUTPUT_SCRIPT = b"\x00\x20" + hashlib.sha256(WITNESS_SCRIPT).digest()
FEE = 1000
MATURITY = 100


class Coin:
    """An output that anybody may spend."""

    def __init__(self, txid: str, index: int, satoshis: int) -> None:
        self.txid = txid
        self.index = index
        self.satoshis = satoshis


def spend(coin: Coin) -> tuple[str, Coin]:
    """A transaction that spends a coin, in hexadecimal, and the coin that it makes."""
    value = coin.satoshis - FEE
    inputs = (
        b"\x01"
        + bytes.fromhex(coin.txid)[::-1]
        + struct.pack("<I", coin.index)
        + b"\x00"
        + b"\xfd\xff\xff\xff"
    )
    outputs = b"\x01" + struct.pack("<q", value) + bytes([len(OUTPUT_SCRIPT)]) + OUTPUT_SCRIPT
    witness = b"\x01" + bytes([len(WITNESS_SCRIPT)]) + WITNESS_SCRIPT
    version, lock = struct.pack("<i", 2), struct.pack("<I", 0)
    stripped = version + inputs + outputs + lock
    txid = hashlib.sha256(hashlib.sha256(stripped).digest()).digest()[::-1].hex()
    return (version + b"\x00\x01" + inputs + outputs + witness + lock).hex(), Coin(txid, 0, value)


class Scene:
    """The nodes of one run."""

    def __init__(self, directory: Path, ports: PortBlock, own: Binaries, core: Binaries) -> None:
        self.directory = directory
        self.ports = ports
        self.own = own
        self.core = core
        self.nodes: list[Node] = []

    def start(self, name: str, *options: str) -> Node:
        """A fresh node; a name that begins with `core` stands for Bitcoin Core's."""
        binaries = self.core if name.startswith("core") else self.own
        node = Node(binaries, self.directory / name, self.ports)
        self.nodes.append(node)
        node.start("-debug=net", *options)
        return node

    def stop(self) -> None:
        """Stops all nodes; one that does not end is killed."""
        for node in self.nodes:
            if node.is_running:
                with contextlib.suppress(Exception):
                    node.stop(stderr=None)
            if node.is_running:
                assert node.process is not None
                node.process.kill()


def connect(node: Node, other: Node, *, encrypted: bool) -> None:
    """Connects a node to another and waits until both have said hello."""
    node.rpc.addnode(f"127.0.0.1:{other.p2p_port}", "onetry", encrypted)
    expected = "v2" if encrypted else "v1"

    def ready() -> bool:
        peers = [peer for peer in node.rpc.getpeerinfo() if not peer["inbound"]]
        return any(
            peer["transport_protocol_type"] == expected and "verack" in peer["bytesrecv_per_msg"]
            for peer in peers
        )

    wait_until(f"a {expected} connection", ready, timeout=30)


def wait_same_tip(node: Node, other: Node, *, timeout: float) -> None:
    """Waits until both have the same best block."""
    wait_until(
        "the same best block",
        lambda: node.rpc.getbestblockhash() == other.rpc.getbestblockhash(),
        timeout=timeout,
        interval=0.1,
    )


def same_coins(node: Node, other: Node) -> None:
    """Both must have come to the same set of coins."""
    ours, theirs = (n.rpc.gettxoutsetinfo("muhash") for n in (node, other))
    assert ours["muhash"] == theirs["muhash"], (ours, theirs)


def generate(node: Node, count: int) -> list[str]:
    """Has a node find blocks."""
    hashes: list[str] = []
    while len(hashes) < count:
        hashes += node.rpc.generatetoaddress(min(100, count - len(hashes)), ADDRESS)
    return hashes


def coinbase(node: Node, height: int) -> Coin:
    """The first output of a block's coinbase."""
    block = node.rpc.getblock(node.rpc.getblockhash(height), 2)
    transaction = block["tx"][0]
    satoshis = int(Decimal(str(transaction["vout"][0]["value"])) * 100_000_000)
    return Coin(transaction["txid"], 0, satoshis)


def relay(node: Node, core: Node, height: int) -> None:
    """Sends chains of transactions to both, each to the other's surprise."""
    for sender, first in ((node, height), (core, height + 5)):
        for offset in range(5):
            coin = coinbase(core, first + offset)
            for _ in range(4):
                transaction, coin = spend(coin)
                assert sender.rpc.sendrawtransaction(transaction) == coin.txid

    def converged() -> bool:
        ours, theirs = (set(n.rpc.getrawmempool()) for n in (node, core))
        return len(ours) == 40 and ours == theirs

    wait_until("the same mempool", converged, timeout=120, interval=0.2)


def reorganise(node: Node, core: Node, count: int, seed: int) -> None:
    """Has bitcoind leave some of its last blocks for others, again and again."""
    chance = random.Random(seed)
    for _ in range(count):
        depth = chance.randint(1, 6)
        tip = core.rpc.getblockcount()
        core.rpc.invalidateblock(core.rpc.getblockhash(tip - depth + 1))
        # To another script, or the new blocks would be those that were just left.
        script = f"51{chance.getrandbits(32):08x}"
        core.rpc.generatetodescriptor(depth + chance.randint(1, 2), f"raw({script})")
        wait_same_tip(node, core, timeout=60)


def run(scene: Scene, options: argparse.Namespace) -> None:
    """The whole play, once for each way to wrap messages."""
    source = scene.start("core-source", "-txindex")
    generate(source, options.blocks)
    for encrypted in (False, True):
        name = "v2" if encrypted else "v1"
        switch = f"-v2transport={int(encrypted)}"
        node = scene.start(f"own-{name}", switch)
        started = time.monotonic()
        connect(node, source, encrypted=encrypted)
        wait_same_tip(node, source, timeout=600)
        print(
            f"{name}: {source.rpc.getblockcount()} blocks from bitcoind in {time.monotonic() - started:.1f} s"
        )
        same_coins(node, source)

        sink = scene.start(f"core-{name}", switch)
        started = time.monotonic()
        connect(sink, node, encrypted=encrypted)
        wait_same_tip(sink, node, timeout=600)
        print(f"{name}: the same to bitcoind in {time.monotonic() - started:.1f} s")
        sink.stop()

        relay(node, source, 1 + 10 * int(encrypted))
        print(f"{name}: 40 transactions, half of them each way")
        generate(source, 1)
        wait_same_tip(node, source, timeout=60)
        assert node.rpc.getrawmempool() == []
        reorganise(node, source, options.reorganisations, options.seed)
        print(f"{name}: {options.reorganisations} reorganisations")
        same_coins(node, source)
        node.stop(stderr=None)


def main() -> int:
    """Exit code 0 if all went well, 77 without a bitcoind."""
    parser = command_line(__doc__)
    parser.add_argument("--blocks", type=int, default=1000, help="the length of the first chain")
    parser.add_argument("--reorganisations", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1, help="for what is left to chance")
    options = parser.parse_args()
    if (both := programs(options)) is None:
        return SKIPPED
    own, core = both
    if options.blocks < MATURITY + 20:
        parser.error(f"--blocks must be at least {MATURITY + 20}")
    ports = PortBlock()
    with workplace() as directory:
        scene = Scene(directory, ports, own, core)
        try:
            run(scene, options)
        finally:
            scene.stop()
            ports.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
